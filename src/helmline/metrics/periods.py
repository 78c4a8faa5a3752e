"""Periods: half-open stretches of local time in a named zone, as integer instants.

SQL never sees a date. A row finds its period through the quarter-hour it falls in (`instant // 900 s`), by
a hash join with a small table; every boundary of every zone in use since 1972 lies on a quarter-hour of UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from helmline.calendar.zones import DAY_US, EPOCH_DAY, SECOND_US, WallClock, offset_at
from helmline.errors import QueryError
from helmline.metrics.expressions import suggest

if TYPE_CHECKING:
    import pyarrow as pa

TICK_US: Final = 900 * SECOND_US
_STEPS: Final = {"15min": TICK_US, "30min": 2 * TICK_US, "hour": 4 * TICK_US}
_MOST = 200_000


@dataclass(frozen=True, slots=True)
class Period:
    """One stretch [start_us, stop_us) with the text that names it."""

    label: str
    start_us: int
    stop_us: int


def instant(text: str, zone: str) -> int:
    """Return the UTC microseconds of a local date or date-time, or of one that states its own offset."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise QueryError(
            f"{text!r} is not a date",
            hint="Write 2024-03-01 or 2024-03-01T09:30, or add an offset: ...T09:30+01:00.",
        ) from None
    if moment.tzinfo is not None:
        return _microseconds(moment.astimezone(UTC).replace(tzinfo=None))
    wall = _microseconds(moment)
    return WallClock(zone, wall - DAY_US, wall + DAY_US).instant(wall)


def _microseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1)) // timedelta(microseconds=1)


@lru_cache(maxsize=64)
def periods(kind: str, start_us: int, stop_us: int, zone: str, week_start: int = 0) -> tuple[Period, ...]:
    """Return the periods of `kind` that touch [start_us, stop_us), whole ones, in order.

    Kinds: 15min, 30min, hour, day, week, month, quarter, year, and `445`: the months of a fiscal year of
    weeks in the pattern 4-4-5, which begins on the week start nearest to 1 January.
    """
    if kind in _STEPS:
        return tuple(_short(_STEPS[kind], start_us, stop_us, zone))
    starts = {
        "day": _days,
        "week": _weeks,
        "month": _months,
        "quarter": _quarters,
        "year": _years,
        "445": _445,
    }
    if kind not in starts:
        raise QueryError(f"there is no period {kind!r}", hint=suggest(kind, [*_STEPS, *starts]))
    first, last = _local_date(start_us, zone), _local_date(max(start_us, stop_us - 1), zone)
    clock = WallClock(zone, start_us - 800 * DAY_US, stop_us + 800 * DAY_US)
    named = list(starts[kind](first, last, week_start))
    edges = [clock.instant((day - EPOCH_DAY).days * DAY_US) for _, day in named]
    found = [
        Period(label, begin, end)
        for (label, _), begin, end in zip(named, edges, edges[1:], strict=False)
        if end > start_us and begin < stop_us
    ]
    return tuple(found)


def _local_date(us: int, zone: str) -> date:
    return EPOCH_DAY + timedelta(days=(us + offset_at(zone, us)) // DAY_US)


def _short(step: int, start_us: int, stop_us: int, zone: str) -> Iterator[Period]:
    if (stop_us - start_us) // step > _MOST:
        raise QueryError(
            f"that would be more than {_MOST:,} periods",
            hint="Choose a longer period, or set since and until.",
        )
    begin = _aligned(start_us, step, zone)
    while begin < stop_us:
        end = _aligned(begin + step, step, zone)
        end = end if end > begin else begin + step
        yield Period(_label(begin, zone), begin, end)
        begin = end


def _aligned(us: int, step: int, zone: str) -> int:
    offset = offset_at(zone, us)
    return (us + offset) // step * step - offset


def _label(us: int, zone: str) -> str:
    """Return the local time with its offset, so the hour that comes twice has two names."""
    offset = offset_at(zone, us)
    local = datetime(1970, 1, 1) + timedelta(microseconds=us + offset)
    sign, minutes = ("-" if offset < 0 else "+"), abs(offset) // (60 * SECOND_US)
    return f"{local:%Y-%m-%dT%H:%M}{sign}{minutes // 60:02d}:{minutes % 60:02d}"


def _days(first: date, last: date, _: int) -> Iterator[tuple[str, date]]:
    for number in range((last - first).days + 2):
        day = first + timedelta(days=number)
        yield day.isoformat(), day


def _weeks(first: date, last: date, week_start: int) -> Iterator[tuple[str, date]]:
    day = first - timedelta(days=(first.weekday() - week_start) % 7)
    while day <= last + timedelta(days=7):
        yield _week_label(day, week_start), day
        day += timedelta(days=7)


def _week_label(day: date, week_start: int) -> str:
    if week_start:
        return f"{day.isoformat()}/7d"  # ISO numbers weeks from Monday; others are named by their first day
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def _months(first: date, last: date, _: int) -> Iterator[tuple[str, date]]:
    year, month = first.year, first.month
    while date(year, month, 1) <= last + timedelta(days=31):
        yield f"{year}-{month:02d}", date(year, month, 1)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _quarters(first: date, last: date, _: int) -> Iterator[tuple[str, date]]:
    year, quarter = first.year, (first.month - 1) // 3
    while date(year, 3 * quarter + 1, 1) <= last + timedelta(days=92):
        yield f"{year}-Q{quarter + 1}", date(year, 3 * quarter + 1, 1)
        year, quarter = (year + 1, 0) if quarter == 3 else (year, quarter + 1)


def _years(first: date, last: date, _: int) -> Iterator[tuple[str, date]]:
    for year in range(first.year, last.year + 2):
        yield str(year), date(year, 1, 1)


def _445(first: date, last: date, week_start: int) -> Iterator[tuple[str, date]]:
    for year in range(first.year - 1, last.year + 3):
        begin = _fiscal_start(year, week_start)
        for number in range(12):
            weeks = number // 3 * 13 + number % 3 * 4
            yield f"{year}-P{number + 1:02d}", begin + timedelta(weeks=weeks)


def _fiscal_start(year: int, week_start: int) -> date:
    """Return the week start nearest to 1 January: 53-week years come by themselves."""
    new_year = date(year, 1, 1)
    after = (week_start - new_year.weekday()) % 7
    return new_year + timedelta(days=after if after <= 3 else after - 7)


def tick_table(found: tuple[Period, ...], zone: str) -> pa.Table:
    """Return one row a quarter-hour: `tick`, the place of its `period`, local `hour` and `weekday`."""
    import numpy as np
    import pyarrow as pa

    from helmline.calendar.zones import LocalTime

    begin = np.array([p.start_us for p in found], dtype=np.int64)
    end = np.array([p.stop_us for p in found], dtype=np.int64)
    if (begin % TICK_US).any() or (end % TICK_US).any():
        raise QueryError(f"zone {zone!r} had no whole quarter-hours then", hint="Ask in UTC.")
    count = (end - begin) // TICK_US
    period = np.repeat(np.arange(len(found), dtype=np.int64), count)
    offset = np.arange(count.sum(), dtype=np.int64) - np.repeat(np.cumsum(count) - count, count)
    tick = begin[period] // TICK_US + offset
    local = LocalTime(zone, int(begin[0]), int(end[-1]))
    columns = {"tick": tick, "period": period, "hour": local.hour(tick * TICK_US)}
    return pa.table({**columns, "weekday": local.weekday(tick * TICK_US)})
