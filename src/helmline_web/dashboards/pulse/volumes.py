"""When contacts come: by weekday and hour, in the organisation's local time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.pulse.windows import incidents
from helmline_web.ui import formats
from helmline_web.ui.charts.heat import Heat

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

_HOURS: Final = 24


@dataclass(frozen=True, slots=True)
class Volumes:
    """The picture and its finding."""

    chart: Heat
    finding: str
    total: int


def volumes(viewer: Viewer, selection: Selection) -> Volumes | None:
    """Return contacts created by weekday and hour; None where there were none."""
    answer = door.ask(viewer, selection.query("created", by=("weekday", "hour")))
    counts = [[0] * _HOURS for _day in range(7)]
    for cell in answer.of("created"):
        weekday, hour = cell.by["weekday"], cell.by["hour"]
        if weekday is not None and hour is not None:
            counts[_weekday(weekday)][int(hour)] += int(cell.value or 0)
    total = sum(map(sum, counts))
    if not total:
        return None
    finding = _finding(counts, total)
    chart = Heat(title=finding, values=counts, windows=_in_windows(viewer, selection))
    return Volumes(chart, finding, total)


def _weekday(value: str | int) -> int:
    """Return 0 for Monday."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return int(value) if str(value).isdigit() else names.index(str(value)[:3].lower())


def _finding(counts: list[list[int]], total: int) -> str:
    """Say which four hours of the day bring most, and what share of the week they are."""
    by_hour = [sum(day[hour] for day in counts) for hour in range(_HOURS)]
    start = max(range(_HOURS - 3), key=lambda hour: sum(by_hour[hour : hour + 4]))
    share = sum(by_hour[start : start + 4]) / total
    busiest = max(range(7), key=lambda day: sum(counts[day]))
    return _("%(percent)s of contacts come from %(start)s to %(end)s; %(weekday)s brings most") % {
        "percent": formats.percent(share),
        "start": f"{start:02d}:00",
        "end": f"{start + 4:02d}:00",
        "weekday": formats.weekday(busiest, "wide"),
    }


def _in_windows(viewer: Viewer, selection: Selection) -> frozenset[tuple[int, int]]:
    """Return the hours that an incident touched, where the span is one week: else they would say nothing."""
    if selection.span.days > 7:
        return frozenset()
    return frozenset(
        place
        for one in incidents(selection, viewer)
        for place in _hours(one.valid.from_us, one.valid.to_us, selection)
    )


def _hours(start_us: int | None, end_us: int | None, selection: Selection) -> list[tuple[int, int]]:
    if start_us is None:
        return []
    end = end_us if end_us is not None else door.freshness().until_us or start_us
    step = 3_600_000_000
    found: list[datetime] = [
        formats.at(us, selection.zone) for us in range(start_us - start_us % step, end, step)
    ]
    inside = [at for at in found if selection.span.since <= at.date() < selection.span.until]
    return [(at.weekday(), at.hour) for at in inside]


def total_said(total: int) -> str:
    """Say how many contacts are in the picture."""
    return ngettext("%(n)s contact", "%(n)s contacts", total) % {"n": formats.number(total)}
