"""Time zones: finding one by name, its UTC offsets as a table, and the vectorised local day and hour.

Local time lives here and nowhere else in the library: everything above works on UTC microseconds and on
the integer keys that `LocalTime` computes.
"""

from __future__ import annotations

import difflib
from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from helmline.errors import CalendarError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SECOND_US = 1_000_000
HOUR_US = 3_600 * SECOND_US
DAY_US = 86_400 * SECOND_US
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = date(1970, 1, 1)
# The days that `datetime` can hold in every zone: one is kept free at both ends.
_FIRST_US = -62_135_596_800 * SECOND_US + 2 * DAY_US
_LAST_US = 253_402_300_800 * SECOND_US - 2 * DAY_US


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """Return the IANA zone `name`, or raise CalendarError with the nearest names."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError):
        raise CalendarError(f"Zone {name!r} is not an IANA time zone.", hint=_zone_hint(str(name))) from None


def _zone_hint(name: str) -> str:
    by_city = {zone.rsplit("/", 1)[-1].lower(): zone for zone in sorted(available_timezones())}
    by_name = {zone.lower(): zone for zone in sorted(available_timezones())}
    wanted = name.strip().lower().replace(" ", "_")
    found = [by_name[key] for key in difflib.get_close_matches(wanted, by_name, n=2, cutoff=0.75)]
    found += [by_city[key] for key in difflib.get_close_matches(wanted.rsplit("/", 1)[-1], by_city, n=2)]
    if not found:
        return 'Write it like "Europe/Rome" or "America/New_York".'
    return "Did you mean " + " or ".join(f'"{zone}"' for zone in dict.fromkeys(found)) + "?"


def check_instant(us: int) -> int:
    """Return `us`, or raise CalendarError when it lies outside the years 1 to 9999."""
    if not _FIRST_US <= us <= _LAST_US:
        raise CalendarError(
            f"{us} is not an instant between the years 1 and 9999.",
            hint="Instants are UTC microseconds since 1970; were these nanoseconds?",
        )
    return us


def offset_at(zone: str, us: int) -> int:
    """Return the offset of `zone` from UTC at the instant `us`, in microseconds."""
    moment = EPOCH + timedelta(microseconds=check_instant(us))
    offset = moment.astimezone(zone_of(zone)).utcoffset()
    assert offset is not None
    return offset // timedelta(microseconds=1)


@lru_cache(maxsize=512)
def _offsets_of_block(zone: str, start_us: int, stop_us: int) -> tuple[tuple[int, int], ...]:
    """Walk a range day by day, and halve the days in which the offset changes down to the second."""
    table = [(start_us, offset_at(zone, start_us))]
    for day in range(start_us, stop_us, DAY_US):
        low, high = day, min(day + DAY_US, stop_us)
        after = offset_at(zone, high)
        if after == table[-1][1]:
            continue
        while high - low > SECOND_US:
            middle = (low + high) // 2 // SECOND_US * SECOND_US
            if middle <= low:
                middle = low + SECOND_US
            if offset_at(zone, middle) == after:
                high = middle
            else:
                low = middle
        table.append((high, after))
    return tuple(table)


def offsets(zone: str, start_us: int, stop_us: int) -> list[tuple[int, int]]:
    """Return `[(from_us, offset_us), ...]` covering [start_us, stop_us] in `zone`.

    Each row holds from its instant until the next row's; the first begins at or before `start_us`.
    Local wall time is `us + offset_us`. Raises CalendarError for an unknown zone.
    """
    block = 366 * DAY_US  # fixed blocks, so that ranges that differ a little share the work
    first = check_instant(start_us) // block
    last = max(check_instant(stop_us), start_us) // block
    table: list[tuple[int, int]] = []
    for number in range(first, last + 1):
        low = max(number * block, _FIRST_US)
        for from_us, offset_us in _offsets_of_block(zone, low, min((number + 1) * block, _LAST_US)):
            if not table or table[-1][1] != offset_us:
                table.append((from_us, offset_us))
    return table


class WallClock:
    """Turns wall-clock times of one zone into instants.

    A time that the clock skips or shows twice is read with the offset in force *before* the change (RFC
    5545, 3.3.5; `fold=0` in Python): 02:30 in a spring gap is the instant one would call 03:30 afterwards,
    and in autumn it is the first of the two. So a shift keeps its length and stays in one piece.
    """

    def __init__(self, zone: str, start_us: int, stop_us: int) -> None:
        table = offsets(zone, max(start_us - 2 * DAY_US, _FIRST_US), min(stop_us + 2 * DAY_US, _LAST_US))
        self._offsets = [offset for _, offset in table]
        self._from = [
            at + max(before, after) for (at, after), (_, before) in zip(table[1:], table, strict=False)
        ]

    def instant(self, wall_us: int) -> int:
        """Return the UTC instant at which the wall clock shows `wall_us` (microseconds since 1970, local)."""
        return wall_us - self._offsets[bisect_right(self._from, wall_us)]


def local_day(zone: str, us: int) -> int:
    """Return the local date at the instant `us` as days since 1970-01-01."""
    return (us + offset_at(zone, us)) // DAY_US


class LocalTime:
    """Local day, week and hour numbers of many instants at once, in one zone.

    Built for a range of instants; the offsets of its first and last day hold outside it.
    """

    def __init__(self, zone: str, start_us: int, stop_us: int) -> None:
        import numpy as np

        table = offsets(zone, start_us, stop_us)
        self.zone = zone
        self._from = np.array([at for at, _ in table[1:]], dtype=np.int64)
        self._offset = np.array([offset for _, offset in table], dtype=np.int64)

    def wall(self, us: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the wall-clock microseconds since 1970-01-01 00:00 local time."""
        return us + self._offset[self._from.searchsorted(us, side="right")]

    def day(self, us: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the local date as days since 1970-01-01."""
        return self.wall(us) // DAY_US

    def week(self, us: NDArray[np.int64], first_weekday: int = 0) -> NDArray[np.int64]:
        """Return the number of weeks since the one that holds 1970-01-01; 0 is Monday, 6 is Sunday."""
        return (self.day(us) + 3 - first_weekday) // 7

    def hour(self, us: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the hour of the local day, 0 to 23."""
        return self.wall(us) % DAY_US // HOUR_US

    def weekday(self, us: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the local weekday, 0 Monday to 6 Sunday."""
        return (self.day(us) + 3) % 7
