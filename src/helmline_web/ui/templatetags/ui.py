"""Tags and filters that every template has without loading anything: icons, formats, small atoms."""

from __future__ import annotations

from django import forms, template
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from helmline_web.ui import formats

register = template.Library()

register.filter("duration", formats.duration)
register.filter("duration_exact", formats.duration_exact)
register.filter("number", formats.number)
register.filter("percent", formats.percent)
register.filter("amount", formats.amount)
register.filter("moment", formats.moment)
register.filter("day", formats.day)


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """Draw an icon of the sprite: silent beside words, or with a title where it stands alone."""
    if title:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="#i-{}"/></svg>', title, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def figure_value(value: float | None, unit: str) -> SafeString:
    """Set a value large with its units small: 2<small>h</small>10<small>m</small>; exact on hover."""
    if value is not None and unit in ("s", "days"):
        counted = "d" if unit == "days" else "s"
        parts = format_html_join("", "{}<small>{}</small>", formats.duration_parts(value, counted))
        return format_html('<span title="{}">{}</span>', formats.duration_exact(value, counted), parts)
    words = formats.amount(value, unit)
    if unit == "ratio" and value is not None:
        return format_html("{}<small>%</small>", words.rstrip("%").rstrip())
    return format_html("{}", words)


@register.simple_tag
def spoken_duration(value: float | None, unit: str = "s") -> SafeString:
    """Write a duration as a person says it, with the exact one on hover."""
    exact = formats.duration_exact(value, unit)
    return format_html('<span title="{}">{}</span>', exact, formats.duration(value, unit))


@register.filter
def field_kind(field: BoundField) -> str:
    """Return how a form field is laid out: checkbox, switch, choices (a group) or text."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "switch" if widget.attrs.get("role") == "switch" else "checkbox"
    grouped = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return "choices" if grouped else "text"


_LOOKS = ((forms.CheckboxSelectMultiple, "choices"), (forms.RadioSelect, "choices"), (forms.Select, "select"),
          (forms.Textarea, "input is-long"), (forms.CheckboxInput, ""))  # fmt: skip


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Draw a form field's control in our look; Django ties help and errors to it by their ids."""
    widget = field.field.widget
    look = next((look for kind, look in _LOOKS if isinstance(widget, kind)), "input")
    if widget.attrs.get("role") == "switch":
        look = "switch"
    own = widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{look} {own}".strip()} if look or own else {})
