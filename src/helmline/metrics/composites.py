"""Evaluates metrics made of two others: quotients of sums and differences of counts."""

from __future__ import annotations

from typing import Any

from helmline.inference.summaries import Summary
from helmline.metrics import counts, durations
from helmline.metrics.context import Context
from helmline.metrics.grouping import order_of
from helmline.metrics.loading import metric as find
from helmline.metrics.measures import ratio_fields
from helmline.metrics.metric import Metric
from helmline.metrics.result import Cell

Key = tuple[Any, ...]


def _totals(metric: Metric, context: Context) -> dict[Key, int]:
    """Return the sum of each group, by the text of its period where there is one."""
    if metric.kind == "count":
        found = {key: sums[0] for key, sums in counts.totals(metric, context).items()}
    else:
        found = {key: total for key, (total, _) in durations.sums(metric, context).items()}
    if not context.query.period:
        return found
    labels = context.periods(metric)
    return {(*key[:-1], labels[key[-1]].label): total for key, total in found.items()}


def _pairs(metric: Metric, context: Context) -> list[tuple[dict[str, Any], int, int]]:
    first, second = (_totals(find(name, context.query.parameters), context) for name in metric.of)
    keys = sorted({*first, *second} or ({()} if not context.query.by else set()), key=order_of)
    return [(_key(context, key), first.get(key, 0), second.get(key, 0)) for key in keys]


def _key(context: Context, key: Key) -> dict[str, Any]:
    by = dict(zip(context.query.by, key, strict=False))
    return {"by": by, "period": key[len(context.query.by)] if context.query.period else None}


def quotient(metric: Metric, context: Context) -> list[Cell]:
    """Return the ratio of two sums; with Wilson's interval where one is a share of the other."""
    cells = []
    for key, over, under in _pairs(metric, context):
        if metric.statistic == "share":
            fields = ratio_fields(over, under, under, 0)
        else:
            counted = find(metric.of[1]).kind == "count"
            summary = Summary(n=under if counted else 0, numerator=over, denominator=under)
            fields = {"summary": summary, "value": summary.ratio, "method": "exact"}
        cells.append(context.cell(metric, key, fields, "calendar"))
    return cells


def difference(metric: Metric, context: Context) -> list[Cell]:
    """Return the count of the first metric less the count of the second."""
    cells = []
    for key, gained, lost in _pairs(metric, context):
        summary = Summary(n=gained + lost, numerator=gained, denominator=lost)
        fields = {"summary": summary, "value": gained - lost, "method": "exact"}
        cells.append(context.cell(metric, key, fields, "calendar"))
    return cells
