"""What a calendar is: a zone, weekly hours in dated versions, and dated exceptions.

One rule decides every instant, and it is the sign on the door: look at the local date and the wall clock.
If the date has an exception, its hours replace the whole date, 00:00 to 24:00. Otherwise the weekly hours of
the version in force *on that date* apply; a shift that began the evening before covers the early morning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

from helmline.calendar.holidays import Proposal, approved_exceptions
from helmline.calendar.hours import ALWAYS, Interval, format_interval, format_week, merge
from helmline.calendar.skipped import Skipped, skipped
from helmline.calendar.timeline import Timeline, open_spans
from helmline.calendar.versions import DayException, Version
from helmline.calendar.written import read_calendar
from helmline.calendar.zones import DAY_US, EPOCH_DAY, WallClock, zone_of
from helmline.errors import CalendarError


@dataclass(frozen=True)
class Calendar:
    """Business time of one desk. Every instant is UTC integer microseconds; intervals are half-open.

    `versions` are in order of their dates, the first may have none; before the first dated version, where
    there is no undated one, the first one holds.
    """

    name: str
    zone: str
    versions: tuple[Version, ...]
    exceptions: tuple[DayException, ...] = field(default=())

    def __post_init__(self) -> None:
        zone_of(self.zone)
        if not self.versions:
            raise CalendarError(
                f"Calendar {self.name!r} has no hours.",
                hint='Add a [[calendar.version]] with hours = ["24/7"].',
            )
        ordered = sorted(self.versions, key=lambda version: version.valid_from or date.min)
        for earlier, later in pairwise(ordered):
            if earlier.valid_from == later.valid_from:
                raise CalendarError(
                    f"Calendar {self.name!r} has two versions from {later.label}.",
                    hint="Give each version its own `from` date.",
                )
        object.__setattr__(self, "versions", tuple(ordered))
        self._exception_by_day  # noqa: B018  checks that no date has two different exceptions

    # -- what is in force on a date ------------------------------------------------------------------

    def version_on(self, day: date) -> Version:
        """Return the version in force on a local date."""
        held = self.versions[0]
        for version in self.versions[1:]:
            if version.valid_from and version.valid_from <= day:
                held = version
        return held

    def exception_on(self, day: date) -> DayException | None:
        """Return the exception that replaces the hours of a local date, if any."""
        return self._exception_by_day.get(day)

    def hours_on(self, day: date) -> tuple[Interval, ...]:
        """Return the open intervals of a local date, in seconds from its midnight, within the day."""
        exception = self.exception_on(day)
        if exception:
            return exception.on(day)
        week = self.version_on(day).week[day.weekday()]
        before = self.exception_on(day - timedelta(days=1))
        return merge((*week, *before.on(day))) if before else week

    @cached_property
    def _exception_by_day(self) -> dict[date, DayException]:
        by_day: dict[date, DayException] = {}
        for exception in self.exceptions:
            for number in range((exception.last - exception.first).days + 1):
                day = exception.first + timedelta(days=number)
                held = by_day.setdefault(day, exception)
                if held.hours != exception.hours:
                    raise CalendarError(
                        f"Calendar {self.name!r} has two exceptions on {day} with different hours: "
                        f"{held.name or 'unnamed'} and {exception.name or 'unnamed'}.",
                        hint="Keep one of them, or give both the same hours.",
                    )
        return by_day

    # -- arithmetic ----------------------------------------------------------------------------------

    @cached_property
    def timeline(self) -> Timeline:
        """The open spans of this calendar, computed where they are asked for and kept."""
        return Timeline(self)

    def spans(self, start_us: int, stop_us: int) -> list[tuple[int, int]]:
        """Return the open spans that touch [start, stop), whole: the first and last may reach outside."""
        return open_spans(self, start_us, stop_us)

    def elapsed(self, start_us: int, stop_us: int) -> int:
        """Return the open microseconds in [start, stop); negative when stop is before start."""
        return self.timeline.elapsed(start_us, stop_us)

    def add(self, start_us: int, duration_us: int) -> int:
        """Return the earliest instant by which `duration_us` of open time have passed since `start_us`.

        The end of a closing day, not the next morning; `start_us` itself for 0. A negative duration goes
        back, to the latest such instant. Raises CalendarError when the calendar never opens for that long.
        """
        return self.timeline.add(start_us, duration_us)

    def next_open(self, start_us: int) -> int:
        """Return the first open instant at or after `start_us`."""
        return self.timeline.next_open(start_us)

    def is_open(self, at_us: int) -> bool:
        """Say whether the calendar is open at an instant; at closing time it is closed."""
        return bool(self.timeline.open_intervals(at_us, at_us + 1))

    def open_intervals(self, start_us: int, stop_us: int) -> list[tuple[int, int]]:
        """Return the open intervals within [start, stop), in order, joined where they touch."""
        return self.timeline.open_intervals(start_us, stop_us)

    def skipped(self, start_us: int, stop_us: int) -> list[Skipped]:
        """Return the closed stretches within [start, stop), each with the reason and version in force."""
        return skipped(self, start_us, stop_us)

    # -- other calendars made from this one ------------------------------------------------------------

    def with_exceptions(self, exceptions: Sequence[DayException]) -> Calendar:
        """Return this calendar with more exceptions; one already there wins over a new one on its dates."""
        fresh = [item for item in exceptions if not self._taken(item)]
        return replace(self, exceptions=(*self.exceptions, *fresh))

    def with_holidays(self, proposals: Iterable[Proposal]) -> Calendar:
        """Return this calendar with the approved ones among the proposed holidays, and no other."""
        return self.with_exceptions(approved_exceptions(proposals))

    def _taken(self, exception: DayException) -> bool:
        days = range((exception.last - exception.first).days + 1)
        return any(exception.first + timedelta(days=number) in self._exception_by_day for number in days)

    def frozen(self) -> list[Calendar]:
        """Return one calendar for each version, as if that version had always been in force."""
        return [replace(self, versions=(replace(item, valid_from=None),)) for item in self.versions]

    def version_starts(self) -> list[int]:
        """Return the instants at which the second and later versions come into force."""
        starts = []
        for version in self.versions[1:]:
            assert version.valid_from is not None
            midnight = (version.valid_from - EPOCH_DAY).days * DAY_US
            starts.append(WallClock(self.zone, midnight, midnight).instant(midnight))
        return starts

    # -- the written form ------------------------------------------------------------------------------

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Calendar:
        """Return the calendar that a `[[calendar]]` table of TOML describes; raises CalendarError."""
        return read_calendar(table, cls)

    def to_dict(self) -> dict[str, Any]:
        """Return the table that `from_dict` reads back to an equal calendar."""
        versions = [
            {**({"from": version.valid_from} if version.valid_from else {}), "hours": _hours_text(version)}
            for version in self.versions
        ]
        table: dict[str, Any] = {"name": self.name, "zone": self.zone, "version": versions}
        if self.exceptions:
            table["exception"] = [_exception_table(item) for item in self.exceptions]
        return table


def _hours_text(version: Version) -> list[str]:
    return [ALWAYS] if version.always_open else format_week(version.hours)


def _exception_table(item: DayException) -> dict[str, Any]:
    when = {"on": item.first} if item.first == item.last else {"from": item.first, "to": item.last}
    named = {"name": item.name} if item.name else {}
    return {**when, "hours": [format_interval(interval) for interval in item.hours], **named}
