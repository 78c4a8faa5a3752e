"""Evaluates counts, ratios and scores: one grouped statement, divided at the end."""

from __future__ import annotations

from typing import Any, Final

from helmline.inference.summaries import Summary
from helmline.metrics.context import Context
from helmline.metrics.grouping import order_of
from helmline.metrics.measures import count_fields, ratio_fields, score_fields, with_note
from helmline.metrics.metric import Metric
from helmline.metrics.periods import Period
from helmline.metrics.result import Cell
from helmline.metrics.settings import applying

Sums = tuple[int, int, int, int]  # n, numerator, denominator, pending
Totals = dict[tuple[Any, ...], Sums]


#: what the numerator of a count says
_OF_WHICH: Final = {"created": "merged_counted", "solved": "solve_unseen"}


def totals(metric: Metric, context: Context) -> Totals:
    """Return (n, numerator, denominator, pending) of each group."""
    table = context.rows(metric, "count_cells")
    keys = [name for name in table.column_names if name.startswith("by_") or name == "period"]
    columns = [table[name].to_pylist() for name in keys]
    measured = [
        [int(value or 0) for value in table[name].to_pylist()]
        for name in ("n", "numerator", "denominator", "pending")
    ]
    found: Totals = {}
    for number in range(table.num_rows):
        n, over, under, waiting = (values[number] for values in measured)
        found[tuple(values[number] for values in columns)] = (n, over, under, waiting)
    return found


def evaluate(metric: Metric, context: Context) -> list[Cell]:
    """Return the cells of a count, a ratio or a score."""
    labels = context.periods(metric) if context.query.period else ()
    found = totals(metric, context)
    if metric.kind == "count":
        found = _with_empty_periods(found, context, labels)
    notes = ["own_settings"] if applying(metric, context.scope.settings) else []
    return [
        context.cell(
            metric, context.key(key, labels), with_note(_fields(metric, found[key]), *notes), "calendar"
        )
        for key in sorted(found, key=order_of)
    ]


def _fields(metric: Metric, sums: Sums) -> dict[str, Any]:
    n, over, under, waiting = sums
    if metric.kind == "count":
        return _count(metric, n, over)
    if metric.kind == "weighted":
        summary = Summary(n=n, numerator=over, denominator=under * metric.scale)
        return {"summary": summary, "value": summary.ratio, "method": "weighted-mean"}
    if metric.kind == "score":
        return score_fields(over, under, n - waiting, waiting)
    fields = ratio_fields(over, under, n - waiting, waiting)
    why = "window_not_elapsed" if "window_days" in metric.parameters else "not_decided"
    return with_note(fields, why) if waiting else fields


def _count(metric: Metric, n: int, over: int) -> dict[str, Any]:
    """A count may say how many of its rows are of a kind worth telling: created, of which merged."""
    fields = count_fields(n)
    if metric.numerator is None:
        return fields
    fields["summary"] = Summary(n=n, numerator=over)
    return with_note(fields, *([_OF_WHICH[metric.name]] if over else []))


def _with_empty_periods(found: Totals, context: Context, labels: tuple[Period, ...]) -> Totals:
    """Add the periods in which nothing happened: a count of 0 is data, as long as somebody was looking."""
    if not labels or context.end_us is None:
        return found
    end = context.end_us
    groups = {key[:-1] for key in found} or ({()} if not context.query.by else set())
    watched = [number for number, period in enumerate(labels) if period.start_us <= end]
    return {**{(*group, number): (0, 0, 0, 0) for group in groups for number in watched}, **found}
