"""Several calendars as one that is open whenever a member is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from helmline.calendar.hours import merge
from helmline.calendar.timeline import Timeline

if TYPE_CHECKING:
    from helmline.calendar.definition import Calendar


@dataclass(frozen=True)
class Union:
    """The union of the open time of calendars, each in its own zone."""

    members: tuple[Calendar | Union, ...]

    @property
    def name(self) -> str:
        """The members' names, joined."""
        return " or ".join(calendar.name for calendar in self.members)

    def frozen(self) -> list[Union]:
        """Return itself alone: a union has no versions of its own."""
        return [self]

    def version_starts(self) -> list[int]:
        """Return nothing: a union has no versions of its own."""
        return []

    @cached_property
    def timeline(self) -> Timeline:
        """The open spans, computed where they are asked for and kept."""
        return Timeline(self)

    def spans(self, start_us: int, stop_us: int) -> list[tuple[int, int]]:
        """Return the open spans that touch [start, stop), in order and joined where they touch."""
        return list(merge(span for calendar in self.members for span in calendar.spans(start_us, stop_us)))

    def add(self, start_us: int, duration_us: int) -> int:
        """Return the instant that lies `duration_us` of open time after `start_us`, as `Calendar.add`."""
        return self.timeline.add(start_us, duration_us)
