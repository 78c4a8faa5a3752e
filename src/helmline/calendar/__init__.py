"""Business time: calendars with versions and exceptions, and exact arithmetic on them.

`Calendar` answers for one instant at a time and explains itself; `BusinessTime` answers for millions of
pairs from prefix tables. Instants are UTC integer microseconds and intervals are half-open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helmline.calendar.definition import Calendar
from helmline.calendar.skipped import Reason, Skipped
from helmline.calendar.versions import DayException, Version, closed, part_day, weekly

if TYPE_CHECKING:
    from helmline.calendar.table import BusinessTime

__all__ = [
    "BusinessTime",
    "Calendar",
    "DayException",
    "Reason",
    "Skipped",
    "Version",
    "closed",
    "part_day",
    "weekly",
]


def __getattr__(name: str) -> Any:
    if name == "BusinessTime":  # brings NumPy, which a scalar question does not need
        from helmline.calendar.table import BusinessTime

        return BusinessTime
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
