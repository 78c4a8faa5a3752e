"""The records behind a number as Arrow batches: the same rows as `records.rows`, without an object a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from helmline.metrics import behind
from helmline.metrics.audience import Audience
from helmline.metrics.context import Context
from helmline.metrics.query import Query
from helmline.metrics.snapshot import Snapshot
from helmline.reference.reference import Reference

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS: Final = 50_000


def record_batches(
    query: Query,
    snapshot: Snapshot,
    reference: Reference | None = None,
    *,
    audience: Audience | None = None,
) -> Iterator[pa.RecordBatch]:
    """Yield the rows behind the one metric of `query`, at most BATCH_ROWS at a time, however many there are.

    Columns: `interaction` (its case key), `source`, `row`, `at` (ISO 8601, UTC), `period`, `value` (seconds
    or plain; null where missing), `seen`, `missing`, `counted`, and `by_NAME` for each dimension. Raises
    QueryError as `records.rows` does.
    """
    metric, context = behind.opened(query, snapshot, reference, audience)
    for table in behind.tables(metric, context):
        yield from _flat(context, table).to_batches(max_chunksize=BATCH_ROWS)


def _flat(context: Context, table: pa.Table) -> pa.Table:
    import pyarrow as pa

    source, case_key = behind.case_names(context, table["interaction"])
    said = {"interaction": case_key, "source": source, "row": table["row"], "at": _iso(table["at_us"])}
    rest = {name: table[name] for name in table.column_names if name not in ("interaction", "row", "at_us")}
    return pa.table({**said, **rest})


def _iso(instants: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return instants as `result.iso` writes them: the fraction only where there is one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    moment = instants.cast(pa.timestamp("us"))
    second = pc.floor_temporal(moment, unit="second")
    form = "%Y-%m-%dT%H:%M:%SZ"
    whole = pc.strftime(second.cast(pa.timestamp("s")), format=form)
    return pc.if_else(pc.equal(moment, second), whole, pc.strftime(moment, format=form))
