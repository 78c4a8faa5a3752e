"""Local times that a clock change makes uncertain: written twice, or never on any clock."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from helmline.engines.duck import Cursor
    from helmline.sources.table.times import Dates

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
#: Looked at beside a change of clocks, in microseconds: no clock was ever moved by more than a day.
_AROUND = 86_400_000_000


def changes(zone: str, first_us: int, last_us: int) -> list[tuple[int, int, int]]:
    """Return (instant in µs, offset before, offset after in seconds) of each change of clocks in a span."""
    info = ZoneInfo(zone)
    found: list[tuple[int, int, int]] = []
    hour = dt.timedelta(hours=12)
    moment = _EPOCH + dt.timedelta(microseconds=first_us) - 2 * hour
    end = _EPOCH + dt.timedelta(microseconds=last_us) + 2 * hour
    before = _offset(info, moment)
    while moment < end:
        low, moment = moment, moment + hour
        if (after := _offset(info, moment)) != before:
            high = moment
            while high - low > dt.timedelta(seconds=1):
                middle = low + (high - low) // 2
                low, high = (middle, high) if _offset(info, middle) == before else (low, middle)
            # changes of clocks happen on whole minutes
            instant = (round((high - _EPOCH).total_seconds() / 60)) * 60_000_000
            found.append((instant, before, after))
            before = after
    return found


def _offset(info: ZoneInfo, moment: dt.datetime) -> int:
    offset = moment.astimezone(info).utcoffset()
    return round(offset.total_seconds()) if offset else 0


def uncertain(cursor: Cursor, typed: str, dates: dict[str, Dates]) -> list[str]:
    """Return sentences on how many local times of each column were written twice, or never, on a clock.

    `typed` holds the columns as written and as instants (`t:NAME`). Only rows within a day of a change of
    clocks are read again.
    """
    notes = []
    for column, read in dates.items():
        if read.zone == "UTC" or read.zoned == "all":
            continue
        instant = f'"t:{column.replace(chr(34), chr(34) * 2)}"'
        [[first, last]] = cursor.execute(
            f"SELECT min({instant}), max({instant}) FROM {typed} WHERE {instant} BETWEEN 0 AND 4102444800000000"
        ).fetchall()
        moved = changes(read.zone, first, last) if first is not None else []
        if moved:
            notes += _said(cursor, typed, column, read, instant, moved)
    return notes


def _said(
    cursor: Cursor, typed: str, column: str, read: Dates, instant: str, moved: list[tuple[int, int, int]]
) -> list[str]:
    near = " OR ".join(f"{instant} BETWEEN {at - _AROUND} AND {at + _AROUND}" for at, _, _ in moved)
    twice = _between([(at + after * 1_000_000, at + before * 1_000_000) for at, before, after in moved])
    never = _between([(at + before * 1_000_000, at + after * 1_000_000) for at, before, after in moved])
    value = '"' + column.replace('"', '""') + '"'
    [[repeated, one, skipped, other]] = cursor.execute(
        f"SELECT count(*) FILTER ({twice}), min(written) FILTER ({twice}), count(*) FILTER ({never}), "
        f"min(written) FILTER ({never}) FROM (SELECT {value} AS written, epoch_us({read.naive()}) AS local "
        f'FROM {typed} WHERE ({near}) AND {read.assumed()} AND "v:fault" IS NULL)'
    ).fetchall()
    notes = []
    if repeated:
        notes.append(
            f"{repeated:,} times of {column} fall in the hour that {read.zone} repeats when clocks go back "
            f"(such as {one}): taken as the second, in winter time; the file does not say which"
        )
    if skipped:
        notes.append(
            f"{skipped:,} times of {column} are in an hour that {read.zone} skips when clocks go forward "
            f"(such as {other}): no clock showed them; read as an hour later. Is [source] zone right?"
        )
    return notes


def _between(spans: list[tuple[int, int]]) -> str:
    return " OR ".join(f"(local >= {low} AND local < {high})" for low, high in spans if low < high) or "FALSE"
