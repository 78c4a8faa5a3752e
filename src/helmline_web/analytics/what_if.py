"""The same door, asked with reference data or facts that are not in force.

For a change that is only thought of, and for a month as it was known when it was closed. Reference data are named
by their content, so what was answered once need not be counted again even while they are not published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from helmline.metrics import ask as _ask
from helmline.metrics import batches as _batches
from helmline.metrics import verdicts as _verdicts
from helmline.metrics.query import Query
from helmline.metrics.result import Result
from helmline.reference.reference import Reference
from helmline_web.analytics import cache, door, ground
from helmline_web.analytics.ground import Ground

if TYPE_CHECKING:
    from helmline.eventlog.facts import Snapshot
    from helmline_web.people.access import Viewer


def ask(viewer: Viewer, query: Query, reference: Reference, snapshot: Snapshot | None = None) -> Result:
    """Answer a query with these reference data, about the facts of now or of a snapshot kept."""
    on = Ground(snapshot or door.facts(), reference, viewer.audience)
    return cache.results.get(
        on.key(query.hash()),
        lambda: _ask.ask(query, on.snapshot, reference, resolve=ground.customer, audience=on.audience),
    )


def rows(viewer: Viewer, query: Query, reference: Reference, snapshot: Snapshot | None = None) -> pa.Table:
    """Return the rows behind the one metric of a query, as `helmline.metrics.batches` names their columns."""
    facts = snapshot or door.facts()
    batches = list(_batches.record_batches(query, facts, reference, audience=viewer.audience))
    return pa.Table.from_batches(batches) if batches else pa.table({})


def verdicts(viewer: Viewer, query: Query, reference: Reference) -> pa.Table:
    """Return what each promise of the query's interactions comes to with these reference data."""
    known: dict[str, Any] = {"resolve": ground.customer, "audience": viewer.audience}
    return _verdicts.verdicts(query, door.facts(), reference, **known)
