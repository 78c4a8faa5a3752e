"""Close a month: store the result cells themselves, and keep the facts they were counted from."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from helmline.eventlog.facts import Snapshot, pins
from helmline.eventlog.schema import LOG
from helmline.metrics.history import digest
from helmline.metrics.loading import metric as find
from helmline.metrics.periods import instant, periods
from helmline.metrics.query import Query
from helmline_web.analytics import door, what_if
from helmline_web.decisions.actions import record
from helmline_web.people.models import Team
from helmline_web.reports import checklist, questions
from helmline_web.reports.models import Close

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer


class NotReady(Exception):
    """Something that stops a close is not in order; `checks` are those."""

    def __init__(self, checks: list[checklist.Check]) -> None:
        super().__init__("; ".join(check.says for check in checks))
        self.checks = checks


def close(viewer: Viewer, month: str, *, note: str = "") -> Close:
    """Close a month for the whole house. Raises NotReady; then nothing is stored.

    The figures are counted before the transaction begins, the facts are kept before it ends: a crash in
    between leaves at most files that nobody asks for, never a close without its facts.
    """
    checks = checklist.of_month(month)
    if stopping := [check for check in checks if check.stops and not check.is_fine]:
        raise NotReady(stopping)
    made = _counted(viewer, month)
    made.checks = sorted({check.code for check in checks if not check.is_fine})
    made.by, made.note = viewer.user_id, note
    with transaction.atomic():
        made.save()
        record(
            "reports.month.closed",
            by=viewer.user_id,
            subject=f"month:{month}",
            detail={"month": month, "seq": made.seq},
        )
    return made


def _counted(viewer: Viewer, month: str) -> Close:
    """Ask every question of one snapshot, kept from before the first to after the last."""
    snapshot, known = door.facts(), door.reference()
    since, until = questions.days_of(month)
    made = Close(month=month, since=since, until=until, zone=known.organisation.zone)
    pins.pin(settings.HELMLINE_DATA, made.pin, snapshot)
    queries = questions.of_month(month)
    made.answers = [
        {"query": query.canonical(), "cells": [cell.to_json() for cell in what_if.ask(viewer, query, known, snapshot).cells]}
        for query in queries
    ]  # fmt: skip
    made.seq, made.snapshot, made.facts_version = snapshot.watermark, snapshot.id, snapshot.version
    made.observed_until, made.reference = dict(snapshot.observed_until), known.version
    made.definitions = {name: digest(find(name)) for name in questions.METRICS}
    made.schema, made.code = schema_digest(), version("helmline")
    made.hours = _hours(viewer, queries[0])
    return made


def schema_digest() -> str:
    """Return what names the log's schema: another one where a column is another."""
    return hashlib.sha256(json.dumps([str(field) for field in LOG]).encode()).hexdigest()[:16]


def _hours(viewer: Viewer, query: Query) -> dict[str, Any]:
    """Return how long each team was signed in that month, in microseconds; only teams whose hours are known."""
    span = [instant(text, query.zone) for text in (query.since, query.until)]
    month = periods("month", span[0], span[1], query.zone, query.week_start)
    teams = Team.objects.values_list("code", flat=True)
    found = {team: door.signed_in(viewer, month, teams=(team,)) for team in teams}
    return {team: sum(hours) for team, hours in found.items() if hours and None not in hours}


def facts_of(close: Close) -> Snapshot:
    """Return the facts a close rests on; built again as they were known where this release keeps them otherwise."""
    from helmline.eventlog.facts import Facts
    from helmline.eventlog.facts.build import VERSION

    kept = pins.pinned(settings.HELMLINE_DATA, close.pin)
    return kept if kept.version == VERSION else Facts(settings.HELMLINE_DATA).at(known_at=close.seq)
