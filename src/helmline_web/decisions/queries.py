"""Read the trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from helmline_web.decisions import chain
from helmline_web.decisions.models import Entry


@dataclass(frozen=True, slots=True)
class ChainFinding:
    """Where the trail is not as it was written. `kind`: changed, missing or detached."""

    seq: int
    kind: str


def check_chain() -> list[ChainFinding]:
    """Walk the whole trail and return every place where it does not hold; nothing is good."""
    return list(_findings())


def _findings() -> Iterator[ChainFinding]:
    expected, previous = 1, chain.START
    for entry in Entry.objects.order_by("seq").iterator(chunk_size=2000):
        if entry.seq != expected:
            yield ChainFinding(expected, "missing")
        elif entry.previous != previous:
            yield ChainFinding(entry.seq, "detached")
        if entry.hash != _hash(entry):
            yield ChainFinding(entry.seq, "changed")
        expected, previous = entry.seq + 1, entry.hash


def _hash(entry: Entry) -> str:
    return chain.link(
        seq=entry.seq, at_us=entry.at_us, by=entry.by, kind=entry.kind, subject=entry.subject,
        detail=entry.detail, previous=entry.previous,
    )  # fmt: skip


def about(subject: str) -> QuerySet[Entry]:
    """Return what was done about something, the latest first."""
    return Entry.objects.filter(subject=subject)
