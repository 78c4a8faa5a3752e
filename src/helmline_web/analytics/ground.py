"""What every answer rests on: the facts as published, the reference data in force, and how far both reach."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.conf import settings

from helmline.eventlog.facts import Facts
from helmline.eventlog.facts.build import VERSION
from helmline.eventlog.log import Log
from helmline.eventlog.privacy import Subjects
from helmline.metrics.periods import instant
from helmline.metrics.query import Query
from helmline.reference import store
from helmline.reference.reference import Reference
from helmline_web.analytics import cache

if TYPE_CHECKING:
    from helmline.eventlog.facts import Snapshot
    from helmline.metrics.audience import Audience
    from helmline_web.people.access import Viewer

#: data that ended longer ago than this are looked at as of their own last day
_STALE: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Freshness:
    """How far the data reach: each source's last instant, the log's watermark, the reference version."""

    until_us: int | None
    sources: dict[str, int]
    watermark: int
    reference: str


@dataclass(frozen=True, slots=True)
class Ground:
    """The facts and reference data that one question is answered from, and what its reader may see."""

    snapshot: Snapshot
    reference: Reference
    audience: Audience | None

    def key(self, *about: Hashable) -> tuple[Hashable, ...]:
        """Return what an answer about something is kept under: the same only where everything is the same."""
        scope = self.audience.hash() if self.audience else "everything"
        return (*about, self.snapshot.id, self.snapshot.watermark, self.reference.version, scope)

    @property
    def freshness(self) -> Freshness:
        """Return how far facts and reference data reach."""
        sources = dict(self.snapshot.observed_until)
        until = max(sources.values(), default=None)
        return Freshness(until, sources, self.snapshot.watermark, self.reference.version)


def under(viewer: Viewer, query: Query) -> Ground:
    """Return the ground that a viewer's query stands on."""
    return Ground(facts_for(query), reference(query.reference), viewer.audience)


def facts() -> Snapshot:
    """Return the facts as last published; where there are none of this version, they are built now."""
    door = Facts(settings.HELMLINE_DATA)
    found = door.published()
    return found if found and found.version == VERSION else door.current()


def facts_for(query: Query) -> Snapshot:
    """Return the facts a query asks of: those published, or the world as of an instant or as it was known."""
    if not query.as_of and not query.known_at:
        return facts()
    as_of = instant(query.as_of, query.zone) if query.as_of else None
    return Facts(settings.HELMLINE_DATA).at(as_of_us=as_of, known_at=_known_at(query))


def _known_at(query: Query) -> int | None:
    known = query.known_at
    if not known:
        return None
    return int(known) if known.isdigit() else Log(settings.HELMLINE_DATA).seq_at(instant(known, query.zone))


def is_empty() -> bool:
    """Return whether nothing was ever imported here."""
    return not Log(settings.HELMLINE_DATA).exists()


def reference(version: str = "") -> Reference:
    """Return the reference data in force, or a published version."""
    data = settings.HELMLINE_DATA
    return cache.reference(str(data), version or store.current_version(data))


def customer(identifier: str) -> int | None:
    """Return the subject key of a customer whom a target names."""
    return next((subject.key for subject in Subjects(settings.HELMLINE_DATA).find(identifier)), None)


def freshness() -> Freshness:
    """Return how far the data reach."""
    return Ground(facts(), reference(), None).freshness


def today(zone: str) -> date:
    """Return the day it is for the data: today, or the last day seen where the data ended days ago."""
    now = datetime.now(UTC)
    until_us = None if is_empty() else freshness().until_us
    if until_us is not None and now - (seen := datetime.fromtimestamp(until_us / 1e6, UTC)) > _STALE:
        now = seen + timedelta(days=1)  # the day after, so that the last day of the data is a complete one
    return now.astimezone(ZoneInfo(zone)).date()
