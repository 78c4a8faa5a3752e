"""The hours behind one number: open and closed stretches of a span, by the rule that was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from helmline.metrics.business import Spans, forced, placements
from helmline.metrics.context import Context
from helmline.metrics.result import iso

if TYPE_CHECKING:
    from helmline.calendar import Calendar

SECOND_US: Final = 1_000_000
#: the reason of a closed stretch where several calendars count as one
EVERY_CLOSED: Final = "every calendar closed"
_AT_THE_END: Final = ("last_schedule", "inbox")


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch [start_us, stop_us) of a clock: `open` counts, `closed` and `paused` do not."""

    kind: str  # open | closed | paused
    start_us: int
    stop_us: int
    counted_us: int
    calendar: str = ""
    version: str = ""
    reason: str = ""  # of closed: night, break, weekend, holiday; of paused: its code
    name: str = ""  # of a holiday

    def to_json(self) -> dict[str, Any]:
        """Return plain values; instants as ISO 8601, the counted time in seconds."""
        return {
            "kind": self.kind, "from": iso(self.start_us), "to": iso(self.stop_us),
            "seconds": self.counted_us / SECOND_US, "calendar": self.calendar, "version": self.version,
            "reason": self.reason, "name": self.name,
        }  # fmt: skip


def hours(context: Context, span: Spans, clock: str) -> Iterator[Segment]:
    """Yield the stretches of one span in order, as the query's rule reads the calendars in force."""
    begin, end = int(span.start[0]), int(span.stop[0])
    if clock == "calendar":
        yield Segment("open", begin, end, end - begin)
        return
    if context.query.rule == "union_of_agents" and not context.query.calendar:
        yield from _of_union(context, span, begin, end)
        return
    for calendar, lo, hi in _stretches(context, span, begin, end):
        yield from _of_calendar(calendar, lo, hi)


def _stretches(context: Context, span: Spans, begin: int, end: int) -> Iterator[tuple[Calendar, int, int]]:
    if context.query.calendar:
        yield forced(context), begin, end
        return
    calendars, placed = placements(context, span)
    rows = list(zip(placed.from_us.tolist(), placed.to_us.tolist(), placed.calendar.tolist(), strict=True))
    if context.query.rule in _AT_THE_END:
        last = [place for lo, _, place in rows if lo <= end][-1:]
        if last and last[0] >= 0:
            yield _as_at(calendars[last[0]], end, context.query.rule), begin, end
        return
    for lo, hi, place in rows:
        if place >= 0 and max(lo, begin) < min(hi, end):
            yield calendars[place], max(lo, begin), min(hi, end)


def _as_at(calendar: Calendar, at_us: int, rule: str) -> Calendar:
    """Return the calendar as `last_schedule` reads it: the version in force at an instant, throughout."""
    if rule != "last_schedule":
        return calendar
    from bisect import bisect_right

    frozen: Calendar = calendar.frozen()[bisect_right(list(calendar.version_starts()), at_us)]
    return frozen


def _of_calendar(calendar: Calendar, lo: int, hi: int) -> Iterator[Segment]:
    """Yield open and closed stretches in order, each with the version in force."""
    closed = [
        Segment("closed", s.start_us, s.stop_us, 0, calendar.name, s.version, str(s.reason), s.name)
        for s in calendar.skipped(lo, hi)
    ]
    open_ = [
        Segment("open", a, b, b - a, calendar.name, _version(calendar, a))
        for a, b in calendar.open_intervals(lo, hi)
    ]
    yield from sorted([*closed, *open_], key=lambda segment: segment.start_us)


def _of_union(context: Context, span: Spans, begin: int, end: int) -> Iterator[Segment]:
    """Yield the stretches in which one of the calendars the span was under is open, and those in which none is."""
    from helmline.calendar.union import Union

    calendars, placed = placements(context, span)
    used = sorted({place for place in placed.calendar.tolist() if place >= 0})
    joint = Union(tuple(calendars[place] for place in used))
    at = begin
    for lo, hi in joint.timeline.open_intervals(begin, end) if used else []:
        if at < lo:
            yield Segment("closed", at, lo, 0, joint.name, reason=EVERY_CLOSED)
        yield Segment("open", lo, hi, hi - lo, joint.name)
        at = hi
    if at < end:
        yield Segment("closed", at, end, 0, joint.name, reason=EVERY_CLOSED)


def _version(calendar: Calendar, at_us: int) -> str:
    from helmline.calendar.timeline import day_of
    from helmline.calendar.zones import local_day

    return calendar.version_on(day_of(local_day(calendar.zone, at_us))).label
