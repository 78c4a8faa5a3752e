"""The open work by age, at the end of each period: the backlog's history in bands, exact at every instant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from helmline.metrics.context import Resolve, open_context
from helmline.metrics.durations import numbers
from helmline.metrics.loading import metric as find
from helmline.metrics.query import Query, check
from helmline.metrics.snapshot import Snapshot
from helmline.metrics.stocks import by_group, instants
from helmline.reference.reference import Reference

if TYPE_CHECKING:
    from helmline.metrics.audience import Audience

_DAY_US: Final = 86_400_000_000
#: edges between the bands, in days: under 1, 1 to 3, 3 to 7, over 7
EDGES: Final = (1, 3, 7)


@dataclass(frozen=True, slots=True)
class AgesAt:
    """How much work was open at an instant, youngest band first; the sum is the backlog."""

    period: str | None
    at_us: int
    counts: tuple[int, ...]


def ages(
    query: Query,
    snapshot: Snapshot,
    reference: Reference,
    *,
    edges: tuple[int, ...] = EDGES,
    resolve: Resolve | None = None,
    audience: Audience | None = None,
) -> list[AgesAt]:
    """Return the backlog in bands of calendar age at the end of each period of `query`, oldest period first.

    An interaction's age counts from its creation, also after it was reopened, as `backlog_age` counts it.
    """
    asked = check(replace(query, metrics=("backlog_age",), by=()))
    context = open_context(asked, snapshot, reference, resolve, audience)
    found = []
    for _, table, start, stop in by_group(find("backlog_age"), context):
        born, _ = numbers(table, "value")
        for period, at in instants(context, start):
            there = (start < at) & (stop >= at)
            days = (at - born[there]) // _DAY_US
            counts = np.bincount(np.searchsorted(edges, days, side="right"), minlength=len(edges) + 1)
            found.append(AgesAt(period.label if period else None, at, tuple(int(n) for n in counts)))
    return found
