"""The referee: walks a calendar minute by minute with zoneinfo, knowing nothing of the code under test.

For every UTC minute it asks what the wall clock shows and whether that local date and time are open. Right
for every calendar whose hours change on whole minutes and do not begin or end inside a clock change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

MINUTE_US = 60_000_000


def us(text: str) -> int:
    """Microseconds of an ISO time that states its offset."""
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@dataclass
class Sign:
    """The sign on the door: `week[0]` are Monday's hours as (from, to) minutes; past 1440 is the next day."""

    zone: str
    since: str
    until: str
    week: dict[int, list[tuple[int, int]]]
    dates: dict[date, list[tuple[int, int]]] = field(default_factory=dict)
    changed: tuple[date, dict[int, list[tuple[int, int]]]] | None = None

    def minutes_of(self, day: date) -> list[bool]:
        """For each minute that a clock can show on a local date, whether the door is open."""
        week = self.changed[1] if self.changed and day >= self.changed[0] else self.week
        spans = list(week.get(day.weekday(), []))
        spans += [(start - 1440, stop - 1440) for start, stop in week.get((day.weekday() - 1) % 7, [])]
        spans = self.dates.get(day, spans)
        return [any(start <= minute < stop for start, stop in spans) for minute in range(1440)]

    def bounds(self) -> tuple[int, int]:
        return us(self.since + "T00:00:00+00:00"), us(self.until + "T00:00:00+00:00")

    def walk(self) -> np.ndarray:
        """Open minutes from the beginning to each minute."""
        low, high = self.bounds()
        zone = ZoneInfo(self.zone)
        of_day: dict[date, list[bool]] = {}
        is_open = []
        for second in range(low // 1_000_000, high // 1_000_000, 60):
            wall = datetime.fromtimestamp(second, zone)
            day = wall.date()
            if day not in of_day:
                of_day[day] = self.minutes_of(day)
            is_open.append(of_day[day][wall.hour * 60 + wall.minute])
        return np.concatenate([[0], np.cumsum(is_open)])

    def elapsed(self, start: np.ndarray, stop: np.ndarray, walked: np.ndarray) -> np.ndarray:
        return self._opened(stop, walked) - self._opened(start, walked)

    def _opened(self, at: np.ndarray, walked: np.ndarray) -> np.ndarray:
        minute, rest = np.divmod(at - self.bounds()[0], MINUTE_US)
        return walked[minute] * MINUTE_US + rest * (walked[minute + 1] - walked[minute])


WORKWEEK = {day: [(540, 1020)] for day in range(5)}
SPLIT = {day: [(510, 720), (780, 1080)] for day in range(6)}
NIGHTS = {day: [(1320, 1800)] for day in range(7)}

SIGNS = {
    "rome: split days, Friday and Saturday nights, a half day, two closed days": Sign(
        "Europe/Rome", "2025-09-15", "2026-04-15",
        {**SPLIT, 4: [*SPLIT[4], (1320, 1800)], 5: [*SPLIT[5], (1320, 1800)]},
        {date(2025, 12, 24): [(510, 720)], date(2025, 12, 25): [], date(2025, 12, 26): []},
    ),
    "new york: a holiday beside a weekend": Sign(
        "America/New_York", "2026-01-15", "2026-12-10", WORKWEEK,
        {date(2026, 7, 3): [], date(2026, 11, 26): [], date(2026, 11, 27): [(540, 780)]},
    ),
    "sydney: nights through both clock changes": Sign("Australia/Sydney", "2026-03-01", "2026-11-15", NIGHTS),
    "lord howe: half an hour of daylight saving": Sign(
        "Australia/Lord_Howe", "2026-03-10", "2026-10-30", {**NIGHTS, 2: [(555, 1025)]}
    ),
    "hong kong: its last summer time, 1979": Sign("Asia/Hong_Kong", "1979-04-01", "1980-07-01", SPLIT),
    "moscow: daylight saving dropped in 2011, moved again in 2014": Sign(
        "Europe/Moscow", "2014-06-01", "2015-02-01", {**NIGHTS, 0: [(480, 1200)]}
    ),
    "sao paulo: clocks changed at midnight until 2019": Sign(
        "America/Sao_Paulo", "2018-10-01", "2019-12-01", {**SPLIT, 6: [(0, 1440)]}
    ),
    "tehran: dropped in 2022, half-hour zone": Sign(
        "Asia/Tehran", "2022-02-01", "2023-05-01", {day: [(480, 990)] for day in (5, 6, 0, 1, 2)}
    ),
    "kathmandu: a quarter-hour zone with odd minutes": Sign(
        "Asia/Kathmandu", "2026-01-01", "2026-04-01", {0: [(487, 743), (761, 1099)], 3: [(1201, 1817)]}
    ),
    "st john's: clocks changed one minute after midnight": Sign(
        "America/St_Johns", "2010-02-20", "2010-12-01", WORKWEEK
    ),
    "apia: the day that never was": Sign("Pacific/Apia", "2011-12-01", "2012-05-01", SPLIT),
    "cairo: always open": Sign(
        "Africa/Cairo", "2026-03-01", "2026-06-01", {day: [(0, 1440)] for day in range(7)}
    ),
    "madrid: new hours from March": Sign(
        "Europe/Madrid", "2026-02-01", "2026-05-01", WORKWEEK, changed=(date(2026, 3, 18), NIGHTS)
    ),
}  # fmt: skip
