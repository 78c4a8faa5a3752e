"""The rows behind a number as columns, by the very cohort the number was made of: what records and batches show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from helmline.errors import QueryError
from helmline.metrics import durations, stocks
from helmline.metrics.audience import Audience
from helmline.metrics.cohort import STOCKS
from helmline.metrics.context import Context, open_context
from helmline.metrics.loading import metric as find
from helmline.metrics.metric import Metric
from helmline.metrics.query import Query, check
from helmline.metrics.snapshot import Snapshot
from helmline.reference.reference import Reference

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

#: kinds of metrics whose numbers are made of rows that can be looked at
OPENED: Final = ("stock", "stock_age", "duration", "amount", "count", "ratio", "score", "weighted")


def opened(
    query: Query, snapshot: Snapshot, reference: Reference | None, audience: Audience | None = None
) -> tuple[Metric, Context]:
    """Return the one metric of `query` and its context; raise QueryError where it has no rows to open."""
    check(query)
    if len(query.metrics) != 1:
        raise QueryError("rows are opened for one metric at a time")
    metric = find(query.metrics[0], query.parameters)
    if metric.of:
        raise QueryError(
            f"{metric.name} is made of {', '.join(metric.of)}", hint="Open the rows of one of them."
        )
    if metric.kind not in OPENED:
        raise QueryError(f"{metric.name} has no rows", hint=metric.unanswerable)
    return metric, open_context(query, snapshot, reference or Reference(), audience=audience)


def tables(metric: Metric, context: Context) -> Iterator[pa.Table]:
    """Yield the rows: `interaction`, `row`, `at_us`, `period`, `value`, `seen`, `missing`, `counted`, `by_NAME`.

    `value` is in seconds or plain and null where missing; of a stock there is none. A stock yields a table a
    group and instant, everything else one table.
    """
    if metric.kind in STOCKS:
        yield from _of_stock(metric, context)
        return
    table = context.rows(metric, "value_rows")
    every = np.ones(table.num_rows, dtype=bool)
    if metric.kind in ("duration", "amount"):
        clock, _ = durations.clock_of(metric, context)
        table, values = durations.measured(metric, context, table, clock)
        scale = 1_000_000 if metric.is_timed else metric.scale
        every = np.ones(table.num_rows, dtype=bool)
        yield _placed(metric, context, table, values.value / scale, values.seen, values.missing, every)
        return
    over, _ = durations.numbers(table, "over")
    waiting, _ = durations.numbers(table, "waiting")
    value = (every if metric.kind == "count" else over).astype(np.float64)
    yield _placed(metric, context, table, value, every, ~every, waiting == 0)


def _placed(
    metric: Metric,
    context: Context,
    table: pa.Table,
    value: npt.NDArray[np.float64],
    seen: npt.NDArray[np.bool_],
    missing: npt.NDArray[np.bool_],
    counted: npt.NDArray[np.bool_],
) -> pa.Table:
    import pyarrow as pa

    columns: dict[str, Any] = {
        "interaction": table["interaction"],
        "row": table["row_key"],
        "at_us": table["at_us"],
        "period": _periods(metric, context, table),
        "value": pa.array(value, pa.float64(), mask=missing),
        "seen": pa.array(seen),
        "missing": pa.array(missing),
        "counted": pa.array(counted),
    }
    columns |= {f"by_{name}": table[f"by_{place}"] for place, name in enumerate(context.query.by)}
    return pa.table(columns)


def _periods(metric: Metric, context: Context, table: pa.Table) -> pa.Array:
    import pyarrow as pa

    if not context.query.period:
        return pa.nulls(table.num_rows, pa.string())
    labels = pa.array([label.label for label in context.periods(metric)], pa.string())
    return labels.take(table["period"].combine_chunks())


def _of_stock(metric: Metric, context: Context) -> Iterator[pa.Table]:
    """Yield the rows open at each instant, placed at their start, without a value."""
    import pyarrow as pa

    for _, table, start, stop in stocks.by_group(metric, context):
        for label, at in stocks.instants(context, start):
            open_ = pa.array(np.flatnonzero((start < at) & (stop >= at)))
            count, rows = len(open_), table.take(open_)
            columns = {
                "interaction": rows["interaction"],
                "row": rows["row_key"],
                "at_us": pa.array(start).take(open_),
                "period": pa.repeat(label.label, count) if label else pa.nulls(count, pa.string()),
                "value": pa.nulls(count, pa.float64()),
                "seen": pa.repeat(True, count),
                "missing": pa.repeat(False, count),
                "counted": pa.repeat(True, count),
            }
            columns |= {f"by_{name}": rows[f"by_{place}"] for place, name in enumerate(context.query.by)}
            yield pa.table(columns)


def case_names(context: Context, interaction: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """Return the source and the vendor's number of each interaction, in the same order."""
    import pyarrow as pa

    number = np.arange(len(interaction), dtype=np.int64)
    context.cursor.register("opened", pa.table({"number": number, "interaction": interaction}))
    found = context.cursor.sql(
        "SELECT o.number, i.source, i.case_key FROM opened o JOIN interactions i USING (interaction)"
    ).to_arrow_table()
    place = np.full(len(number), len(found), dtype=np.int64)
    place[found["number"].to_numpy()] = np.arange(len(found))
    where = pa.array(place)
    source, case_key = (
        pa.concat_arrays([*found[name].chunks, pa.nulls(1, pa.string())]).take(where)
        for name in ("source", "case_key")
    )
    return source, case_key
