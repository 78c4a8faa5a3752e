"""Evaluates what is there at an instant: the backlog, its age, and how long it would take to clear."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from helmline.errors import QueryError
from helmline.inference.summaries import Summary
from helmline.metrics import kept
from helmline.metrics.business import elapsed
from helmline.metrics.compile import statement
from helmline.metrics.context import Context
from helmline.metrics.durations import clock_of, key_names, numbers
from helmline.metrics.grouping import groups, order_of, split
from helmline.metrics.loading import metric as find
from helmline.metrics.measures import Values, describe, with_note
from helmline.metrics.metric import Metric
from helmline.metrics.periods import Period, periods
from helmline.metrics.query import COLUMN_DIMENSIONS
from helmline.metrics.result import Cell
from helmline.metrics.snapshot import schema_of

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    Ints = npt.NDArray[np.int64]

DAY_US = 86_400_000_000
_NEVER = np.iinfo(np.int64).max


def evaluate(metric: Metric, context: Context) -> list[Cell]:
    """Return a cell a group and instant: the count of rows open then."""
    cells = []
    for key, _, start, stop in by_group(metric, context):
        for label, at in instants(context, start):
            n = int(np.count_nonzero((start < at) & (stop >= at)))
            fields = {"summary": Summary(n=n), "value": n, "method": "exact"}
            cells.append(context.cell(metric, _key(context, key, label), fields, "calendar"))
    return cells


def ages(metric: Metric, context: Context) -> list[Cell]:
    """Return a cell a group and instant: how long the rows open then have been open."""
    clock, notes = clock_of(metric, context)
    cells = []
    for key, table, start, stop in by_group(metric, context):
        born, unknown = numbers(table, "value")
        for label, at in instants(context, start):
            open_ = np.flatnonzero((start < at) & (stop >= at))
            values = _ages(context, table.take(open_), born[open_], unknown[open_], at, clock)
            fields = with_note(describe(metric, values), *notes)
            cells.append(context.cell(metric, _key(context, key, label), fields, clock))
    return cells


def _ages(
    context: Context, table: pa.Table, born: Ints, unknown: npt.NDArray[np.bool_], at: int, clock: str
) -> Values:
    value, lost = np.maximum(at - born, 0), np.zeros(len(born), dtype=bool)
    if clock == "business":
        value, lost = elapsed(context, table["interaction"], born, np.full(len(born), at), clock)
    notes = ("no_calendar",) if lost.any() else ()
    return Values(value, np.ones(len(born), dtype=bool), unknown | lost, notes)


def days_of_work(metric: Metric, context: Context) -> list[Cell]:
    """Return backlog over the mean daily solves of the trailing weeks, at each instant."""
    stock, flow = (find(name, context.query.parameters) for name in metric.of)
    trailing = metric.parameters["trailing_days"]
    leaving = dict(_anchors(flow, context))
    cells = []
    for key, _, start, stop in by_group(stock, context):
        gone = leaving.get(key, np.zeros(0, dtype=np.int64))
        for label, at in instants(context, start):
            n = int(np.count_nonzero((start < at) & (stop >= at)))
            solved = int(np.count_nonzero((gone < at) & (gone >= at - trailing * DAY_US)))
            fields = _days(n, solved, trailing)
            cells.append(context.cell(metric, _key(context, key, label), fields, "calendar"))
    return cells


def _days(n: int, solved: int, trailing: int) -> dict[str, Any]:
    summary = Summary(n=n, numerator=n * trailing, denominator=solved)
    notes = () if solved else ("infinite",)
    return {"summary": summary, "value": summary.ratio, "method": "exact", "notes": notes}


def _still(context: Context) -> Context:
    """Return the context without periods: a stock is looked at in NumPy, at each period's end."""
    if any(name in ("hour", "weekday") for name in (*context.query.by, *(n for n, _ in context.query.where))):
        raise QueryError(
            "a backlog has no hour or weekday of start",
            hint="Ask it with --period hour, or by another dimension.",
        )
    scope = replace(context.scope, ticks=False, since_us=None, until_us=None)
    return replace(context, scope=scope, query=replace(context.query, period=""))


def by_group(metric: Metric, context: Context) -> list[tuple[tuple[Any, ...], pa.Table, Ints, Ints]]:
    """Return for each group its rows and the instants they came and went (greatest integer: still there)."""
    still = _still(context)
    table = _rows(metric, still, _earliest(context))
    start, _ = numbers(table, "start_us")
    stop, open_ = numbers(table, "stop_us")
    stop = np.where(open_, _NEVER, stop)
    code, found = groups(table, key_names(table))
    parts = split(code, len(found))
    nothing = np.zeros(0, dtype=np.int64)
    by_key = dict.fromkeys(_every_group(metric, still), nothing) | dict(zip(found, parts, strict=True))
    return [(key, table.take(at), start[at], stop[at]) for key, at in sorted(by_key.items(), key=_by_order)]


def _group_keys(metric: Metric, still: Context) -> pa.Table:
    if not _may_be_kept(still):
        return still.rows(metric, "group_keys")
    key = _kept_under(metric, still, "group_keys")
    return kept.stocks.since(key, None, lambda: still.rows(metric, "group_keys"))


def _rows(metric: Metric, still: Context, since_us: int | None) -> pa.Table:
    """Return the rows that were not gone before an instant, perhaps with older ones, which no instant counts.

    They are read with every dimension that rows carry, so that questions by one and by another share them.
    """
    by, scope = still.query.by, replace(still.scope, since_us=since_us)
    if not _may_be_kept(still):
        return still.rows(metric, "value_rows", scope)
    whole = replace(still, query=replace(still.query, by=COLUMN_DIMENSIONS))
    key = _kept_under(metric, whole, "value_rows")
    table = kept.stocks.since(key, since_us, lambda: whole.rows(metric, "value_rows", scope))
    chosen = {f"by_{place}": table[f"by_{COLUMN_DIMENSIONS.index(name)}"] for place, name in enumerate(by)}
    rest = {name: table[name] for name in table.column_names if not name.startswith("by_")}
    return type(table).from_pydict(chosen | rest)


def _may_be_kept(still: Context) -> bool:
    """Return whether rows are asked by what they carry: bands and levels are read from elsewhere."""
    asked = {*still.query.by, *(name for name, _ in still.query.where)}
    return asked <= set(COLUMN_DIMENSIONS)


def _kept_under(metric: Metric, still: Context, shape: str) -> Hashable:
    """Return what rows depend on beside the instant they are read from."""
    return statement(metric, still.query, still.scope, shape), schema_of(still.snapshot), still.audience


def _by_order(group: tuple[tuple[Any, ...], Ints]) -> Any:
    return order_of(group[0])


def _every_group(metric: Metric, still: Context) -> list[tuple[Any, ...]]:
    """Return every group that ever had a row: nothing left in it is 0, not unknown."""
    if not still.query.by:
        return [()]
    table = _group_keys(metric, still)
    columns = [table[name].to_pylist() for name in key_names(table)]
    return list(zip(*columns, strict=True))


def _earliest(context: Context) -> int | None:
    """Return the first instant that is looked at: what was gone before it is not read. None: the data's own."""
    if context.query.period:
        return context.scope.since_us
    return instants(context, np.zeros(0, dtype=np.int64))[0][1]


def _anchors(metric: Metric, context: Context) -> list[tuple[tuple[Any, ...], Ints]]:
    table = _still(context).rows(metric, "value_rows")
    at, _ = numbers(table, "at_us")
    code, found = groups(table, key_names(table))
    return [(key, at[places]) for key, places in zip(found, split(code, len(found)), strict=True)]


def instants(context: Context, start: Ints) -> list[tuple[Period | None, int]]:
    """Return the instants looked at: each period's end, or the question's; never past what was seen."""
    scope, query = context.scope, context.query
    seen = (context.end_us or 0) + 1
    last = min(scope.until_us or seen, seen)
    if not query.period:
        return [(None, last)]
    first = scope.since_us if scope.since_us is not None else int(start.min()) if len(start) else last - 1
    found = periods(query.period, first, max(last, first + 1), query.zone, query.week_start)
    return [(period, min(period.stop_us, seen)) for period in found]


def _key(context: Context, key: tuple[Any, ...], label: Period | None) -> dict[str, Any]:
    by = dict(zip(context.query.by, key, strict=False))
    return {"by": by, "period": label.label if label else None}
