"""Record an act: in the transaction that does it, so an act and its record stand or fall together."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from helmline_web.decisions import chain, kinds, queries
from helmline_web.decisions.models import ChainCheck, Entry, Outbox

#: the lock of PostgreSQL under which entries follow each other; any number that nobody else uses
_LOCK = 0x48656C6D


@transaction.atomic
def record(
    kind: str,
    *,
    by: int | None,
    subject: str = "",
    detail: Mapping[str, Any] | None = None,
    event: Mapping[str, Any] | None = None,
) -> Entry:
    """Append one entry to the trail, and an event for the log if the act is one to be measured.

    `by` is a user's id, None the system itself. `detail` holds keys and codes, never names or texts. Raises
    ValueError for a kind that no app registered, or a detail that JSON cannot hold.
    """
    if kinds.known(kind) is None:
        raise ValueError(f"no app registered the kind {kind!r}")
    entry = _next(kind, by, subject, json.loads(json.dumps(detail or {}, allow_nan=False)))
    entry.save()
    if event is not None:
        Outbox.objects.create(entry=entry, event=dict(event))
    return entry


def _next(kind: str, by: int | None, subject: str, detail: dict[str, Any]) -> Entry:
    seq, previous = _last()
    fields: dict[str, Any] = {
        "seq": seq + 1, "at_us": time.time_ns() // 1000, "by": by, "kind": kind, "subject": subject,
        "detail": detail, "previous": previous,
    }  # fmt: skip
    return Entry(**fields, hash=chain.link(**fields))


def _last() -> tuple[int, str]:
    if connection.vendor == "postgresql":  # SQLite has one writer at a time already
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    return Entry.objects.order_by("-seq").values_list("seq", "hash").first() or (0, chain.START)


def check() -> ChainCheck:
    """Walk the trail and note what was found. After a finding the end seen before stays the one to hold to."""
    findings = queries.check_chain()
    seq, end = Entry.objects.order_by("-seq").values_list("seq", "hash").first() or (0, chain.START)
    before = queries.last_check()
    if before is not None and any(finding.kind == "cut" for finding in findings):
        seq, end = before.last_seq, before.last_hash
    told = [{"seq": finding.seq, "kind": finding.kind} for finding in findings]
    return ChainCheck.objects.create(last_seq=seq, last_hash=end, findings=told)
