"""The open spans of one calendar over a range, as arrays, and searches among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


class Edges:
    """Open spans in microseconds from the beginning of the range, with running totals.

    `starts` and `stops` have shape (n,); `before`, shape (n + 1,), is the open time before each span and,
    last, the whole of it.
    """

    def __init__(self, spans: Sequence[tuple[int, int]], base_us: int, length_us: int) -> None:
        clipped = (np.array(spans, dtype=np.int64).reshape(-1, 2) - base_us).clip(0, length_us)
        clipped = clipped[clipped[:, 0] < clipped[:, 1]]
        self.starts: Ints = np.ascontiguousarray(clipped[:, 0])
        self.stops: Ints = np.ascontiguousarray(clipped[:, 1])
        self.before: Ints = np.concatenate([[0], np.cumsum(self.stops - self.starts)]).astype(np.int64)

    def opened(self, at: Ints) -> Ints:
        """Return the open microseconds from the beginning to each instant."""
        if not len(self.starts):
            return np.zeros(len(at), dtype=np.int64)
        span = np.maximum(self.starts.searchsorted(at, side="right") - 1, 0)
        into = np.minimum(at, self.stops[span]) - self.starts[span]
        return np.asarray(self.before[span] + np.maximum(into, 0))

    def is_open(self, at: Ints) -> NDArray[np.bool_]:
        """Say for each instant whether it lies in a span; the end of a span does not."""
        return self.starts.searchsorted(at, side="right") > self.stops.searchsorted(at, side="right")

    def instant(self, target: Ints, forward: NDArray[np.bool_]) -> tuple[Ints, NDArray[np.bool_]]:
        """Return the instants at which `target` microseconds have been open, and which of them are known.

        The earliest such instant where `forward`, else the latest.
        """
        if not len(self.starts):
            return np.zeros(len(target), dtype=np.int64), np.zeros(len(target), dtype=np.bool_)
        early = self.before.searchsorted(target, side="left") - 1
        late = self.before[:-1].searchsorted(target, side="right") - 1
        span = np.where(forward, early, late)
        known = (target >= 0) & (target <= self.before[-1]) & (span >= 0)
        span = np.where(known, span, 0)
        return self.starts[span] + target - self.before[span], known
