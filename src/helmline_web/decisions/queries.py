"""Read the trail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from helmline_web.decisions import chain, kinds
from helmline_web.decisions.models import ChainCheck, Entry


@dataclass(frozen=True, slots=True)
class ChainFinding:
    """Where the trail is not as it was written. `kind`: changed, missing, detached or cut."""

    seq: int
    kind: str


def check_chain() -> list[ChainFinding]:
    """Walk the whole trail and return every place where it does not hold; nothing is good."""
    return [*_findings(), *_cut()]


def last_check() -> ChainCheck | None:
    """Return the latest walk that was noted."""
    return ChainCheck.objects.first()


def last_hash() -> str:
    """Return the hash of the latest entry: as long as it stays, nothing that is recorded has changed."""
    return Entry.objects.order_by("-seq").values_list("hash", flat=True).first() or chain.START


def about(subject: str) -> QuerySet[Entry]:
    """Return what was done about something, the latest first."""
    return Entry.objects.filter(subject=subject)


def find(
    *,
    words: str = "",
    group: str = "",
    by: Iterable[int] | None = None,
    since_us: int | None = None,
    until_us: int | None = None,
) -> QuerySet[Entry]:
    """Return entries, the latest first, narrowed by code or subject, group of kinds, users, and time [since, until)."""
    found = Entry.objects.all()
    for word in words.split():
        found = found.filter(Q(subject__icontains=word) | Q(kind__icontains=word))
    if group:
        found = found.filter(kind__in=[kind.code for kind in kinds.every() if kind.group == group])
    if by is not None:
        found = found.filter(by__in=by)
    if since_us is not None:
        found = found.filter(at_us__gte=since_us)
    return found if until_us is None else found.filter(at_us__lt=until_us)


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


def _cut() -> Iterator[ChainFinding]:
    """Yield a finding if the end that an earlier walk saw is gone: entries cut off leave no gap."""
    seen = last_check()
    if seen and not Entry.objects.filter(seq=seen.last_seq, hash=seen.last_hash).exists() and seen.last_seq:
        yield ChainFinding(seen.last_seq, "cut")


def _hash(entry: Entry) -> str:
    return chain.link(
        seq=entry.seq, at_us=entry.at_us, by=entry.by, kind=entry.kind, subject=entry.subject,
        detail=entry.detail, previous=entry.previous,
    )  # fmt: skip
