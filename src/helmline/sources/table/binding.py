"""A mapping meets a file: which of the file's columns each name means, and what is missing."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import replace

from helmline.errors import MappingError
from helmline.sources.table.mapping import Condition, EventRule, Mapping


def bound(mapping: Mapping, columns: tuple[str, ...], file: str) -> tuple[Mapping, dict[str, str], list[str]]:
    """Return the mapping as this file can answer it, the file's name of each column read, and notes.

    A column is found under its own name, then without regard to case, then under its aliases. What is
    still missing is an error that names everything at once, unless the mapping says `absent = "drop"`.
    """
    actual, missing = _found(mapping, columns)
    notes: list[str] = []
    vital = {*mapping.case, mapping.time, *_times_columns(mapping)}
    if missing and mapping.absent == "drop" and not vital.intersection(missing):
        mapping = _without(mapping, frozenset(missing))
        notes.append(f"columns the file does not have, left out: {', '.join(missing)}")
    elif missing:
        raise _lacking(mapping, missing, columns, file)
    actual = {name: actual[name] for name in mapping.columns()}
    doubled = [column for column in actual.values() if f"{column} (2)" in columns]
    if doubled:
        raise MappingError(
            f"{file} has more than one column called {', '.join(map(repr, doubled))}.",
            hint="Rename them in the file, or read one under another name: [alias] NAME = ['X (2)'].",
        )
    return mapping, actual, notes


def _found(mapping: Mapping, columns: tuple[str, ...]) -> tuple[dict[str, str], list[str]]:
    folded = {column.casefold(): column for column in reversed(columns)}
    aliases = dict(mapping.aliases)
    actual: dict[str, str] = {}
    missing: list[str] = []
    for name in mapping.columns():
        candidates = (name, *aliases.get(name, ()))
        there = next((folded[c.casefold()] for c in candidates if c.casefold() in folded), None)
        if name in columns:
            actual[name] = name
        elif there is not None:
            actual[name] = there
        else:
            missing.append(name)
    return actual, missing


def _times_columns(mapping: Mapping) -> set[str]:
    """Return the columns without which a moment the rules use cannot be made."""
    return {part for time in mapping.times for part in (time.date, time.time, time.start, time.plus)}


def _lacking(mapping: Mapping, missing: list[str], columns: tuple[str, ...], file: str) -> MappingError:
    wanted = mapping.columns()
    lines = []
    for column in missing:
        near = difflib.get_close_matches(column, columns, 1)
        lines.append(f"  - {column!r} ({wanted[column]})" + (f"; there is {near[0]!r}" if near else ""))
    return MappingError(
        f"{file} lacks {len(missing)} column(s) of the mapping {mapping.name!r}:\n" + "\n".join(lines),
        hint=f"It has: {', '.join(columns[:40])}. `helmline map {file}` proposes a mapping. "
        "If the names stand on a later line, state [source] header = LINE.",
    )


def _without(mapping: Mapping, gone: frozenset[str]) -> Mapping:
    """Return the mapping without the rules and attributes that need a column that is gone."""
    return replace(
        mapping,
        order="" if mapping.order in gone else mapping.order,
        customer="" if mapping.customer in gone else mapping.customer,
        events=tuple(_less(event, gone) for event in mapping.events if not _needs(event, gone)),
        figures=tuple(f for f in mapping.figures if not gone.intersection((f.column, f.start, f.end))),
        people=tuple(
            replace(
                person,
                name="" if person.name in gone else person.name,
                email="" if person.email in gone else person.email,
            )
            for person in mapping.people
            if person.column not in gone
        ),
        skips=tuple(skip for skip in mapping.skips if not gone.intersection(_asked(skip.only, skip.unless))),
    )


def _needs(event: EventRule, gone: Iterable[str]) -> bool:
    vital = {event.at, event.of, event.status, event.amount, *event.key, *_asked(event.only, event.unless)}
    if event.kind.name in ("ASSIGNED", "ACTIVITY"):
        vital |= {event.owner, event.code}
    return bool(vital.intersection(gone))


def _less(event: EventRule, gone: frozenset[str]) -> EventRule:
    optional = ("actor", "owner", "customer", "related", "code", "text")
    kept = {name: "" for name in optional if getattr(event, name) in gone}
    dimensions = tuple((name, column) for name, column in event.dimensions if column not in gone)
    return replace(event, dimensions=dimensions, **kept)  # type: ignore[arg-type]


def _asked(*conditions: Condition) -> set[str]:
    return {column for condition in conditions for column, _ in condition}
