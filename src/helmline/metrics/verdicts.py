"""What each promise came to, row by row: met, broken, or still running; judged exactly as by `sla`.

Two versions of the reference data judged one after the other say whose verdict a change would turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from helmline.metrics import behind, durations
from helmline.metrics.business import Off
from helmline.metrics.context import Context, Resolve, open_context
from helmline.metrics.loading import metric as find
from helmline.metrics.promises import ASKED, by_target
from helmline.metrics.query import Query, check
from helmline.metrics.sla import CLOCKS_OF, with_conditions
from helmline.metrics.snapshot import Snapshot
from helmline.reference.reference import Reference

if TYPE_CHECKING:
    import pyarrow as pa

    from helmline.metrics.audience import Audience
    from helmline.reference.entries import Target

MET: Final = "met"
BROKEN: Final = "broken"
RUNNING: Final = "running"
UNKNOWN: Final = "unknown"  # its time cannot be told: no calendar is in force, or nobody recorded its end


def verdicts(
    query: Query,
    snapshot: Snapshot,
    reference: Reference,
    *,
    resolve: Resolve | None = None,
    audience: Audience | None = None,
) -> pa.Table:
    """Return the promises that began within the query: `interaction` (its case key), `source`, `kind`,
    `start_us`, `elapsed_us`, `within_us`, `open` and `verdict`.

    Of the query its filters, period, zone and rule are used; its metrics say nothing here. Rows to which no
    target applies are not there.
    """
    import pyarrow as pa

    asked = replace(query, metrics=("sla_attainment",), by=(), period="")
    context = with_conditions(open_context(check(asked), snapshot, reference, resolve, audience))
    kinds = {target.kind for target in reference.targets}
    parts = [part for kind in CLOCKS_OF if kind in kinds for part in _of_kind(kind, context)]
    return pa.concat_tables(parts) if parts else _none()


def _none() -> pa.Table:
    import pyarrow as pa

    text, whole = pa.string(), pa.int64()
    return pa.schema(
        [
            ("interaction", text), ("source", text), ("kind", text), ("start_us", whole),
            ("elapsed_us", whole), ("within_us", whole), ("open", pa.bool_()), ("verdict", text),
        ]
    ).empty_table()  # fmt: skip


def _of_kind(kind: str, context: Context) -> Iterator[pa.Table]:
    metric = find(CLOCKS_OF[kind])
    table = context.rows(metric, "value_rows")
    for target, places in by_target(kind, metric, context, table):
        mine = table.take(places).drop_columns([f"by_{number}" for number in range(len(ASKED))])
        yield _judged(target, context, mine)


def _judged(target: Target, context: Context, table: pa.Table) -> pa.Table:
    import pyarrow as pa

    metric = find(CLOCKS_OF[target.kind])
    clock = replace(context.query, calendar=target.calendar or context.query.calendar)
    off = Off(target.pause_reasons, target.pause_statuses)
    rows, values = durations.measured(metric, replace(context, query=clock), table, target.clock, off)
    source, case_key = behind.case_names(context, rows["interaction"])
    broken = values.value > target.within_us
    verdict = np.select([values.missing, broken, values.seen], [UNKNOWN, BROKEN, MET], default=RUNNING)
    count = rows.num_rows
    return pa.table(
        {
            "interaction": case_key,
            "source": source,
            "kind": pa.repeat(target.kind, count),
            "start_us": pa.array(durations.numbers(rows, "start_us")[0]),
            "elapsed_us": pa.array(values.value.astype(np.int64)),
            "within_us": pa.repeat(target.within_us, count).cast(pa.int64()),
            "open": pa.array(~values.seen & ~values.missing),
            "verdict": pa.array(verdict.tolist(), pa.string()),
        }
    )
