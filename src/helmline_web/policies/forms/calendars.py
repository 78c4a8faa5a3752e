"""Calendars: weekly hours, days that differ, holidays to look through."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helmline.calendar.hours import format_interval, parse_interval
from helmline.errors import CalendarError
from helmline_web.people.forms.sign_in import zone_choices
from helmline_web.policies import week
from helmline_web.ui import formats

_LARGEST = 2 * 2**20


class HoursForm(forms.Form):
    """Weekly hours, a field a day: `09:00-12:00, 13:00-18:00`; `22:00-06:00` runs into the next day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(7):
            self.fields[f"day_{number}"] = forms.CharField(
                label=formats.weekday(number, "wide"), required=False, max_length=200
            )
        self.fields["day_0"].help_text = _(
            "Such as 09:00-12:00, 13:00-18:00; 22:00-06:00 runs into the next day; empty is closed."
        )

    def clean(self) -> dict[str, Any]:
        """Read each day by the library's own rule."""
        found = super().clean() or {}
        for number in range(7):
            try:
                week.written({f"day_{number}": found.get(f"day_{number}")})
            except CalendarError as wrong:
                self.add_error(f"day_{number}", f"{wrong.message} {wrong.hint}")
        return found

    def hours(self) -> list[str]:
        """Return the hours as reference data write them."""
        return week.written(self.cleaned_data)


class CalendarForm(HoursForm):
    """A calendar that does not exist yet."""

    field_order = ("name", "zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label=_("Name"), max_length=100)
        self.fields["zone"] = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
        self.order_fields(self.field_order)

    def statement(self) -> dict[str, Any]:
        """Return the calendar."""
        return {"name": self.cleaned_data["name"], "zone": self.cleaned_data["zone"], "hours": self.hours()}


class DayForm(forms.Form):
    """One day, or several, on which other hours hold."""

    first = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    hours = forms.CharField(
        label=_("Hours"),
        required=False,
        max_length=200,
        help_text=_("Empty is closed; 10:00-14:00 is open for that long."),
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning and hours that no clock shows."""
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", _("It ends before it begins."))
        try:
            found["intervals"] = [
                format_interval(parse_interval(part)) for part in _parts(found.get("hours", ""))
            ]
        except CalendarError as wrong:
            self.add_error("hours", f"{wrong.message} {wrong.hint}")
        return found

    def exception(self) -> dict[str, Any]:
        """Return the days as reference data write them."""
        said = self.cleaned_data
        first, last = said["first"], said["last"] or said["first"]
        return exception(first, last, said["intervals"], said["name"])


def exception(first: date, last: date, hours: list[str], name: str) -> dict[str, Any]:
    """Return an exception as reference data write it."""
    when = {"on": first.isoformat()} if first == last else {"from": first.isoformat(), "to": last.isoformat()}
    return {**when, "hours": hours, **({"name": name} if name else {})}


def _parts(text: str) -> list[str]:
    return [part for part in text.split(",") if part.strip()]


class RegionForm(forms.Form):
    """Whose holidays to propose, for which years."""

    region = forms.CharField(
        label=_("Country or region"), max_length=10, help_text=_("Such as IT, SE, PL, JP or DE-BY.")
    )
    city = forms.CharField(
        label=_("City"),
        required=False,
        max_length=40,
        help_text=_("For the patron saint of an Italian city."),
    )
    years = forms.CharField(label=_("Years"), max_length=40, help_text=_("Such as 2027, or 2026, 2027."))
    company = forms.CharField(
        label=_("Company days"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: 2026-12-30 Between the years."),
    )  # fmt: skip

    def clean_years(self) -> list[int]:
        """Return the years."""
        try:
            years = [int(part) for part in self.cleaned_data["years"].split(",")]
        except ValueError:
            raise forms.ValidationError(_("Write years such as 2026, 2027.")) from None
        if not all(2000 <= year <= 2100 for year in years) or len(years) > 5:
            raise forms.ValidationError(_("At most five years, from 2000 to 2100."))
        return years

    def clean_company(self) -> dict[date, str]:
        """Return the company's own days."""
        found: dict[date, str] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["company"].splitlines())):
            day, _space, name = line.partition(" ")
            try:
                found[date.fromisoformat(day)] = name.strip()
            except ValueError:
                raise forms.ValidationError(
                    _("“%(line)s” does not begin with a day such as 2026-12-30."), params={"line": line}
                ) from None
        return found


class FeedForm(forms.Form):
    """An iCalendar file with days off."""

    file = forms.FileField(
        label=_("Calendar file (.ics)"), help_text=_("Nothing applies before you have looked at it.")
    )

    def clean_file(self) -> str:
        """Return the file's text."""
        upload = self.cleaned_data["file"]
        if upload.size > _LARGEST:
            raise forms.ValidationError(
                _("A calendar of days off is a small file; this one has more than 2 MB.")
            )
        try:
            return upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This is no text in UTF-8.")) from None
