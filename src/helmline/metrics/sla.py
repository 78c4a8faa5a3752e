"""Evaluates promises on our own clocks: met, breached at the deadline instant, or not due yet.

Which target applies is found in `promises`, by what was in force when the clock started.
Met is elapsed <= target; an open clock that has passed its target is breached, though nobody replied.
Where no target of ours applies to any row asked about, the vendor's own flag answers and the cell says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from helmline.metrics import counts, durations
from helmline.metrics.business import Off
from helmline.metrics.context import Context
from helmline.metrics.grouping import groups, split
from helmline.metrics.loading import metric as find
from helmline.metrics.measures import Values, describe, ratio_fields, with_note
from helmline.metrics.metric import Metric
from helmline.metrics.promises import ASKED, by_target, customers_named
from helmline.metrics.result import Cell

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from helmline.metrics.periods import Period
    from helmline.reference.entries import Target

#: the six targets and the metric whose clock each is read on
CLOCKS_OF: Final[Mapping[str, str]] = {
    "first_reply": "first_reply_time",
    "next_reply": "next_reply_time",
    "periodic_update": "time_between_updates",
    "requester_wait": "requester_wait",
    "agent_work": "agent_work_time",
    "total_resolution": "full_resolution_time",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows with a target: their groups, elapsed time, the target, and whether the clock has stopped."""

    keys: pa.Table
    elapsed: npt.NDArray[np.int64]
    within: npt.NDArray[np.int64]
    seen: npt.NDArray[np.bool_]
    missing: npt.NDArray[np.bool_]
    clock: str
    notes: tuple[str, ...] = ()


def evaluate(metric: Metric, context: Context) -> list[Cell]:
    """Return attainment, breach rate, near misses or time over, of all the targets the metric names."""
    found = [judged for kind in metric.of for judged in _judge(kind, context)]
    if not found:
        return _vendors(metric, context)
    together = _joined(found, context)
    code, keys = groups(together.keys, together.keys.column_names)
    parts = dict(zip(keys, split(code, len(keys)), strict=True))
    cells = []
    for key in sorted(parts, key=lambda key: tuple((part is None, str(part)) for part in key)):
        by = dict(zip(context.query.by, key, strict=False))
        labelled = {"by": by, "period": key[-1] if context.query.period else None}
        fields = _fields(metric, together, parts[key])
        cells.append(context.cell(metric, labelled, fields, together.clock))
    return cells


def _joined(found: list[Judged], context: Context) -> Judged:
    import pyarrow as pa

    unresolved = context.resolve is None and bool(customers_named(context.reference))
    return Judged(
        pa.concat_tables([judged.keys for judged in found]),
        np.concatenate([judged.elapsed for judged in found]),
        np.concatenate([judged.within for judged in found]),
        np.concatenate([judged.seen for judged in found]),
        np.concatenate([judged.missing for judged in found]),
        "/".join(sorted({judged.clock for judged in found})),  # each target has its own clock
        (
            *(note for judged in found if judged.missing.any() for note in judged.notes),
            *(["customers_unresolved"] if unresolved else []),
        ),
    )


def _fields(metric: Metric, judged: Judged, rows: npt.NDArray[np.int64]) -> dict[str, Any]:
    missing = judged.missing[rows]
    time, within, seen = judged.elapsed[rows], judged.within[rows], judged.seen[rows]
    breached = (time > within) & ~missing
    met = (time <= within) & seen & ~missing
    waiting = int((~seen & ~breached & ~missing).sum())
    if metric.part == "over":
        over = Values(
            time[breached] - within[breached], seen[breached], np.zeros(int(breached.sum()), dtype=bool)
        )
        fields = describe(metric, over)
    else:
        near = met & (time * 10 > within * 9)
        due = int(met.sum() + breached.sum())
        parts = {
            "met": (met.sum(), due),
            "breached": (breached.sum(), due),
            "near_miss": (near.sum(), met.sum()),
        }
        over_n, under_n = parts[metric.part]
        fields = ratio_fields(int(over_n), int(under_n), int(under_n), waiting)
    fields["summary"] = replace(fields["summary"], n_missing=int(missing.sum()))
    return with_note(fields, *(["not_due"] if waiting else []), *judged.notes)


def _judge(kind: str, context: Context) -> list[Judged]:
    """Return the rows of one kind of target, one part a clock they are read on."""
    import pyarrow as pa

    if not any(target.kind == kind for target in context.reference.targets):
        return []
    metric = find(CLOCKS_OF[kind])
    asked = with_conditions(context)
    table = asked.rows(metric, "value_rows", but=("row_key",))
    labels = asked.periods(metric) if context.query.period else ()
    chosen = by_clock(by_target(kind, metric, asked, table))
    table = table.drop_columns([f"by_{len(context.query.by) + number}" for number in range(len(ASKED))])
    found = []
    for (how, calendar, off), parts in chosen.items():
        places = np.concatenate([rows for rows, _ in parts])
        within = np.concatenate([np.full(len(rows), us, dtype=np.int64) for rows, us in parts])
        mine = table.take(places).append_column("within", pa.array(within))
        clock = replace(asked, query=replace(asked.query, calendar=calendar or context.query.calendar))
        rows, values = durations.measured(metric, clock, mine, how, off)
        due, _ = durations.numbers(rows, "within")
        keys = _keys(context, rows, labels)
        found.append(Judged(keys, values.value, due, values.seen, values.missing, how, values.notes))
    return found


def with_conditions(context: Context) -> Context:
    """Return the context of the same question, asked also by what targets are chosen by."""
    query = replace(context.query, by=(*context.query.by, *ASKED), attribution="")
    return replace(context, query=query)


def by_clock(
    chosen: list[tuple[Target, npt.NDArray[np.int64]]],
) -> dict[tuple[str, str, Off], list[tuple[npt.NDArray[np.int64], int]]]:
    """Return the places of rows and how long they may take, by what their time is read on: one reading each."""
    found: dict[tuple[str, str, Off], list[tuple[npt.NDArray[np.int64], int]]] = {}
    for target, places in chosen:
        off = Off(target.pause_reasons, target.pause_statuses)
        found.setdefault((target.clock, target.calendar, off), []).append((places, target.within_us))
    return found


def _keys(context: Context, rows: pa.Table, labels: tuple[Period, ...]) -> pa.Table:
    """Return the grouping columns of the question, periods by name: each kind of target numbers its own."""
    import pyarrow as pa

    keys = rows.select([f"by_{number}" for number in range(len(context.query.by))])
    if context.query.period:
        names = pa.array([label.label for label in labels], pa.string())
        return keys.append_column("period", names.take(rows["period"].combine_chunks()))
    # a table without columns forgets its rows
    return keys if keys.num_columns else pa.table({"all": pa.nulls(rows.num_rows, pa.string())})


def _vendors(metric: Metric, context: Context) -> list[Cell]:
    """Answer with the vendor's own flag, labelled so; never mixed with ours."""
    if metric.part not in ("met", "breached"):
        return [context.cell(metric, {}, {"notes": ("no_data",)}, "calendar")]
    theirs = find("vendor_sla_attainment" if metric.part == "met" else "vendor_sla_breach_rate")
    cells = counts.evaluate(theirs, context)
    return [
        replace(cell, metric=metric.name, notes=tuple(dict.fromkeys((*cell.notes, "vendors_figure"))))
        for cell in cells
    ]
