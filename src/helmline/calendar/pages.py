"""Prefix tables that stay in the processor's cache: one entry a day, and one page a distinct kind of day.

A calendar has few kinds of days (a weekday, a weekend, a half day, each before and after a change of
clocks), so the table is in two steps. Time is counted from the table's beginning, `base_us`.

*Days*, one entry a UTC day and calendar: the open seconds before that day (upper 43 bits) and the number of
its page (lower 20 bits).

*Pages*: the day is cut into buckets of a power of two microseconds (2**31 is 36 minutes), so that finding one
is a shift. A bucket holds at most one edge, an opening or a closing, and its entry packs

* bit 63: whether the edge opens,
* bits 32 to 62: the open seconds from the day's beginning to the edge (edges are on whole seconds),
* bits 0 to 31: the edge's place in the bucket, in microseconds.

With `y` the time since the edge, the open time of the day so far is the entry's seconds plus max(y, 0) where
the edge opens and min(y, 0) where it closes. A bucket without an edge is one whose edge lies beyond its end.
So every edge on a whole second is exact; where two come closer than 36 minutes the buckets are finer, down
to half a second.

*Flat*: where all buckets of the whole range fit into 4 MB, a table of them alone, without days, saves the
first step. NumPy, which pays for each operation, gains by it a factor of two to three; compiled code nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from helmline.calendar.zones import DAY_US, SECOND_US

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from helmline.calendar.edges import Edges

    Ints = NDArray[np.int64]

DAY_BITS = 37  # 2**37 microseconds are 38 hours: the least power of two that holds a day
PAGE_BITS = 20
_WIDEST, _NARROWEST = 31, 19
_MOST_ENTRIES = 2**26  # 512 MB
_MOST_FLAT = 2**19  # 4 MB, about what a core keeps of its cache beside the data that stream by
_BEYOND = 2**32 - 1
_MOST_SECONDS = 2**31 - 86_400  # 68 years

DayShape = tuple[tuple[int, int], ...]
"""The open spans of one day, in microseconds from its beginning."""


@dataclass(frozen=True)
class Pages:
    """The two tables; `days` has shape (calendars * days_each,), `entries` (pages << DAY_BITS - shift,).

    `flat`, where there is one, has shape (calendars * flat_each,) and buckets of its own `flat_shift`.
    """

    days: Ints
    entries: Ints
    days_each: int
    shift: int
    flat: Ints | None = None
    flat_each: int = 0
    flat_shift: int = 0


def build_pages(calendars: Sequence[Edges], length_us: int) -> Pages | None:
    """Return the tables of several calendars, or None where they would not fit into 512 MB."""
    days_each = length_us // DAY_US
    shapes: dict[DayShape, int] = {}
    rows = [_day_entries(edges, days_each, shapes) for edges in calendars]
    shift = _widest(shapes, DAY_US)
    if not shift or len(shapes) << (DAY_BITS - shift) > _MOST_ENTRIES or len(shapes) >> PAGE_BITS:
        return None
    each = 1 << (DAY_BITS - shift)
    entries = np.concatenate([_page(shape, shift, each, DAY_US) for shape in shapes] or [_NOTHING])
    return Pages(np.concatenate(rows or [_NOTHING]), entries, days_each, shift, *_flat(calendars, length_us))


_NOTHING: Ints = np.zeros(0, dtype=np.int64)


def _flat(calendars: Sequence[Edges], length_us: int) -> tuple[Ints | None, int, int]:
    """Return one table of all buckets, how many a calendar has and their shift; None where it is too big."""
    least = (length_us >> _WIDEST) + 1
    if not calendars or least * len(calendars) > _MOST_FLAT or length_us > _MOST_SECONDS * SECOND_US:
        return None, 0, 0
    spans = [tuple(zip(edges.starts.tolist(), edges.stops.tolist(), strict=True)) for edges in calendars]
    shift = _widest(spans, length_us)
    each = (length_us >> shift) + 1
    if not shift or each * len(calendars) > _MOST_FLAT:
        return None, 0, 0
    return np.concatenate([_page(shape, shift, each, length_us) for shape in spans]), each, shift


def _widest(shapes: Iterable[DayShape], length_us: int) -> int:
    """Return the widest shift that separates all edges, or 0."""
    return next((bits for bits in range(_WIDEST, _NARROWEST - 1, -1) if _fits(shapes, bits, length_us)), 0)


def _day_entries(edges: Edges, days_each: int, shapes: dict[DayShape, int]) -> Ints:
    """Return the day entries of one calendar, numbering each new kind of day in `shapes`."""
    midnights = np.arange(days_each + 1, dtype=np.int64) * DAY_US
    first = edges.stops.searchsorted(midnights[:-1], side="right").tolist()
    last = edges.starts.searchsorted(midnights[1:], side="left").tolist()
    starts, stops = edges.starts.tolist(), edges.stops.tolist()
    pages = []
    for day in range(days_each):
        begin = day * DAY_US
        shape = tuple(
            (max(starts[span] - begin, 0), min(stops[span] - begin, DAY_US))
            for span in range(first[day], last[day])
        )
        pages.append(shapes.setdefault(shape, len(shapes)))
    seconds = edges.opened(midnights[:-1]) // SECOND_US
    return np.asarray(seconds << PAGE_BITS | np.array(pages, dtype=np.int64))


def _fits(shapes: Iterable[DayShape], shift: int, length_us: int) -> bool:
    """Say whether no bucket of any shape holds two edges."""
    for shape in shapes:
        buckets = [edge >> shift for span in shape for edge in span if 0 < edge < length_us]
        if len(set(buckets)) < len(buckets):
            return False
    return True


def _page(shape: DayShape, shift: int, count: int, length_us: int) -> Ints:
    """Return the entries of `count` buckets of one kind of day, or of a whole range of `length_us`."""
    begin = np.arange(count, dtype=np.int64) << shift
    starts, stops = np.array(shape, dtype=np.int64).reshape(-1, 2).T
    before = np.concatenate([[0], np.cumsum(stops - starts)])
    span = starts.searchsorted(begin, side="right")
    inside = span > stops.searchsorted(begin, side="right")
    # An open bucket closes at the first whole second at or after its end; a closed one opens beyond it.
    end = -(-(begin + (1 << shift)) // SECOND_US) * SECOND_US
    into = end - starts[span - 1] if len(starts) else begin
    place = np.where(inside, end - begin, _BEYOND)
    total = np.where(inside, before[span - 1] + into, before[span])
    opens = ~inside
    for edge, passed, kind in ((starts, before[:-1], True), (stops, before[1:], False)):
        inner = (edge > 0) & (edge < length_us)  # at the ends, the first and last bucket say it all
        bucket = edge[inner] >> shift
        place[bucket] = edge[inner] - (bucket << shift)
        total[bucket] = passed[inner]
        opens[bucket] = kind
    entries = (total // SECOND_US) << 32 | place
    return np.where(opens, entries | np.int64(-(2**63)), entries)
