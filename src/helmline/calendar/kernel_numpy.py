"""The lookup of `table` in NumPy alone, in pieces small enough to stay in the processor's cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from helmline.calendar.table import BusinessTime

    Ints = NDArray[np.int64]

_PIECE = 8_192


class _Piece:
    """Working space for one piece, allocated once."""

    def __init__(self, business: BusinessTime, rows: int) -> None:
        self.business = business
        self.space = np.empty((7, rows), dtype=np.int64)

    def opened(self, at: Ints, offset: Ints | int, entry: Ints, part: Ints) -> bool:
        """Fill `entry` with the looked-up entries and `part` with the time since (or before) their edges."""
        business, rows = self.business, len(at)
        index, sign = self.space[0, :rows], self.space[1, :rows]
        np.subtract(at, business.base_us, out=part)
        good = bool(part.view(np.uint64).max() < business.length_us)
        np.right_shift(part, business.shift, out=index)
        np.add(index, offset, out=index)
        np.take(business.table, index, out=entry, mode="clip")
        np.bitwise_and(part, (1 << business.shift) - 1, out=part)
        np.bitwise_and(entry, 0xFFFFFFFF, out=index)
        np.subtract(part, index, out=part)
        np.right_shift(part, 63, out=sign)
        np.right_shift(entry, 63, out=index)
        np.bitwise_xor(sign, index, out=sign)
        np.bitwise_and(part, sign, out=part)
        np.right_shift(entry, 32, out=entry)
        np.bitwise_and(entry, 0x7FFFFFFF, out=entry)
        return good


def elapsed(business: BusinessTime, start: Ints, stop: Ints, places: NDArray[np.int32] | int, out: Ints) -> bool:
    """Fill `out` with the open microseconds of each pair; return whether every instant was in range."""
    rows = min(len(start), _PIECE)
    piece = _Piece(business, rows)
    offset: Ints | int = places * business.buckets if isinstance(places, int) else piece.space[2, :rows]
    good = True
    for low in range(0, len(start), rows):
        high = min(low + rows, len(start))
        entry, part, after, since = (piece.space[row, : high - low] for row in range(3, 7))
        if not isinstance(places, int):
            offset = piece.space[2, : high - low]
            np.multiply(places[low:high], business.buckets, out=offset)
        good &= piece.opened(start[low:high], offset, entry, part)
        good &= piece.opened(stop[low:high], offset, after, since)
        answer = out[low:high]
        np.subtract(after, entry, out=answer)
        np.multiply(answer, 1_000_000, out=answer)
        np.add(answer, since, out=answer)
        np.subtract(answer, part, out=answer)
    return good
