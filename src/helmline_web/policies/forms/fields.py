"""Fields as the reference data write them: lists of codes, shares of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Codes(forms.CharField):
    """Codes separated by commas."""

    def prepare_value(self, value: Any) -> Any:
        """Write a list as people type it."""
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        """Return the codes, each once."""
        text = super().clean(value)
        return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


class Percent(forms.FloatField):
    """A share of one, typed in percent."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"min": "0", "max": "100", "step": "any"})
        super().__init__(min_value=0.01, max_value=100, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Write a share in percent."""
        return f"{value * 100:g}" if isinstance(value, float) else value

    def clean(self, value: Any) -> float | None:
        """Return the share."""
        percent = super().clean(value)
        return None if percent is None else round(percent / 100, 6)


class Duration(forms.CharField):
    """A duration as people write it; the library reads it and says what is wrong with it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Such as 90s, 30min, 4h or 1h 30min."))
        super().__init__(max_length=40, **kwargs)
