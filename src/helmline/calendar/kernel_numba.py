"""The lookup of `table`, compiled; needs the `fast` extra."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from helmline.calendar.table import BusinessTime


@numba.njit(inline="always")
def _part(entry, at, mask):  # type: ignore[no-untyped-def]
    """Return the open time since the entry's edge, negative before a closing one."""
    since = np.int64(at & mask) - (entry & 0xFFFFFFFF)
    return since & ((since >> 63) ^ (entry >> 63))


@numba.njit(nogil=True, cache=True, boundscheck=False)
def _fill(table, shift, base, length, start, stop, places, buckets, out):  # type: ignore[no-untyped-def]
    mask = (np.uint64(1) << np.uint64(shift)) - np.uint64(1)
    bits, limit, last = np.uint64(shift), np.uint64(length), np.uint64(length - 1)
    good = True
    for row in range(len(start)):
        first, second = np.uint64(start[row] - base), np.uint64(stop[row] - base)
        good &= (first < limit) & (second < limit)
        first, second = min(first, last), min(second, last)
        place = np.uint64(places[row]) * np.uint64(buckets)
        before, after = table[place + (first >> bits)], table[place + (second >> bits)]
        seconds = ((after >> 32) & 0x7FFFFFFF) - ((before >> 32) & 0x7FFFFFFF)
        out[row] = seconds * 1_000_000 + _part(after, second, mask) - _part(before, first, mask)
    return good


def elapsed(
    business: BusinessTime,
    start: NDArray[np.int64],
    stop: NDArray[np.int64],
    places: NDArray[np.int32] | int,
    out: NDArray[np.int64],
) -> bool:
    """Fill `out` with the open microseconds of each pair; return whether every instant was in range."""
    table = business.table
    if isinstance(places, int):
        table = table[places * business.buckets : (places + 1) * business.buckets]
        places = np.broadcast_to(np.zeros(1, dtype=np.int32), start.shape)
    return bool(
        _fill(
            table,
            business.shift,
            business.base_us,
            business.length_us,
            start,
            stop,
            places,
            business.buckets,
            out,
        )
    )
