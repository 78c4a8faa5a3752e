"""The open spans of a calendar as UTC instants, and the arithmetic on them for one instant at a time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from typing import Protocol

from helmline.calendar.hours import DAY_S, Interval
from helmline.calendar.zones import (
    _FIRST_US,
    _LAST_US,
    DAY_US,
    EPOCH_DAY,
    SECOND_US,
    WallClock,
    check_instant,
    local_day,
)
from helmline.errors import CalendarError

Span = tuple[int, int]
_YEAR_US = 366 * DAY_US
_SEARCH_YEARS = 100


class Desk(Protocol):
    """What has hours of its own on local dates: a calendar."""

    @property
    def zone(self) -> str:
        """The IANA name of its time zone."""

    def hours_on(self, day: date) -> tuple[Interval, ...]:
        """Return the open intervals of a local date, in seconds from its midnight, within the day."""


class Opening(Protocol):
    """What is open at times: a calendar, or the union of several."""

    @property
    def name(self) -> str:
        """What people call it."""

    def spans(self, start_us: int, stop_us: int) -> list[Span]:
        """Return the open spans that touch [start, stop), in order and joined where they touch."""


def day_of(number: int) -> date:
    """Return the date that lies `number` days after 1970-01-01."""
    return EPOCH_DAY + timedelta(days=number)


def day_numbers(calendar: Desk, start_us: int, stop_us: int) -> range:
    """Return the local dates that [start, stop] touches, as days since 1970-01-01, with one to spare."""
    first = local_day(calendar.zone, max(start_us, _FIRST_US)) - 1
    return range(first, local_day(calendar.zone, min(stop_us, _LAST_US)) + 2)


def open_spans(calendar: Desk, start_us: int, stop_us: int) -> list[Span]:
    """Return the open spans that touch [start, stop), in order and joined where they touch.

    The first and last may reach outside the range, by less than two days.
    """
    clock = WallClock(calendar.zone, start_us, stop_us)
    spans: list[Span] = []
    for number in day_numbers(calendar, start_us, stop_us):
        for start, stop in calendar.hours_on(day_of(number)):
            midnight = number * DAY_S
            begin = clock.instant((midnight + start) * SECOND_US)
            end = clock.instant((midnight + stop) * SECOND_US)
            if spans and begin <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            elif begin < end:
                spans.append((begin, end))
    return spans


class Timeline:
    """Open spans of one calendar over a range that grows with what is asked, with running totals."""

    def __init__(self, calendar: Opening) -> None:
        self.calendar = calendar
        self._low = self._high = 0
        self._starts: list[int] = []
        self._stops: list[int] = []
        self._before: list[int] = []

    def elapsed(self, start_us: int, stop_us: int) -> int:
        """Return the open microseconds in [start, stop); negative when stop is before start."""
        self._cover(min(start_us, stop_us), max(start_us, stop_us))
        return self._opened(stop_us) - self._opened(start_us)

    def open_intervals(self, start_us: int, stop_us: int) -> list[Span]:
        """Return the open intervals within [start, stop)."""
        self._cover(start_us, max(start_us, stop_us))
        touched = range(bisect_right(self._stops, start_us), bisect_left(self._starts, stop_us))
        return [(max(self._starts[at], start_us), min(self._stops[at], stop_us)) for at in touched]

    def next_open(self, start_us: int) -> int:
        """Return the first open instant at or after `start_us`; raises CalendarError if there is none."""
        for high in self._reach(start_us, forward=True):
            self._cover(start_us, high)
            index = bisect_right(self._stops, start_us)
            if index < len(self._starts) and self._starts[index] < high:
                return max(start_us, self._starts[index])
        raise self._never(start_us)

    def add(self, start_us: int, duration_us: int) -> int:
        """Return the nearest instant that lies `duration_us` of open time after (before, if negative)."""
        if duration_us == 0:
            return check_instant(start_us)
        forward = duration_us > 0
        for edge in self._reach(start_us, forward):
            self._cover(min(start_us, edge), max(start_us, edge))
            target = self._opened(start_us) + duration_us
            if forward and self._opened(edge) >= target:
                index = bisect_left(self._before, target) - 1
                return self._starts[index] + target - self._before[index]
            if not forward and self._opened(edge) <= target:
                index = bisect_right(self._before, target) - 1
                return self._starts[index] + target - self._before[index]
        raise self._never(start_us)

    def _reach(self, start_us: int, forward: bool) -> Iterator[int]:
        check_instant(start_us)
        years = 1
        while years <= _SEARCH_YEARS:
            step = years * _YEAR_US if forward else -years * _YEAR_US
            yield min(max(start_us + step, _FIRST_US), _LAST_US)
            years *= 3

    def _never(self, start_us: int) -> CalendarError:
        return CalendarError(
            f"Calendar {self.calendar.name!r} does not open for that long within {_SEARCH_YEARS} years "
            f"of {start_us}.",
            hint="Give its last version some hours.",
        )

    def _opened(self, at_us: int) -> int:
        """Return the open microseconds from the first known span to an instant within the known range."""
        index = bisect_right(self._starts, at_us) - 1
        if index < 0:
            return 0
        return self._before[index] + min(at_us, self._stops[index]) - self._starts[index]

    def _cover(self, low: int, high: int) -> None:
        """Make sure that the spans of [low, high] are known; grows by whole years."""
        if self._low < self._high and self._low <= low and high <= self._high:
            return
        known = self._low < self._high
        low = min(check_instant(low), self._low) if known else check_instant(low)
        high = max(check_instant(high), self._high) if known else check_instant(high)
        self._low = max(low // _YEAR_US * _YEAR_US, _FIRST_US)
        self._high = min((high // _YEAR_US + 1) * _YEAR_US, _LAST_US)
        spans = self.calendar.spans(self._low, self._high)
        self._starts = [start for start, _ in spans]
        self._stops = [stop for _, stop in spans]
        self._before = [0, *accumulate(stop - start for start, stop in spans)][: len(spans)]
