"""Why a calendar was closed: the stretches between open hours, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from helmline.calendar.hours import DAY_S
from helmline.calendar.timeline import Desk, day_numbers, day_of
from helmline.calendar.versions import DayException, Version
from helmline.calendar.zones import DAY_US, SECOND_US, WallClock


class Reason(StrEnum):
    """Why no time counts."""

    NIGHT = "night"  # before the first or after the last hours of a working day
    BREAK = "break"  # between two intervals of a working day
    WEEKEND = "weekend"  # a weekday without hours
    HOLIDAY = "holiday"  # a dated exception


class Explained(Desk, Protocol):
    """A desk that knows why it has the hours of a date."""

    def version_on(self, day: date) -> Version:
        """Return the version in force on a local date."""

    def exception_on(self, day: date) -> DayException | None:
        """Return the exception that replaces the hours of a local date, if any."""


@dataclass(frozen=True)
class Skipped:
    """A closed stretch [start, stop) in UTC microseconds, its reason and the version then in force."""

    start_us: int
    stop_us: int
    reason: Reason
    name: str  # of the exception; empty for the other reasons
    version: str  # the date from which the version holds, or "first"


def skipped(calendar: Explained, start_us: int, stop_us: int) -> list[Skipped]:
    """Return the closed stretches of [start, stop), split where the reason or the version changes."""
    found: list[Skipped] = []
    if stop_us <= start_us:
        return found
    clock = WallClock(calendar.zone, start_us, stop_us)
    for number in day_numbers(calendar, start_us, stop_us):
        for piece in _closed_on(calendar, number, clock):
            _append(found, piece, start_us, stop_us)
    return found


def _append(found: list[Skipped], piece: Skipped, start_us: int, stop_us: int) -> None:
    piece = replace(piece, start_us=max(piece.start_us, start_us), stop_us=min(piece.stop_us, stop_us))
    if piece.start_us >= piece.stop_us:
        return
    last = found[-1] if found else None
    if (
        last
        and last.stop_us == piece.start_us
        and replace(piece, start_us=last.start_us) == replace(last, stop_us=piece.stop_us)
    ):
        found[-1] = replace(last, stop_us=piece.stop_us)
    else:
        found.append(piece)


def _closed_on(calendar: Explained, number: int, clock: WallClock) -> list[Skipped]:
    day = day_of(number)
    hours = calendar.hours_on(day)
    exception = calendar.exception_on(day)
    version = calendar.version_on(day).label
    edges = [0, *(edge for interval in hours for edge in interval), DAY_S]
    pieces = []
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        begin, end = (clock.instant(number * DAY_US + second * SECOND_US) for second in (start, stop))
        reason = _reason(bool(exception), bool(hours), start > 0 and stop < DAY_S)
        pieces.append(Skipped(begin, end, reason, exception.name if exception else "", version))
    return pieces


def _reason(exception: bool, has_hours: bool, between: bool) -> Reason:
    if exception:
        return Reason.HOLIDAY
    if not has_hours:
        return Reason.WEEKEND
    return Reason.BREAK if between else Reason.NIGHT
