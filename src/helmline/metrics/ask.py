"""The one door through which numbers come: `ask` answers a query about a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from helmline.metrics import composites, counts, durations, ramp, sla, stocks
from helmline.metrics.audience import Audience
from helmline.metrics.context import Context, Resolve, open_context
from helmline.metrics.loading import metric as find
from helmline.metrics.metric import Metric
from helmline.metrics.policy import incident_windows
from helmline.metrics.query import Query, check
from helmline.metrics.result import Cell, Result
from helmline.metrics.snapshot import Snapshot
from helmline.reference.reference import Reference

Evaluator = Callable[[Metric, Context], list[Cell]]


def _declared(metric: Metric, context: Context) -> list[Cell]:
    """Answer that the events at hand cannot answer: null with a reason, not 0."""
    return [context.cell(metric, {}, {"notes": ("not_answerable",)}, "calendar")]


#: kind -> what answers it; a new kind is a line here
EVALUATORS: Final[Mapping[str, Evaluator]] = {
    "count": counts.evaluate,
    "ratio": counts.evaluate,
    "score": counts.evaluate,
    "duration": durations.evaluate,
    "amount": durations.evaluate,
    "weighted": counts.evaluate,
    "stock": stocks.evaluate,
    "stock_age": stocks.ages,
    "days_of_work": stocks.days_of_work,
    "quotient": composites.quotient,
    "difference": composites.difference,
    "sla": sla.evaluate,
    "ramp": ramp.evaluate,
    "declared": _declared,
}


def ask(
    query: Query,
    snapshot: Snapshot,
    reference: Reference | None = None,
    *,
    resolve: Resolve | None = None,
    audience: Audience | None = None,
) -> Result:
    """Return the answer to `query` from a snapshot of the facts and a version of the reference data.

    `resolve` turns a customer that a target names into a subject key; without it such targets match nobody.
    `audience` is what the asker may see; None sees everything.

    Raises QueryError listing everything that is wrong with the query.
    """
    check(query)
    known = reference or Reference()
    context = open_context(query, snapshot, known, resolve, audience)
    cells = [cell for name in query.metrics for cell in _answer(name, context)]
    return Result(
        query.hash(), snapshot.id, snapshot.as_of_us, snapshot.watermark, dict(snapshot.observed_until),
        known.version, tuple(cells),
    )  # fmt: skip


def _answer(name: str, context: Context) -> list[Cell]:
    metric = find(name, context.query.parameters)
    cells = EVALUATORS[metric.kind](metric, context)
    windows = incident_windows(context.reference) if context.query.incidents == "both" else ()
    if not windows:
        return cells
    scope = replace(context.scope, without=windows)
    beside = {_place(cell): cell for cell in EVALUATORS[metric.kind](metric, replace(context, scope=scope))}
    return [replace(cell, without_incidents=_short(beside.get(_place(cell)))) for cell in cells]


def _place(cell: Cell) -> tuple[object, ...]:
    return (*cell.by.items(), cell.period)


def _short(cell: Cell | None) -> dict[str, float | int | None]:
    if cell is None:
        return {"value": None, "low": None, "high": None, "n": 0}
    return {"value": cell.value, "low": cell.low, "high": cell.high, "n": cell.summary.n}
