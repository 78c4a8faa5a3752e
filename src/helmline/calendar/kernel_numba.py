"""The lookup of `pages`, compiled; needs the `fast` extra."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numba
import numpy as np

from helmline.calendar.pages import DAY_BITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from helmline.calendar.pages import Pages

    Ints = NDArray[np.int64]

_DAY_US = np.uint64(86_400_000_000)  # constants, so that the compiler divides by multiplying
_DAY_BITS = np.uint64(DAY_BITS)


@numba.njit(inline="always")
def _opened(days, entries, bits, mask, offset, at):  # type: ignore[no-untyped-def]
    """Return the open seconds before the edge of an instant's bucket, and the microseconds beyond it."""
    day = at // _DAY_US
    into = at - day * _DAY_US
    whole = days[offset + day]
    page = np.uint64(whole & 0xFFFFF) << (_DAY_BITS - bits)
    entry = entries[page + (into >> bits)]
    since = np.int64(into & mask) - (entry & 0xFFFFFFFF)
    seconds = (whole >> 20) + ((entry >> 32) & 0x7FFFFFFF)
    return seconds, since & ((since >> 63) ^ (entry >> 63))


@numba.njit(nogil=True, cache=True, boundscheck=False)
def _fill(days, entries, shift, days_each, base, length, start, stop, places, out):  # type: ignore[no-untyped-def]
    bits, limit, last = np.uint64(shift), np.uint64(length), np.uint64(length - 1)
    mask = (np.uint64(1) << bits) - np.uint64(1)
    good: Any = True
    for row in range(len(start)):
        first, second = np.uint64(start[row] - base), np.uint64(stop[row] - base)
        good &= (first < limit) & (second < limit)
        first, second = min(first, last), min(second, last)
        offset = np.uint64(places[row]) * np.uint64(days_each)
        before, part = _opened(days, entries, bits, mask, offset, first)
        after, rest = _opened(days, entries, bits, mask, offset, second)
        out[row] = (after - before) * 1_000_000 + rest - part
    return good


def elapsed(
    pages: Pages,
    base_us: int,
    length_us: int,
    start: Ints,
    stop: Ints,
    places: NDArray[np.int32] | int,
    out: Ints,
) -> bool:
    """Fill `out` with the open microseconds of each pair; return whether every instant was in range."""
    if isinstance(places, int):
        places = np.broadcast_to(np.array([places], dtype=np.int32), start.shape)
    return bool(
        _fill(
            pages.days, pages.entries, pages.shift, pages.days_each,
            base_us, length_us, start, stop, places, out,
        )
    )  # fmt: skip
