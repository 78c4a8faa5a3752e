"""The library's names of periods in words: `2026-W46` is week 46."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from helmline_web.ui import formats

_WEEK: Final = re.compile(r"(\d{4})-W(\d{2})")
_SEVEN: Final = re.compile(r"(\d{4}-\d{2}-\d{2})/7d")
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
_QUARTER: Final = re.compile(r"(\d{4})-Q(\d)")
_FISCAL: Final = re.compile(r"(\d{4})-P(\d{2})")
_YEAR: Final = re.compile(r"\d{4}")


def period(label: str | None) -> str:
    """Return what a period is called: `week 46`, `November 2026`, `16 Nov`, `16 Nov, 09:30`."""
    if label is None:
        return _("the whole period")
    if found := _WEEK.fullmatch(label):
        return _("week %(number)s") % {"number": int(found[2])}
    if found := _SEVEN.fullmatch(label):
        return _("week from %(day)s") % {"day": formats.day(date.fromisoformat(found[1]))}
    if found := _QUARTER.fullmatch(label):
        return _("quarter %(number)s of %(year)s") % {"number": found[2], "year": found[1]}
    if found := _FISCAL.fullmatch(label):
        return _("period %(number)s of %(year)s") % {"number": int(found[2]), "year": found[1]}
    if found := _MONTH.fullmatch(label):
        return formats.month(date(int(found[1]), int(found[2]), 1))
    return label if _YEAR.fullmatch(label) else _day_or_time(label)


def _day_or_time(label: str) -> str:
    moment = datetime.fromisoformat(label)
    day = formats.day(moment.date())
    return f"{day}, {moment:%H:%M}" if "T" in label else day
