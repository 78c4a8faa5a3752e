"""Which promise holds for a row: by what was in force when its clock started, or a policy was last applied.

A later change of priority, tier, channel or brand does not move a running target. Applying a policy chooses
anew, from the values of that moment; a row is judged by the target chosen last before its clock stopped. A
target that takes over also judges the clocks that ran when it came into force, from their own start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from helmline.metrics import durations
from helmline.metrics.context import Context
from helmline.metrics.grouping import groups, runs, split
from helmline.metrics.metric import Metric

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from helmline.reference.entries import Target
    from helmline.reference.reference import Reference

    Ints = npt.NDArray[np.int64]

#: what a target asks of an interaction, beside its customer and the policy applied
ASKED: Final = ("priority", "channel", "tier", "brand")
NEVER: Final = 2**62
#: The rows of interactions that changed, with what was in force. Half-open stretches; the first one reaches
#: back. What was applied at the very instant the clock stopped came too late for it.
_MOVED: Final = """
WITH mine AS MATERIALIZED (
  SELECT interaction, n, started_us, ended_us, applied_us, policy, priority, channel, tier, brand
  FROM placements WHERE interaction IN (SELECT interaction FROM clocks)
), places AS (
  SELECT * FROM mine WHERE interaction IN (SELECT interaction FROM mine WHERE n > 1 OR policy IS NOT NULL)
), chosen AS (
  SELECT c.number, c.interaction, greatest(c.start_us, coalesce(p.applied_us, c.start_us)) AS at_us
  FROM clocks c JOIN places p USING (interaction)
  WHERE (p.n = 1 OR p.started_us < c.stop_us) AND (p.ended_us IS NULL OR p.ended_us >= c.stop_us)
)
SELECT number, at_us, priority, channel, tier, brand, policy FROM chosen c JOIN places p USING (interaction)
WHERE (p.n = 1 OR p.started_us <= c.at_us) AND (p.ended_us IS NULL OR p.ended_us > c.at_us)
"""


@dataclass(frozen=True, slots=True)
class Clocks:
    """From when to when the clock of each row ran; `end` is the stop, or NEVER where it still runs."""

    start: Ints
    stop: Ints
    end: Ints


def clocks_of(metric: Metric, table: pa.Table) -> Clocks:
    """Return the clocks of `value_rows`; those of one interaction together where its intervals are added."""
    start, _ = durations.numbers(table, "start_us")
    stop, open_ = durations.numbers(table, "stop_us")
    until, _ = durations.numbers(table, "until_us")
    end = np.where(open_, NEVER, stop)
    stop = np.where(open_, np.maximum(until, start), stop)
    if metric.folds:
        who, _ = durations.numbers(table, "interaction")
        order, begins = runs(who)
        owner = np.empty(len(who), dtype=np.int64)
        owner[order] = np.repeat(np.arange(len(begins)), np.diff([*begins, len(who)]))
        start = np.minimum.reduceat(start[order], begins)[owner]
        stop = np.maximum.reduceat(stop[order], begins)[owner]
        end = np.maximum.reduceat(end[order], begins)[owner]
    return Clocks(start, stop, end)


def by_target(kind: str, metric: Metric, context: Context, table: pa.Table) -> list[tuple[Target, Ints]]:
    """Return each target with the places of the rows it applies to; rows without a target appear nowhere.

    `table` holds `value_rows` asked also by ASKED, as its last dimensions.
    """
    ran = clocks_of(metric, table)
    asked = _asked(ran, context, table)
    edges = np.array(_changes(context.reference), dtype=np.int64)
    at, _ = durations.numbers(asked, "at_us")
    asked = _with(asked, "epoch", np.searchsorted(edges, at, side="right"))
    number, _ = durations.numbers(asked, "number")
    turns = takeovers(kind, context)
    asked = _with(asked, "turns", np.searchsorted(np.array(turns, dtype=np.int64), ran.end[number]))
    names = (*ASKED, "policy", "customer")
    code, found = groups(asked, [*names, "epoch", "turns"])
    chosen: dict[Target, list[Ints]] = {}
    for (*values, epoch, seen), rows in zip(found, split(code, len(found)), strict=True):
        when = int(edges[epoch - 1]) if epoch else int(at[rows[0]])
        case = dict(zip(names, values, strict=True))
        target = _taken_over(kind, when, turns[:seen], case, context.reference)
        if target is not None:
            chosen.setdefault(target, []).append(number[rows])
    return [(target, np.sort(np.concatenate(rows))) for target, rows in chosen.items()]


def takeovers(kind: str, context: Context) -> list[int]:
    """Return the instants at which targets of a kind took running clocks over; in the world asked about."""
    world = context.snapshot.as_of_us
    every = {
        target.valid.from_us
        for target in context.reference.targets
        if target.kind == kind and target.takes_over and target.valid.from_us is not None
    }
    return sorted(turn for turn in every if world is None or turn <= world)


def _taken_over(
    kind: str, when: int, turns: list[int], case: dict[str, str | None], reference: Reference
) -> Target | None:
    """Return the target chosen at `when`, or the last one that took over while the clock ran."""
    target = reference.target_for(kind, when, **case)
    for turn in turns:
        other = reference.target_for(kind, turn, **case) if turn > when else None
        if other is not None and other.takes_over and other.valid.from_us == turn:
            target = other
    return target


def _asked(ran: Clocks, context: Context, table: pa.Table) -> pa.Table:
    """Return for each row its `number`, the instant `at_us` its target was chosen, and what it was chosen by."""
    import pyarrow as pa

    first = len(context.query.by) - len(ASKED)
    number = np.arange(table.num_rows, dtype=np.int64)
    asked = pa.table({"number": number, "at_us": ran.start})
    for place, name in enumerate(ASKED):
        asked = asked.append_column(name, table[f"by_{first + place}"])
    asked = asked.append_column("policy", pa.nulls(len(number), pa.string()))
    spans = {
        "number": number,
        "interaction": table["interaction"],
        "start_us": ran.start,
        "stop_us": ran.stop,
    }
    context.cursor.register("clocks", pa.table(spans))
    moved = context.cursor.sql(_MOVED).to_arrow_table()
    if moved.num_rows:
        still = np.ones(len(number), dtype=bool)
        still[moved["number"].to_numpy()] = False
        asked = pa.concat_tables(
            [asked.filter(pa.array(still)), moved.select(asked.column_names).cast(asked.schema)]
        )
    return asked.append_column("customer", _customers(context, asked["number"]))


def customers_named(reference: Reference) -> set[str]:
    """Return the customers that some target or policy names."""
    stated = [target.conditions for target in reference.targets]
    stated += [policy.conditions for policy in reference.sla_policies]
    return {name for conditions in stated for name in conditions.customer}


def _customers(context: Context, number: pa.ChunkedArray) -> pa.Array:
    """Return the customer of each row as the reference names it; null where it names none or nobody knows who it is."""
    import pyarrow as pa

    found: list[str | None] = [None] * len(number)
    named = sorted(customers_named(context.reference)) if context.resolve else []
    keys = {key: name for name in named if context.resolve and (key := context.resolve(name)) is not None}
    if keys:
        context.cursor.register(
            "named", pa.table({"customer": pa.array(keys), "name": pa.array(keys.values())})
        )
        rows = context.cursor.execute(
            "SELECT c.number, n.name FROM clocks c JOIN interactions i USING (interaction) "
            "JOIN named n ON n.customer = i.customer"
        ).fetchall()
        of_row = dict(rows)
        found = [of_row.get(row) for row in number.to_pylist()]
    return pa.array(found, pa.string())


def _with(table: pa.Table, name: str, values: Ints) -> pa.Table:
    import pyarrow as pa

    return table.append_column(name, pa.array(values))


def _changes(reference: Reference) -> list[int]:
    dated = [target.valid for target in reference.targets]
    dated += [policy.valid for policy in reference.sla_policies]
    edges = {edge for valid in dated for edge in (valid.from_us, valid.to_us)}
    return sorted(edge for edge in edges if edge is not None)
