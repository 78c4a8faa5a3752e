"""`helmline kpi`: numbers with n, interval and what a reader must know."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helmline.cli import show
from helmline.cli.question import open_facts, open_reference, query_of, resolved, resolver

if TYPE_CHECKING:
    from helmline.metrics.result import Cell, Result

COLUMNS = {
    "metric": "metric", "period": "period", "value": "value", "interval": "95 % interval", "n": "n",
    "open": "still open", "missing": "unknown", "mean": "mean", "p90": "p90", "shape": "distribution",
}  # fmt: skip


def kpi(options: argparse.Namespace) -> int:
    """Ask metrics and print their cells."""
    from helmline.metrics.ask import ask

    reference = open_reference(options)
    query = query_of(options, tuple(options.metrics), reference)
    snapshot = open_facts(options, query.zone)
    result = ask(resolved(query, snapshot), snapshot, reference, resolve=resolver(options.data))
    result = replace(result, cells=ordered(result.cells, query.metrics, options.sort, options.top))
    names = _names(options, result)
    if options.format == "json":
        show.as_json(_documented(result, names))
    elif options.format == "csv":
        rows = [_flat(cell, names) for cell in result.cells]
        show.emit(rows, "csv", {key: key for key in (rows[0] if rows else {})})
    else:
        show.table([row(cell, names) for cell in result.cells], _headings(result))
        footnotes(result, query.zone, query.clock)
    return 0


def ordered(
    cells: Sequence[Cell], metrics: Sequence[str], by: str = "name", top: int = 0
) -> tuple[Cell, ...]:
    """Return cells metric by metric: by the names they are split by, or the largest value or count first."""
    place = {cell: number for number, cell in enumerate(sorted({c.period for c in cells if c.period}))}

    def key(cell: Cell) -> tuple[Any, ...]:
        if by == "value":
            return (cell.value is None, -(cell.value or 0))
        if by == "n":
            return (-cell.summary.n - cell.summary.n_censored,)
        return (
            *((value is None, str(value)) for value in cell.by.values()),
            place.get(cell.period or "", -1),
        )

    found: list[Cell] = []
    for metric in dict.fromkeys(metrics):
        mine = sorted((cell for cell in cells if cell.metric == metric), key=key)
        found += mine[:top] if top else mine
    return tuple(found)


def row(cell: Cell, names: Mapping[int, str]) -> dict[str, Any]:
    """Return a cell as a person reads it."""
    of_time = cell.unit == "s"
    return {
        "metric": cell.metric,
        **{f"by:{name}": _named(name, value, names) for name, value in cell.by.items()},
        "period": cell.period,
        "value": show.amount(cell.value, cell.unit),
        "interval": interval(cell),
        "n": cell.summary.n + cell.summary.n_censored,
        "open": cell.summary.n_censored or None,
        "missing": cell.summary.n_missing or None,
        "mean": show.duration(cell.mean) if of_time and cell.mean is not None else None,
        "p90": show.amount(cell.quantiles["p90"], cell.unit)
        if cell.quantiles.get("p90") is not None
        else None,
        "shape": show.spark(list(cell.histogram.values())) if cell.histogram else None,
    }


def interval(cell: Cell) -> str:
    """Return the interval of a cell, or nothing where there is none."""
    if cell.low is None and cell.high is None:
        return ""
    low, high = show.amount(cell.low, cell.unit), show.amount(cell.high, cell.unit)
    return f"{low} to {high}"


def footnotes(result: Result, zone: str, clock: str) -> None:
    """Say what a reader must know about the numbers above: definitions, clock, horizon, notes."""
    from helmline.metrics.result import NOTES, iso

    seen = dict.fromkeys(note for cell in result.cells for note in cell.notes)
    for note in seen:
        metrics = dict.fromkeys(cell.metric for cell in result.cells if note in cell.notes)
        show.say(f"  {', '.join(metrics)}: {NOTES.get(note, note)}.")
    until = max(result.observed_until_us.values(), default=None)
    horizon = f"data until {iso(until)}" if until is not None else "no data"
    reference = "" if result.reference == "none" else f" · reference {result.reference[:12]}"
    show.say(
        f"  {clock} time · days in {zone} · {horizon} · known at {result.known_at}{reference} · query {result.query_hash}"
    )


def _headings(result: Result) -> dict[str, str]:
    dimensions = dict.fromkeys(name for cell in result.cells for name in cell.by)
    (first, title), *others = COLUMNS.items()
    return {first: title, **{f"by:{name}": name for name in dimensions}, **dict(others)}


def _named(dimension: str, value: object, names: Mapping[int, str]) -> str:
    if value is None:
        return "(none)"
    if dimension == "agent":
        return names.get(int(str(value)), f"erased or unknown {value}")
    return str(value)


def _names(options: argparse.Namespace, result: Result) -> dict[int, str]:
    from helmline.eventlog.privacy import Subjects

    keys = {int(value) for cell in result.cells if (value := cell.by.get("agent")) is not None}
    return Subjects(options.data).named(keys) if keys else {}


def _documented(result: Result, names: Mapping[int, str]) -> dict[str, Any]:
    document = result.to_json()
    for cell in document["cells"]:
        if cell["by"].get("agent") is not None:
            cell["by"]["agent_name"] = names.get(int(cell["by"]["agent"]))
    return document


def _flat(cell: Cell, names: Mapping[int, str]) -> dict[str, Any]:
    fields = cell.to_json()
    by = {f"by_{name}": _named(name, value, names) for name, value in fields.pop("by").items()}
    plain = {name: value for name, value in fields.items() if not isinstance(value, dict)}
    return {"metric": plain.pop("metric"), **by, **plain, "notes": " ".join(plain["notes"])}
