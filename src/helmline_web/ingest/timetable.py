"""When a schedule is due: `every 10 m`, or the five fields of cron, such as `0 7 * * 1` for Mondays at 7."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from helmline.errors import InputError

_EVERY: Final = re.compile(r"every (\d+) (s|m|min|h|d)")
_UNITS: Final = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400}
#: The fields of cron: minute, hour, day of the month, month, day of the week (0 and 7 are Sunday).
_RANGES: Final = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
#: Far enough for the 29th of February.
_HORIZON_DAYS: Final = 366 * 8


@dataclass(frozen=True, slots=True)
class Every:
    """Again after a fixed pause."""

    seconds: int

    def after(self, moment: datetime, zone: ZoneInfo) -> datetime:  # noqa: ARG002 - a pause knows no zone
        """Return the next due instant."""
        return moment + timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class Cron:
    """At given local times of given days."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool  # cron's rule: where day and weekday are both limited, one of them is enough

    def after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return the next due instant, UTC; a local time that a clock change skips is not due that day."""
        local = moment.astimezone(zone)
        for ahead in range(_HORIZON_DAYS):
            day = local.date() + timedelta(days=ahead)
            if self._falls_on(day):
                due = min((at for at in self._times(day, zone) if at > moment), default=None)
                if due is not None:
                    return due
        raise InputError("This schedule is never due.", hint="Check its day and month.")

    def _falls_on(self, day: date) -> bool:
        in_month, in_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        fits = in_month or in_week if self.either_day else in_month and in_week
        return fits and day.month in self.months

    def _times(self, day: date, zone: ZoneInfo) -> list[datetime]:
        local = [
            datetime.combine(day, time(hour, minute), zone) for hour in self.hours for minute in self.minutes
        ]
        instants = [(at, at.astimezone(UTC)) for at in local]
        return [utc for at, utc in instants if utc.astimezone(zone).time() == at.time()]


def parse(spec: str) -> Every | Cron:
    """Read a schedule. Raises InputError for words that are none."""
    pause = _EVERY.fullmatch(spec)
    if pause and int(pause[1]):
        return Every(int(pause[1]) * _UNITS[pause[2]])
    fields = spec.split()
    if len(fields) != len(_RANGES):
        raise InputError(
            f"{spec!r} is no schedule.", hint="Write `every 10 m`, or five fields as in `0 7 * * 1`."
        )
    minutes, hours, days, months, weekdays = (
        _numbers(field, *span) for field, span in zip(fields, _RANGES, strict=True)
    )
    return Cron(
        minutes, hours, days, months, frozenset(day % 7 for day in weekdays),
        either_day=fields[2] != "*" and fields[4] != "*",
    )  # fmt: skip


def _numbers(field: str, low: int, high: int) -> frozenset[int]:
    """Return the numbers of one field: `*`, `3`, `1-5`, `*/15`, and lists of them."""
    found: set[int] = set()
    for part in field.split(","):
        match = re.fullmatch(r"(?:\*|(\d+)(?:-(\d+))?)(?:/(\d+))?", part)
        if match is None:
            raise InputError(f"{part!r} is no field of a schedule.", hint="Write a number, 1-5, */15, or *.")
        first = int(match[1]) if match[1] else low
        last = int(match[2]) if match[2] else (first if match[1] and not match[3] else high)
        if not low <= first <= last <= high or match[3] == "0":
            raise InputError(f"{part!r} is outside {low} to {high}.", hint="See `man 5 crontab`.")
        found.update(range(first, last + 1, int(match[3] or 1)))
    return frozenset(found)
