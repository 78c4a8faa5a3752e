"""Promises that still run: which open work has how long left, the shortest first.

A promise here is judged exactly as by `sla`: its target is the one in force when the clock started, its time is
read on the target's own clock, and now is the instant up to which the source was seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from helmline.metrics.business import Off
from helmline.metrics.compile import statement
from helmline.metrics.context import Context, Resolve, open_context
from helmline.metrics.durations import measured, numbers
from helmline.metrics.loading import metric as find
from helmline.metrics.metric import Metric
from helmline.metrics.promises import ASKED, by_target
from helmline.metrics.query import Query, check
from helmline.metrics.sla import CLOCKS_OF, by_clock, with_conditions
from helmline.metrics.snapshot import Snapshot
from helmline.reference.reference import Reference

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from helmline.metrics.audience import Audience

    Ints = npt.NDArray[np.int64]

#: what is told of an open promise beside its times
TOLD: Final = ("queue", "agent", "priority", "channel")
_RUNS: Final = """
SELECT v.* FROM ({rows}) v JOIN interactions i ON i.interaction = v.interaction
WHERE v.stop_us IS NULL AND v.until_us >= i.observed_until_us
"""
_NAMES: Final = "SELECT interaction, case_key, source FROM interactions WHERE interaction IN (SELECT interaction FROM promised)"


@dataclass(frozen=True, slots=True)
class Due:
    """One running promise. Times in microseconds of the promise's own clock, `start_us` an instant."""

    interaction: int
    case_key: str
    source: str
    kind: str
    start_us: int
    elapsed_us: int
    within_us: int
    clock: str
    queue: str | None
    agent: int | None
    priority: str | None
    channel: str | None

    @property
    def left_us(self) -> int:
        """What is left; negative once the promise is broken."""
        return self.within_us - self.elapsed_us


@dataclass(frozen=True, slots=True)
class Reading:
    """How promises of one kind are read: on which clock and calendar, and what stops it."""

    kind: str
    how: str
    calendar: str
    off: Off


def due(
    query: Query,
    snapshot: Snapshot,
    reference: Reference,
    *,
    resolve: Resolve | None = None,
    audience: Audience | None = None,
) -> list[Due]:
    """Return the running promises of the open work that the filters of `query` leave, least time left first.

    Of the query its filters, zone and rule are used; its metrics say nothing here. Rows whose time cannot be
    known, because no calendar is in force, are left out.
    """
    asked = replace(query, metrics=("sla_attainment",), by=TOLD, period="", since="", until="", cohort="")
    context = with_conditions(open_context(check(asked), snapshot, reference, resolve, audience))
    kinds = {target.kind for target in reference.targets}
    found = [
        one
        for kind, clock in CLOCKS_OF.items()
        if kind in kinds
        for one in _of_kind(kind, find(clock), context)
    ]
    return sorted(found, key=lambda one: (one.left_us, one.case_key, one.kind))


def _of_kind(kind: str, metric: Metric, context: Context) -> Iterator[Due]:
    table = _running(metric, context)
    if not table.num_rows:
        return
    names = _names(context, table)
    for (how, calendar, off), parts in by_clock(by_target(kind, metric, context, table)).items():
        clock = Reading(kind, how, calendar or context.query.calendar, off)
        yield from _read(clock, parts, metric, context, table, names)


def _running(metric: Metric, context: Context) -> pa.Table:
    """Return the rows whose clock runs; where intervals are added, all of the interactions with such a row.

    A clock that stopped without an answer, because the customer gave up or the case was closed, runs no more.
    """
    text = statement(metric, context.query, context.scope, "value_rows")
    runs = _RUNS.format(rows=text)
    if metric.folds:
        runs = f"SELECT * FROM ({text}) WHERE interaction IN (SELECT interaction FROM ({runs}))"
    return context.cursor.sql(runs).to_arrow_table()


def _read(
    clock: Reading,
    parts: list[tuple[Ints, int]],
    metric: Metric,
    context: Context,
    table: pa.Table,
    names: dict[int, tuple[str, str]],
) -> Iterator[Due]:
    """Yield the running promises that are read on one clock: all its targets together."""
    import pyarrow as pa

    places = np.concatenate([rows for rows, _ in parts])
    within = np.concatenate([np.full(len(rows), us, dtype=np.int64) for rows, us in parts])
    told = table.drop_columns([f"by_{len(TOLD) + number}" for number in range(len(ASKED))])
    mine = told.take(places).append_column("within", pa.array(within))
    on_clock = replace(context, query=replace(context.query, calendar=clock.calendar))
    rows, values = measured(metric, on_clock, mine, clock.how, clock.off)
    start, promised = numbers(rows, "start_us")[0], numbers(rows, "within")[0]
    told_of = [rows[f"by_{number}"].to_pylist() for number in range(len(TOLD))]
    who = rows["interaction"].to_pylist()
    for place in np.flatnonzero(~values.seen & ~values.missing).tolist():
        yield Due(
            who[place], *names[who[place]], clock.kind, int(start[place]), int(values.value[place]),
            int(promised[place]), clock.how, *(column[place] for column in told_of),
        )  # fmt: skip


def _names(context: Context, table: pa.Table) -> dict[int, tuple[str, str]]:
    context.cursor.register("promised", table.select(["interaction"]))
    rows = context.cursor.execute(_NAMES).fetchall()
    return {int(interaction): (case_key, source) for interaction, case_key, source in rows}
