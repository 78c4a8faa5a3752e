"""What a calendar is made of: weekly hours in force from a date, and exceptions to single dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from helmline.calendar.hours import ALWAYS, DAY_S, Interval, merge, parse_interval, parse_line


@dataclass(frozen=True)
class Version:
    """Weekly hours in force from a local date (None: since ever) until the next version."""

    valid_from: date | None = None
    hours: tuple[tuple[int, Interval], ...] = ()
    always_open: bool = False

    @cached_property
    def week(self) -> tuple[tuple[Interval, ...], ...]:
        """Seven tuples of intervals within the day, Monday first; night shifts are cut at midnight."""
        if self.always_open:
            return (((0, DAY_S),),) * 7
        days: list[list[Interval]] = [[] for _ in range(7)]
        for day, (start, stop) in self.hours:
            days[day].append((start, min(stop, DAY_S)))
            if stop > DAY_S:
                days[(day + 1) % 7].append((0, stop - DAY_S))
        return tuple(merge(day) for day in days)

    @property
    def label(self) -> str:
        """The date from which it holds, or `first`."""
        return self.valid_from.isoformat() if self.valid_from else "first"


@dataclass(frozen=True)
class DayException:
    """Hours that replace those of every date from `first` to `last` (inclusive); none means closed."""

    first: date
    last: date
    hours: tuple[Interval, ...] = ()
    name: str = ""

    def on(self, day: date) -> tuple[Interval, ...]:
        """Return the intervals of `day` that this exception opens, in seconds of that day."""
        own = [(start, min(stop, DAY_S)) for start, stop in self.hours] if self._holds(day) else []
        if self._holds(day - timedelta(days=1)):
            own += [(0, stop - DAY_S) for _, stop in self.hours if stop > DAY_S]
        return merge(own)

    def _holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def weekly(*lines: str, valid_from: date | None = None) -> Version:
    """Return a version from lines such as `Mon-Fri 09:00-17:00`, or from `24/7` alone."""
    if [line.strip() for line in lines] == [ALWAYS]:
        return Version(valid_from, (), always_open=True)
    hours = {pair for line in lines for pair in parse_line(line)}
    return Version(valid_from, tuple(sorted(hours)))


def closed(first: date, last: date | None = None, name: str = "") -> DayException:
    """Return an exception that closes one date, or every date from `first` to `last`."""
    return DayException(first, last or first, (), name)


def part_day(day: date, *hours: str, name: str = "") -> DayException:
    """Return an exception that opens one date at other hours, such as `08:30-12:00`."""
    return DayException(day, day, merge(parse_interval(text) for text in hours), name)
