"""Fixed buckets for the distribution of a cell, so that bars of different cells can be laid side by side."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from helmline.metrics.metric import Metric

if TYPE_CHECKING:
    import numpy.typing as npt

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86_400
#: how a bound is called where the next one has a larger unit
_ONE: Final = {"60 min": "1", "24 h": "1", "90 s": "1.5"}
#: tables whose times are those of a conversation: seconds and minutes, not days
_OF_CALLS: Final = ("calls", "handling")


@dataclass(frozen=True, slots=True)
class Buckets:
    """Half-open buckets [edge, next edge); the first takes all below, the last all above."""

    edges: tuple[int, ...]
    labels: tuple[str, ...]  # one more than edges

    def count(self, ordered: npt.NDArray[np.int64], scale: int) -> dict[str, int]:
        """Return how many of the sorted values, in units of 1 / `scale`, lie in each bucket; {} of none."""
        if not ordered.size:
            return {}
        places = np.searchsorted(ordered, np.array(self.edges, dtype=np.int64) * scale, side="left")
        counts = np.diff(np.concatenate(([0], places, [ordered.size])))
        return dict(zip(self.labels, counts.tolist(), strict=True))


def _labelled(steps: tuple[tuple[int, str], ...]) -> Buckets:
    """Return buckets between instants of the given names: `<1 min`, `1-5 min`, ... , `>14 d`."""
    between = []
    for (_, low), (_, high) in pairwise(steps):
        number, unit = low.split()
        same = unit == high.split()[1]
        between.append(f"{number}-{high}" if same else f"{_ONE.get(low, low)}-{high}")
    return Buckets(tuple(edge for edge, _ in steps), (f"<{steps[0][1]}", *between, f">{steps[-1][1]}"))


#: waiting and resolving: minutes to weeks
LONG: Final = _labelled(
    (
        (_MINUTE, "1 min"), (5 * _MINUTE, "5 min"), (15 * _MINUTE, "15 min"), (_HOUR, "60 min"),
        (4 * _HOUR, "4 h"), (8 * _HOUR, "8 h"), (_DAY, "24 h"), (3 * _DAY, "3 d"), (7 * _DAY, "7 d"),
        (14 * _DAY, "14 d"),
    )
)  # fmt: skip
#: waiting in a queue, talking, handling: seconds to hours
SHORT: Final = _labelled(
    (
        (5, "5 s"), (10, "10 s"), (20, "20 s"), (40, "40 s"), (90, "90 s"), (3 * _MINUTE, "3 min"),
        (6 * _MINUTE, "6 min"), (12 * _MINUTE, "12 min"), (30 * _MINUTE, "30 min"), (_HOUR, "60 min"),
    )
)  # fmt: skip
#: replies, contacts, days: small whole numbers
PLAIN: Final = Buckets((1, 2, 3, 4, 6, 9, 17, 33), ("0", "1", "2", "3", "4-5", "6-8", "9-16", "17-32", ">32"))


def buckets_of(metric: Metric) -> Buckets:
    """Return the buckets in which values of `metric` are counted."""
    if not metric.is_timed:
        return PLAIN
    return SHORT if metric.table in _OF_CALLS else LONG
