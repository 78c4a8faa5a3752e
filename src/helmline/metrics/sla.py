"""Evaluates promises on our own clocks: met, breached at the deadline instant, or not due yet.

A target applies by the interaction's brand, tier, channel and priority and by the instant its clock starts.
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
from helmline.metrics.result import Cell

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

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
_ASKED: Final = ("priority", "channel", "tier", "brand")
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows with a target: elapsed time, the target, whether the clock has stopped, and their groups."""

    keys: list[Key]
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
    keys = [key for judged in found for key in judged.keys]
    together = Judged(
        keys,
        np.concatenate([judged.elapsed for judged in found]),
        np.concatenate([judged.within for judged in found]),
        np.concatenate([judged.seen for judged in found]),
        np.concatenate([judged.missing for judged in found]),
        "/".join(sorted({judged.clock for judged in found})),  # each target has its own clock
        tuple(note for judged in found for note in judged.notes),
    )
    distinct = sorted(set(keys), key=lambda key: tuple((part is None, str(part)) for part in key))
    place = {key: number for number, key in enumerate(distinct)}
    code = np.array([place[key] for key in keys], dtype=np.int64)
    cells = []
    for key, rows in zip(distinct, split(code, len(distinct)), strict=True):
        by = dict(zip(context.query.by, key, strict=False))
        labelled = {"by": by, "period": key[-1] if context.query.period else None}
        cells.append(context.cell(metric, labelled, _fields(metric, together, rows), together.clock))
    return cells


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
    return with_note(fields, *(["not_due"] if waiting else []), *(judged.notes if missing.any() else ()))


def _judge(kind: str, context: Context) -> list[Judged]:
    """Return the rows of one kind of target, one part a clock they are read on."""
    import pyarrow as pa

    if not any(target.kind == kind for target in context.reference.targets):
        return []
    metric = find(CLOCKS_OF[kind])
    asked = replace(context, query=replace(context.query, by=(*context.query.by, *_ASKED), attribution=""))
    table = asked.rows(metric, "value_rows")
    labels = asked.periods(metric) if context.query.period else ()
    found = []
    for (how, calendar, off), parts in _by_clock(kind, asked, table).items():
        places = np.concatenate([rows for rows, _ in parts])
        within = np.concatenate([np.full(len(rows), us, dtype=np.int64) for rows, us in parts])
        mine = table.take(places).append_column("within", pa.array(within))
        clock = replace(asked, query=replace(asked.query, calendar=calendar or context.query.calendar))
        rows, values = durations.measured(metric, clock, mine, how, off)
        due, _ = durations.numbers(rows, "within")
        keys = _keys(context, rows, labels)
        found.append(Judged(keys, values.value, due, values.seen, values.missing, how, values.notes))
    return found


def _by_clock(
    kind: str, context: Context, table: pa.Table
) -> dict[tuple[str, str, Off], list[tuple[npt.NDArray[np.int64], int]]]:
    """Return the places of rows and how long they may take, by what their time is read on: one reading each."""
    found: dict[tuple[str, str, Off], list[tuple[npt.NDArray[np.int64], int]]] = {}
    for target, places in _by_target(kind, context, table):
        off = Off(target.pause_reasons, target.pause_statuses)
        found.setdefault((target.clock, target.calendar, off), []).append((places, target.within_us))
    return found


def _keys(context: Context, rows: pa.Table, labels: tuple[Any, ...]) -> list[Key]:
    count = len(context.query.by)
    columns = [rows[f"by_{number}"].to_pylist() for number in range(count)]
    if context.query.period:
        columns.append([labels[number].label for number in rows["period"].to_pylist()])
    return list(zip(*columns, strict=True)) if columns else [()] * rows.num_rows


def _by_target(kind: str, context: Context, table: pa.Table) -> list[tuple[Target, npt.NDArray[np.int64]]]:
    """Return each target with the places of the rows it applies to; rows without a target appear nowhere."""
    import pyarrow as pa

    edges = np.array(_changes(context), dtype=np.int64)
    at, _ = durations.numbers(table, "at_us")
    epoch = np.searchsorted(edges, at, side="right")
    first = len(context.query.by) - len(_ASKED)
    names = [f"by_{first + number}" for number in range(len(_ASKED))]
    code, found = groups(table.append_column("epoch", pa.array(epoch)), [*names, "epoch"])
    places = split(code, len(found))
    chosen: dict[Target, list[npt.NDArray[np.int64]]] = {}
    for key, rows in zip(found, places, strict=True):
        when = int(edges[key[-1] - 1]) if key[-1] else int(at[rows[0]])
        target = context.reference.target_for(kind, when, **dict(zip(_ASKED, key[:-1], strict=True)))
        if target is not None:
            chosen.setdefault(target, []).append(rows)
    return [(target, np.concatenate(rows)) for target, rows in chosen.items()]


def _changes(context: Context) -> list[int]:
    dated = [target.valid for target in context.reference.targets]
    dated += [policy.valid for policy in context.reference.sla_policies]
    edges = {edge for valid in dated for edge in (valid.from_us, valid.to_us)}
    return sorted(edge for edge in edges if edge is not None)


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
