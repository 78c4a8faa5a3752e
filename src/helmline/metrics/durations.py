"""Evaluates durations, amounts and sums of intervals: rows, then values, then cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from helmline.metrics.business import ANY_PAUSE, NOTHING_OFF, Off, elapsed
from helmline.metrics.context import Context
from helmline.metrics.grouping import groups, order_of, runs, split
from helmline.metrics.measures import Values, describe, with_note
from helmline.metrics.metric import Metric
from helmline.metrics.result import Cell

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa


def numbers(table: pa.Table, name: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return a column as integers (0 where null) and where it is null; neither is to be written to."""
    column = table[name].combine_chunks()
    null = np.zeros(len(column), dtype=bool)
    if column.null_count:
        null = column.is_null().to_numpy(zero_copy_only=False)
        column = column.fill_null(0)
    return column.to_numpy(zero_copy_only=False).astype(np.int64, copy=False), null


def key_names(table: pa.Table) -> list[str]:
    """Return the grouping columns of `value_rows`."""
    return [name for name in table.column_names if name.startswith("by_") or name == "period"]


def evaluate(metric: Metric, context: Context) -> list[Cell]:
    """Return the cells of a duration or amount."""
    clock, notes = clock_of(metric, context)
    table = context.rows(metric, "value_rows", but=("row_key",))
    table, values = measured(metric, context, table, clock)
    code, found = groups(table, key_names(table))
    labels = context.periods(metric) if context.query.period else ()
    others = _left_out(metric, context)
    parts = dict(zip(found, split(code, len(found)), strict=True))
    cells = []
    for key in sorted({*parts, *others}, key=order_of):
        places = parts.get(key, np.zeros(0, dtype=np.int64))
        mixed = _mixed(table, places)
        part = values.at(places[:0] if mixed else places)
        fields = with_note(describe(metric, part), *notes, *(["mixed_scales"] if mixed else []))
        if key in others:
            fields = with_note({**fields, "ended_unresolved": others[key]}, "ended_unresolved")
        cells.append(context.cell(metric, context.key(key, labels), fields, clock))
    if not cells and not context.query.by and not context.query.period:
        cells.append(context.cell(metric, {}, with_note(describe(metric, values), *notes), clock))
    return cells


def _mixed(table: pa.Table, places: npt.NDArray[np.int64]) -> bool:
    """Return whether the rows are ratings on different scales."""
    if "scale" not in table.column_names or not len(places):
        return False
    scale = numbers(table, "scale")[0][places]
    return bool((scale != scale[0]).any())


def _left_out(metric: Metric, context: Context) -> dict[tuple[Any, ...], int]:
    """Return how many interactions of each group another outcome ended; groups without any are not in it."""
    if metric.competing is None:
        return {}
    table = context.rows(metric, "left_out")
    keys = [table[name].to_pylist() for name in key_names(table)]
    counted = table["n"].to_pylist()
    return {tuple(column[row] for column in keys): n for row, n in enumerate(counted) if n}


def stops(metric: Metric) -> Off:
    """Return what stops the metric's clock."""
    return Off(ANY_PAUSE.reasons if metric.pauses else (), metric.pause_statuses)


def clock_of(metric: Metric, context: Context) -> tuple[str, list[str]]:
    """Return the clock the metric is read on, and what to say where it is not the one asked for."""
    cohort = context.query.cohort or metric.cohort
    notes = ["finished_only"] if cohort == "by_event" and metric.kind == "duration" else []
    if context.query.clock == "business" and "business" not in metric.clocks:
        return "calendar", [*notes, *(["no_business_clock"] if metric.is_timed else [])]
    return context.query.clock if metric.is_timed else "calendar", notes


def measured(
    metric: Metric, context: Context, table: pa.Table, clock: str, off: Off | None = None
) -> tuple[pa.Table, Values]:
    """Return the rows with one value each; rows of one interaction are summed where the metric says so.

    `off` says what stops the clock, where it is not the metric's own rule.
    """
    if off is None:
        off = stops(metric)
    values = _amounts(table) if metric.start is None else _spans(context, table, clock, off)
    if metric.folds:
        return _folded(table, values, np.maximum if metric.max_by_interaction else np.add)
    return table, values


def _amounts(table: pa.Table) -> Values:
    value, null = numbers(table, "value")
    seen, _ = numbers(table, "seen")
    ended, _ = numbers(table, "missing")
    return Values(value, seen > 0, null | (ended > 0))


def _spans(context: Context, table: pa.Table, clock: str, off: Off) -> Values:
    start, _ = numbers(table, "start_us")
    stop, open_ = numbers(table, "stop_us")
    until, _ = numbers(table, "until_us")
    missing = numbers(table, "missing")[0] > 0
    end = np.where(open_, np.maximum(until, start), stop)
    wrong = ~open_ & (stop < start)
    notes = [*(["missing_end"] if missing.any() else []), *(["impossible_order"] if wrong.any() else [])]
    missing = missing | wrong
    value = end - start
    if clock == "business" or off != NOTHING_OFF:
        value, lost = elapsed(context, table["interaction"], start, end, clock, off)
        why = "dropped_offhours" if context.query.rule == "drop_offhours_pairs" else "no_calendar"
        notes += [why] if (lost & ~missing).any() else []
        missing = missing | lost
    said, _ = numbers(table, "seen")
    seen = np.where(said < 0, ~open_, said > 0)
    return Values(value, seen, missing, tuple(notes))


def _folded(table: pa.Table, values: Values, fold: np.ufunc) -> tuple[pa.Table, Values]:
    """Add the intervals of each interaction within its group, or take the longest.

    The value is missing if one is, and seen if all are: an interval still running may become the longest.
    """
    code, _ = groups(table, key_names(table))
    who, _ = numbers(table, "interaction")
    start, _ = numbers(table, "start_us")  # the earliest interval stands for all: whatever order SQL gave
    order, begins = runs(who, code, within=start)
    value = fold.reduceat(np.where(values.missing, 0, values.value)[order], begins)
    missing = np.logical_or.reduceat(values.missing[order], begins)
    running = np.logical_or.reduceat(~values.seen[order], begins)
    return table.take(order[begins]), Values(value, ~running, missing, values.notes)


def sums(metric: Metric, context: Context) -> dict[tuple[Any, ...], tuple[int, int]]:
    """Return the exact sum and n of each group's finished rows, for quotients."""
    from helmline.metrics.measures import exact_sums

    table = context.rows(metric, "value_rows", but=("row_key",))
    table, values = measured(metric, context, table, clock_of(metric, context)[0])
    code, found = groups(table, key_names(table))
    totals = {}
    for key, places in zip(found, split(code, len(found)), strict=True):
        part = values.at(places)
        done = part.value[part.seen & ~part.missing]
        totals[key] = (exact_sums(done)[0], done.size)
    return totals
