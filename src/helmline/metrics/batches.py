"""The records behind a number as Arrow batches: the same rows as `records.rows`, without an object a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from helmline.metrics import durations, stocks
from helmline.metrics.context import Context
from helmline.metrics.metric import Metric
from helmline.metrics.query import Query
from helmline.metrics.records import opened
from helmline.metrics.snapshot import Snapshot
from helmline.reference.reference import Reference

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS: Final = 50_000


def record_batches(
    query: Query, snapshot: Snapshot, reference: Reference | None = None
) -> Iterator[pa.RecordBatch]:
    """Yield the rows behind the one metric of `query`, at most BATCH_ROWS at a time, however many there are.

    Columns: `interaction` (its case key), `row`, `at` (ISO 8601, UTC), `period`, `value` (seconds or plain;
    null where missing), `seen`, `missing`, `counted`, and `by_NAME` for each dimension. Raises QueryError as
    `records.rows` does.
    """
    metric, context = opened(query, snapshot, reference)
    for table in _tables(metric, context):
        yield from table.to_batches(max_chunksize=BATCH_ROWS)


def _tables(metric: Metric, context: Context) -> Iterator[pa.Table]:
    if metric.kind in ("stock", "stock_age"):
        yield from _of_stock(metric, context)
        return
    table = context.rows(metric, "value_rows")
    every = np.ones(table.num_rows, dtype=bool)
    if metric.kind in ("duration", "amount"):
        clock, _ = durations.clock_of(metric, context)
        table, values = durations.measured(metric, context, table, clock)
        scale = 1_000_000 if metric.is_timed else metric.scale
        counted = np.ones(table.num_rows, dtype=bool)
        yield _flat(metric, context, table, values.value / scale, values.seen, values.missing, counted)
        return
    over, _ = durations.numbers(table, "over")
    waiting, _ = durations.numbers(table, "waiting")
    value = over.astype(np.float64) if metric.kind != "count" else every.astype(np.float64)
    yield _flat(metric, context, table, value, every, ~every, waiting == 0)


def _flat(
    metric: Metric, context: Context, table: pa.Table, value: Any, seen: Any, missing: Any, counted: Any
) -> pa.Table:
    import pyarrow as pa

    columns = {
        "interaction": _case_keys(context, table["interaction"]),
        "row": table["row_key"],
        "at": _iso(table["at_us"]),
        "period": _periods(metric, context, table),
        "value": pa.array(value, pa.float64(), mask=missing),
        "seen": pa.array(seen),
        "missing": pa.array(missing),
        "counted": pa.array(counted),
    }
    columns |= {f"by_{name}": table[f"by_{place}"] for place, name in enumerate(context.query.by)}
    return pa.table(columns)


def _of_stock(metric: Metric, context: Context) -> Iterator[pa.Table]:
    """Yield a table a group and instant: the rows open then, placed at their start, without a value."""
    import pyarrow as pa

    for _, table, start, stop in stocks.by_group(metric, context):
        names, row = _case_keys(context, table["interaction"]), table["row_key"].combine_chunks()
        for label, at in stocks.instants(context, start):
            open_ = pa.array(np.flatnonzero((start < at) & (stop >= at)))
            count = len(open_)
            columns = {
                "interaction": names.take(open_),
                "row": row.take(open_),
                "at": _iso(pa.chunked_array([pa.array(start).take(open_)])),
                "period": _repeated(label.label if label else None, count),
                "value": pa.nulls(count, pa.float64()),
                "seen": pa.repeat(True, count),
                "missing": pa.repeat(False, count),
                "counted": pa.repeat(True, count),
            }
            columns |= {
                f"by_{name}": table[f"by_{place}"].take(open_) for place, name in enumerate(context.query.by)
            }
            yield pa.table(columns)


def _repeated(text: str | None, count: int) -> pa.Array:
    import pyarrow as pa

    return pa.nulls(count, pa.string()) if text is None else pa.repeat(text, count)


def _periods(metric: Metric, context: Context, table: pa.Table) -> pa.Array:
    import pyarrow as pa

    if not context.query.period:
        return pa.nulls(table.num_rows, pa.string())
    labels = pa.array([label.label for label in context.periods(metric)], pa.string())
    return labels.take(table["period"].combine_chunks())


def _iso(instants: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return instants as `result.iso` writes them: the fraction only where there is one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    moment = instants.cast(pa.timestamp("us"))
    second = pc.floor_temporal(moment, unit="second")
    form = "%Y-%m-%dT%H:%M:%SZ"
    whole = pc.strftime(second.cast(pa.timestamp("s")), format=form)
    return pc.if_else(pc.equal(moment, second), whole, pc.strftime(moment, format=form))


def _case_keys(context: Context, interaction: pa.ChunkedArray) -> pa.Array:
    """Return the vendor's number of each interaction, in the same order."""
    import pyarrow as pa

    number = np.arange(len(interaction), dtype=np.int64)
    context.cursor.register("opened", pa.table({"number": number, "interaction": interaction}))
    found = context.cursor.sql(
        "SELECT o.number, i.case_key FROM opened o JOIN interactions i USING (interaction)"
    ).to_arrow_table()
    place = np.full(len(number), len(found), dtype=np.int64)
    place[found["number"].to_numpy()] = np.arange(len(found))
    names = pa.concat_arrays([*found["case_key"].chunks, pa.nulls(1, pa.string())])
    return names.take(pa.array(place))
