"""From words to a `Query`, and to the facts and reference data that it is asked of."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from helmline.cli.show import ticker
from helmline.errors import NotFound, QueryError

if TYPE_CHECKING:
    from helmline.eventlog.facts import Snapshot
    from helmline.metrics.query import Query
    from helmline.reference.reference import Reference


def query_of(options: argparse.Namespace, metrics: tuple[str, ...], reference: Reference) -> Query:
    """Return the query that the words ask; agents may be named as people name them."""
    from helmline.metrics.query import Query

    organisation = reference.organisation
    zone = options.zone or organisation.zone or "UTC"
    return Query(
        metrics=metrics,
        by=tuple(name for words in getattr(options, "by", []) for name in words.split(",")),
        where=tuple(_condition(words, options.data) for words in options.where),
        period=getattr(options, "period", ""),
        since=options.since,
        until=options.until,
        zone=zone,
        clock=options.clock,
        calendar=options.calendar,
        rule=options.rule,
        attribution=options.attribution,
        cohort=options.cohort,
        incidents=options.incidents,
        as_of=options.as_of,
        known_at=options.known_at,
        reference=options.reference_version,
        week_start=organisation.week_start,
        parameters=tuple(_parameter(words) for words in options.parameters),
    )


def resolver(data: Path) -> Callable[[str], int | None]:
    """Return what finds the subject key of a customer whom a target names."""
    from helmline.eventlog.privacy import Subjects

    return lambda identifier: next((subject.key for subject in Subjects(data).find(identifier)), None)


def open_reference(options: argparse.Namespace) -> Reference:
    """Return the reference data in force, or the version asked for; empty ones where none was published."""
    from helmline.reference import store
    from helmline.reference.reference import Reference

    version = getattr(options, "reference_version", "")
    if not version and not store.current_version(options.data):
        return Reference()
    return store.load(options.data, version or None)


def open_facts(options: argparse.Namespace, zone: str = "UTC") -> Snapshot:
    """Return the facts the question is asked of: now, as of an instant, or as they were known."""
    from helmline.eventlog.facts import Facts
    from helmline.eventlog.log import Log

    log = Log(options.data)
    if not log.exists():
        raise NotFound(
            f"There is nothing in {options.data} yet.",
            hint="Start with `helmline demo`, or import a file: `helmline map FILE` shows how.",
        )
    as_of = instant(options.as_of, zone) if getattr(options, "as_of", "") else None
    known = getattr(options, "known_at", "")
    known_at = None if not known else int(known) if known.isdigit() else log.seq_at(instant(known, zone))
    return Facts(options.data).at(as_of_us=as_of, known_at=known_at, on_progress=ticker("facts"))


def instant(words: str, zone: str) -> int:
    """Return the microseconds of a day or time written by a person; local to `zone` unless it says otherwise."""
    from zoneinfo import ZoneInfo

    from helmline.metrics.query import Query, check

    check(Query(metrics=("created",), zone=zone))  # names an unknown zone with the nearest right one
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise QueryError(
            f"{words!r} is no day or time.", hint="Write 2026-03-01, 2026-03-01T09:30 or 2026-03-01T09:30Z."
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return round(moment.timestamp() * 1_000_000)


def _condition(words: str, data: Path) -> tuple[str, tuple[str, ...]]:
    name, equals, values = words.partition("=")
    if not equals:
        raise QueryError(
            f"--where {words!r} has no value.", hint="Write it as DIM=VALUE, such as channel=chat."
        )
    chosen = tuple(values.split(","))
    return (name, tuple(_person(value, data) for value in chosen) if name == "agent" else chosen)


def _person(words: str, data: Path) -> str:
    from helmline.eventlog.privacy import Subjects

    if words.isdigit():
        return words
    found = Subjects(data).find(words)
    if not found:
        raise NotFound(f"Nobody is known as {words!r}.")
    return str(found[0].key)


def _parameter(words: str) -> tuple[str, int]:
    name, _, value = words.partition("=")
    if not value.lstrip("-").isdigit():
        raise QueryError(f"--set {words!r} is not NAME=NUMBER.")
    return name, int(value)


def resolved(query: Query, snapshot: Snapshot) -> Query:
    """Return the query with the exact state of knowledge it was answered from."""
    return replace(query, known_at=query.known_at or str(snapshot.watermark))
