"""Reads the catalogue: TOML files to `Metric` values, complaining about everything that is wrong at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from helmline.errors import QueryError
from helmline.metrics.expressions import Names, Node, parse, suggest
from helmline.metrics.metric import CLOCKS, COHORTS, DIRECTIONS, KINDS, STATISTICS, UNITS, Metric, Worked
from helmline.metrics.tables import TABLES

_TREES = (
    "where", "at", "start", "stop", "until", "seen", "missing", "value", "numerator", "denominator", "pending",
    "competing",
)  # fmt: skip
_TEXTS = (
    "number", "title", "meaning", "formula", "kind", "unit", "direction", "statistic", "cohort", "table",
    "family", "part", "attribution", "exclusions", "unanswerable",
)  # fmt: skip
_LISTS = ("clocks", "of", "excludes", "vendors", "pause_statuses")
_PLAIN = ("sum_by_interaction", "max_by_interaction", "pauses", "scale")
_OTHER = (*_PLAIN, "parameters", "attributions", "worked")
_REQUIRED = (
    "number", "title", "meaning", "formula", "kind", "unit", "direction", "statistic", "cohort",
    "attribution", "exclusions", "vendors",
)  # fmt: skip
_CHOICES: Mapping[str, Iterable[str]] = {
    "kind": KINDS, "unit": UNITS, "direction": DIRECTIONS, "statistic": STATISTICS, "cohort": COHORTS,
    "table": TABLES,
}  # fmt: skip


Parameters = tuple[tuple[str, int], ...]


@cache
def catalogue(parameters: Parameters = ()) -> Mapping[str, Metric]:
    """Return every metric by name, in the order of the catalogue's files.

    `parameters` replaces the defaults of every metric that has a parameter of that name.
    """
    found: dict[str, Metric] = {}
    for file in sorted(files("helmline.metrics").joinpath("catalogue").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            found.update(read(file.read_text(encoding="utf-8"), file.name, parameters))
    return found


def metric(name: str, parameters: Parameters = ()) -> Metric:
    """Return one metric; raise QueryError with the nearest names where there is none."""
    try:
        return catalogue(parameters)[name]
    except KeyError:
        raise QueryError(f"there is no metric {name!r}", hint=suggest(name, list(catalogue()))) from None


def read(text: str, origin: str, parameters: Parameters = ()) -> dict[str, Metric]:
    """Return the metrics of one TOML text; `origin` is named in errors."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise QueryError(f"{origin} is not TOML: {error}") from None
    problems: list[str] = []
    found = {}
    family = tables.pop("family", {})
    for name, fields in tables.items():
        merged = {**family, **fields}
        own = merged.get("parameters", {})
        merged["parameters"] = {**own, **{key: value for key, value in parameters if key in own}}
        complaints = _complaints(merged)
        problems += [f"{origin}: [{name}] {complaint}" for complaint in complaints]
        if not complaints:
            found[name] = _metric(name, merged, origin)
    if problems:
        raise QueryError("\n".join(problems))
    return found


def _complaints(fields: Mapping[str, Any]) -> list[str]:
    known = {*_TREES, *_TEXTS, *_LISTS, *_OTHER}
    found = [
        f"has an unknown field {key!r}. {suggest(key, sorted(known))}" for key in fields if key not in known
    ]
    found += [f"has no {key!r}" for key in _REQUIRED if key not in fields]
    if "worked" not in fields and fields.get("kind") != "declared":
        found.append("has no worked case")
    for key, choices in _CHOICES.items():
        if key in fields and fields[key] not in choices:
            found.append(f"{key} = {fields[key]!r} is not one of {', '.join(choices)}")
    found += [f"clock {clock!r} is unknown" for clock in fields.get("clocks", ()) if clock not in CLOCKS]
    return found


def names_of(table: str, parameters: Mapping[str, int] | None = None) -> Names:
    """Return what an expression over `table` may name."""
    own = frozenset(TABLES[table])
    return Names(own, frozenset(TABLES["interactions"]), parameters or {})


def _metric(name: str, fields: Mapping[str, Any], origin: str) -> Metric:
    names = names_of(fields.get("table", "interactions"), fields.get("parameters"))

    def tree(where: str, text: str) -> Node:
        try:
            return parse(text, names)
        except QueryError as error:
            raise QueryError(f"{origin}: [{name}] {where}: {error.message}", hint=error.hint) from None

    given: dict[str, Any] = {
        **{key: fields[key] for key in (*_TEXTS, *_PLAIN) if key in fields},
        **{key: tuple(fields[key]) for key in _LISTS if key in fields},
        **{key: tree(key, fields[key]) for key in _TREES if key in fields},
    }
    attributions = {key: tree(key, text) for key, text in fields.get("attributions", {}).items()}
    return Metric(
        name=name,
        **given,
        attributions=attributions,
        parameters=dict(fields.get("parameters", {})),
        worked=_worked(fields.get("worked")),
    )


def _worked(fields: Mapping[str, Any] | None) -> Worked | None:
    if fields is None:
        return None
    rows = {table: tuple(given) for table, given in fields.items() if table in TABLES}
    return Worked(rows, fields["expected"], fields.get("says", ""), tuple(fields.get("targets", ())))
