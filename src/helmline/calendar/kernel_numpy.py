"""The lookup of `pages` in NumPy alone, in pieces small enough to stay in the processor's cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from helmline.calendar.pages import DAY_BITS, PAGE_BITS
from helmline.calendar.zones import DAY_US, SECOND_US

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from helmline.calendar.pages import Pages

    Ints = NDArray[np.int64]

_PIECE = 4_096


class _Piece:
    """Working space for one piece, allocated once."""

    def __init__(self, pages: Pages, base_us: int, length_us: int, rows: int) -> None:
        self.pages, self.base_us, self.length_us = pages, base_us, length_us
        self.space = np.empty((8, rows), dtype=np.int64)

    def opened(self, at: Ints, offset: Ints | int, whole: Ints, part: Ints) -> bool:
        """Fill `whole` with the open seconds before each bucket's edge and `part` with what lies beyond.

        Returns whether every instant lies in the tables' range.
        """
        pages, rows = self.pages, len(at)
        index, sign = self.space[0, :rows], self.space[2, :rows]
        entry = self.space[1, :rows] if pages.flat is None else whole
        np.subtract(at, self.base_us, out=part)
        good = bool(part.view(np.uint64).max() < self.length_us)
        if pages.flat is None:
            self._two_steps(part, offset, whole, entry)
        else:
            self._one_step(part, offset, entry)
        np.bitwise_and(entry, 0xFFFFFFFF, out=index)
        np.subtract(part, index, out=part)
        np.right_shift(part, 63, out=sign)
        np.right_shift(entry, 63, out=index)
        np.bitwise_xor(sign, index, out=sign)
        np.bitwise_and(part, sign, out=part)
        np.right_shift(entry, 32, out=entry)
        np.bitwise_and(entry, 0x7FFFFFFF, out=entry)
        if pages.flat is None:
            np.add(whole, entry, out=whole)
        return good

    def _one_step(self, part: Ints, offset: Ints | int, entry: Ints) -> None:
        """Look up `entry` in the flat table and leave in `part` the time since the bucket's beginning."""
        pages, index = self.pages, self.space[0, : len(part)]
        assert pages.flat is not None
        np.right_shift(part, pages.flat_shift, out=index)
        np.add(index, offset, out=index)
        np.take(pages.flat, index, out=entry, mode="clip")
        np.bitwise_and(part, (1 << pages.flat_shift) - 1, out=part)

    def _two_steps(self, part: Ints, offset: Ints | int, whole: Ints, entry: Ints) -> None:
        """Look up the day's open seconds `whole` and `entry`; `part` as in `_one_step`."""
        pages, index, sign = self.pages, self.space[0, : len(part)], self.space[2, : len(part)]
        np.floor_divide(part, DAY_US, out=index)
        np.multiply(index, DAY_US, out=sign)
        np.subtract(part, sign, out=part)
        np.add(index, offset, out=index)
        np.take(pages.days, index, out=whole, mode="clip")
        np.bitwise_and(whole, (1 << PAGE_BITS) - 1, out=index)
        np.right_shift(whole, PAGE_BITS, out=whole)
        np.left_shift(index, DAY_BITS - pages.shift, out=index)
        np.right_shift(part, pages.shift, out=sign)
        np.add(index, sign, out=index)
        np.take(pages.entries, index, out=entry, mode="clip")
        np.bitwise_and(part, (1 << pages.shift) - 1, out=part)


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
    step = min(len(start), _PIECE)
    piece = _Piece(pages, base_us, length_us, step)
    good = True
    for low in range(0, len(start), step):
        high = min(low + step, len(start))
        offset, before, part, after, rest = (piece.space[row, : high - low] for row in range(3, 8))
        each = pages.days_each if pages.flat is None else pages.flat_each
        np.multiply(places if isinstance(places, int) else places[low:high], each, out=offset)
        good &= piece.opened(start[low:high], offset, before, part)
        good &= piece.opened(stop[low:high], offset, after, rest)
        answer = out[low:high]
        np.subtract(after, before, out=answer)
        np.multiply(answer, SECOND_US, out=answer)
        np.add(answer, rest, out=answer)
        np.subtract(answer, part, out=answer)
    return good
