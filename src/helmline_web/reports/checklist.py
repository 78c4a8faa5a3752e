"""Before a month is closed: is it over, is everything in, is nothing open that could move it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline_web.analytics import door
from helmline_web.policies import modes, publishing
from helmline_web.reports import questions
from helmline_web.reports.models import Close
from helmline_web.ui import formats

#: a source that was not seen for so long is stale
_FRESH: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. One that `stops` must be in order; the others are noted with the close."""

    code: str
    is_fine: bool
    says: str
    stops: bool = False


Look = Callable[[str], Check]
_looks: list[Look] = []


def register(look: Look) -> None:
    """Add something to look at, such as contests that are still open; called from `AppConfig.ready`."""
    _looks.append(look)


def of_month(month: str) -> list[Check]:
    """Return what stands in the way of closing a month, and what is in order."""
    return [
        _not_closed(month),
        _over(month),
        _has_data(),
        *_complete(month),
        _fresh(),
        _published(),
        *(look(month) for look in _looks),
    ]


def _not_closed(month: str) -> Check:
    closed = Close.objects.filter(month=month).exists()
    says = _("This month is closed already.") if closed else _("This month is not closed yet.")
    return Check("closed", not closed, says, stops=True)


def _over(month: str) -> Check:
    _first, after = questions.days_of(month)
    over = modes.now().today >= after
    return Check("over", over, _("The month is over.") if over else _("The month is not over."), stops=True)


def _has_data() -> Check:
    there = not door.is_empty()
    return Check(
        "data", there, _("There are data.") if there else _("Nothing was ever imported."), stops=True
    )


def _complete(month: str) -> list[Check]:
    """Each source is known to the month's end, or it is said until when."""
    _first, after = questions.days_of(month)
    zone = modes.now().zone
    end_us = round(datetime.combine(after, time(), zone).timestamp() * 1e6)
    return [
        _known_to(source, until, end_us, zone) for source, until in sorted(door.freshness().sources.items())
    ]


def _known_to(source: str, until_us: int, end_us: int, zone: ZoneInfo) -> Check:
    if until_us >= end_us:
        return Check("complete", True, _("%(source)s is known to the end of the month.") % {"source": source})
    until = formats.moment(until_us, zone.key)
    says = _("%(source)s is known only until %(until)s.") % {"source": source, "until": until}
    return Check("complete", False, says)


def _fresh() -> Check:
    now_us = round(datetime.now(UTC).timestamp() * 1e6)
    sources = door.freshness().sources
    stale = [name for name, until in sources.items() if now_us - until > _FRESH / timedelta(microseconds=1)]
    if not stale:
        return Check("fresh", True, _("Every source was seen in the last two days."))
    says = ngettext(
        "%(n)s source was not seen for two days.", "%(n)s sources were not seen for two days.", len(stale)
    )
    return Check("fresh", False, says % {"n": formats.number(len(stale))})


def _published() -> Check:
    fine = publishing.is_published()
    says = (
        _("The rules in force are published.") if fine else _("A change of the rules is not published yet.")
    )
    return Check("published", fine, says, stops=True)
