"""Days of people's histories, which reach over years."""

from __future__ import annotations

from datetime import date

from django import template

from helmline_web.ui import formats

register = template.Library()


@register.filter
def full_day(value: date) -> str:
    """Write a day with its year."""
    return formats.day(value, year=True)
