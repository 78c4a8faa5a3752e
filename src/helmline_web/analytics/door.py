"""The one door to the log: a viewer asks, and gets what the viewer may see, with where it comes from.

Everything that shows a number comes through here, so the scope of a reader is applied in one place, inside the
query, before anything is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from helmline.eventlog.facts import Facts
from helmline.eventlog.privacy import Subjects
from helmline.metrics import ages as _ages
from helmline.metrics import ask as _ask
from helmline.metrics import batches as _batches
from helmline.metrics import due as _due
from helmline.metrics import explain as _explain
from helmline.metrics import now as _now
from helmline.metrics import records as _records
from helmline.metrics import shifts as _shifts
from helmline.metrics.query import Query
from helmline.metrics.result import Cell, Result
from helmline.reference import store
from helmline.reference.reference import Reference
from helmline_web.analytics import cache

if TYPE_CHECKING:
    import pyarrow as pa

    from helmline.eventlog.facts import Snapshot
    from helmline.metrics.ages import AgesAt
    from helmline.metrics.due import Due
    from helmline.metrics.explain import Explanation
    from helmline.metrics.now import Now
    from helmline.metrics.periods import Period
    from helmline_web.people.access import Viewer


@dataclass(frozen=True, slots=True)
class Freshness:
    """How far the data reach: each source's last instant, the log's watermark, the reference version."""

    until_us: int | None
    sources: dict[str, int]
    watermark: int
    reference: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked and what came back; every figure of a page can name both."""

    query: Query
    result: Result
    freshness: Freshness

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Return the cells of the result."""
        return self.result.cells

    def of(self, metric: str) -> tuple[Cell, ...]:
        """Return the cells of one metric."""
        return tuple(cell for cell in self.cells if cell.metric == metric)

    def one(self, metric: str) -> Cell:
        """Return the only cell of a metric; an empty one where nothing was counted."""
        return next(iter(self.of(metric)), Cell(metric, notes=("no_data",)))


def facts() -> Snapshot:
    """Return the facts as last published; where none were yet, they are built now."""
    door = Facts(settings.HELMLINE_DATA)
    return door.published() or door.current()


def facts_for(query: Query) -> Snapshot:
    """Return the facts a query asks of: those published, or the world as of an instant or as it was known."""
    if not query.as_of and not query.known_at:
        return facts()
    from helmline.eventlog.log import Log
    from helmline.metrics.periods import instant

    known = query.known_at
    known_at = None
    if known:
        known_at = (
            int(known) if known.isdigit() else Log(settings.HELMLINE_DATA).seq_at(instant(known, query.zone))
        )
    as_of = instant(query.as_of, query.zone) if query.as_of else None
    return Facts(settings.HELMLINE_DATA).at(as_of_us=as_of, known_at=known_at)


def is_empty() -> bool:
    """Return whether nothing was ever imported here."""
    from helmline.eventlog.log import Log

    return not Log(settings.HELMLINE_DATA).exists()


def reference(version: str = "") -> Reference:
    """Return the reference data in force, or a published version."""
    data = settings.HELMLINE_DATA
    return cache.reference(str(data), version or store.current_version(data))


def freshness() -> Freshness:
    """Return how far the data reach."""
    return _freshness(facts(), reference().version)


def ask(viewer: Viewer, query: Query) -> Answer:
    """Answer a query for a viewer. Raises QueryError that lists everything wrong with it."""
    snapshot, known = facts_for(query), reference(query.reference)
    key = (query.hash(), snapshot.id, snapshot.watermark, known.version, _scope(viewer))
    result = cache.results.get(
        key, lambda: _ask.ask(query, snapshot, known, resolve=_customer, audience=viewer.audience)
    )
    return Answer(query, result, _freshness(snapshot, known.version))


def rows(
    viewer: Viewer, query: Query, *, order: str = "latest", offset: int = 0, limit: int = 50
) -> _records.Page:
    """Return some of the rows behind the one metric of a query, and how many there are."""
    snapshot, known = facts_for(query), reference(query.reference)
    return _records.page(
        query, snapshot, known, audience=viewer.audience, order=order, offset=offset, limit=limit
    )


def stream(viewer: Viewer, query: Query) -> Iterator[pa.RecordBatch]:
    """Yield the rows behind the one metric of a query, for an export."""
    snapshot, known = facts_for(query), reference(query.reference)
    yield from _batches.record_batches(query, snapshot, known, audience=viewer.audience)


def explain(viewer: Viewer, metric: str, case_key: str, **how: Any) -> Explanation:
    """Return how a number of one interaction comes about. Raises NotFound where the viewer may not see it."""
    return _explain.explain(
        metric, case_key, facts(), reference(), resolve=_customer, audience=viewer.audience, **how
    )


def due(viewer: Viewer, query: Query) -> list[Due]:
    """Return the running promises within the filters of a query, least time left first."""
    snapshot, known = facts_for(query), reference(query.reference)
    key = ("due", query.hash(), snapshot.id, snapshot.watermark, known.version, _scope(viewer))
    return cache.results.get(
        key, lambda: _due.due(query, snapshot, known, resolve=_customer, audience=viewer.audience)
    )


def ages(viewer: Viewer, query: Query) -> list[AgesAt]:
    """Return the backlog by age at the end of each period of a query."""
    snapshot, known = facts_for(query), reference(query.reference)
    key = ("ages", query.hash(), snapshot.id, snapshot.watermark, known.version, _scope(viewer))
    return cache.results.get(key, lambda: _ages.ages(query, snapshot, known, audience=viewer.audience))


def now(viewer: Viewer, at_us: int | None = None, *, where: _now.Where = ()) -> Now:
    """Return what waits and what people do at an instant, or as far as the data reach; never cached."""
    return _now.now(facts(), at_us, where=where, audience=viewer.audience)


def signed_in(
    viewer: Viewer, periods: tuple[Period, ...], **whose: tuple[Any, ...]
) -> tuple[int | None, ...]:
    """Return how long some `agents` or `teams` were signed in, period by period, in microseconds."""
    return _shifts.signed_in(facts(), periods, audience=viewer.audience, **whose)


def _scope(viewer: Viewer) -> str:
    return viewer.audience.hash() if viewer.audience else "all"


def _freshness(snapshot: Snapshot, version: str) -> Freshness:
    sources = dict(snapshot.observed_until)
    return Freshness(max(sources.values(), default=None), sources, snapshot.watermark, version)


def _customer(identifier: str) -> int | None:
    """Return the subject key of a customer whom a target names."""
    return next((subject.key for subject in Subjects(settings.HELMLINE_DATA).find(identifier)), None)
