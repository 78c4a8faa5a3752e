"""The one door to the log: a viewer asks, and gets what the viewer may see, with where it comes from.

Everything that shows a number comes through here, so the scope of a reader is applied in one place, inside the
query, before anything is counted; small cells about people are held back in one place, after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from helmline.metrics import ages as _ages
from helmline.metrics import ask as _ask
from helmline.metrics import batches as _batches
from helmline.metrics import due as _due
from helmline.metrics import explain as _explain
from helmline.metrics import interaction as _interaction
from helmline.metrics import now as _now
from helmline.metrics import records as _records
from helmline.metrics import shifts as _shifts
from helmline.metrics.query import Query
from helmline.metrics.result import Cell, Result
from helmline.metrics.suppression import NOTE as SUPPRESSED
from helmline.metrics.suppression import is_about_people
from helmline_web.analytics import cache, ground, privacy
from helmline_web.analytics.discretion import Discretion, discretion
from helmline_web.analytics.ground import Freshness, Ground, facts, facts_for, freshness, is_empty, reference

if TYPE_CHECKING:
    import pyarrow as pa

    from helmline.metrics.ages import AgesAt
    from helmline.metrics.due import Due
    from helmline.metrics.explain import Explanation
    from helmline.metrics.interaction import InteractionView
    from helmline.metrics.now import Now
    from helmline.metrics.periods import Period
    from helmline.metrics.records import Record
    from helmline_web.people.access import Viewer

__all__ = [
    "Answer", "Freshness", "RowsPage", "ages", "ask", "due", "explain", "facts", "facts_for", "freshness",
    "interaction", "is_empty", "now", "reference", "rows", "sample", "signed_in", "stream", "texts",
]  # fmt: skip

_HELD_BACK: Final = frozenset({SUPPRESSED, privacy.NOT_AGREED})


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

    @property
    def suppressed(self) -> bool:
        """Return whether some figure about people is held back."""
        return any(not _HELD_BACK.isdisjoint(cell.notes) for cell in self.cells)

    def of(self, metric: str) -> tuple[Cell, ...]:
        """Return the cells of one metric."""
        return tuple(cell for cell in self.cells if cell.metric == metric)

    def one(self, metric: str) -> Cell:
        """Return the only cell of a metric; an empty one where nothing was counted."""
        return next(iter(self.of(metric)), Cell(metric, notes=("no_data",)))


@dataclass(frozen=True, slots=True)
class RowsPage:
    """Some of the rows behind a number, and how many there are; none where the number is held back."""

    records: tuple[Record, ...]
    total: int
    suppressed: bool = False


def ask(viewer: Viewer, query: Query) -> Answer:
    """Answer a query for a viewer. Raises QueryError that lists everything wrong with it.

    A question about people is answered for the days that were agreed; the answer names those.
    """
    query = _agreed(viewer, query)
    on = ground.under(viewer, query)
    return Answer(query, _shown(viewer, query, on), on.freshness)


def _shown(viewer: Viewer, query: Query, on: Ground) -> Result:
    """Return the answer without the small cells about people, and without figures that nobody agreed to."""
    result = _counted(query, on)
    if not is_about_people(query):
        return result
    rule = privacy.rule(viewer)
    everybody = rule.needs(query)
    shown = rule.held_back(query, result, _counted(everybody, on)) if everybody else result
    return privacy.agreed_figures(viewer, query, shown)


def _agreed(viewer: Viewer, query: Query) -> Query:
    return privacy.agreed_days(viewer, query, ground.today(query.zone)) if is_about_people(query) else query


def _counted(query: Query, on: Ground) -> Result:
    return cache.results.get(
        on.key(query.hash()),
        lambda: _ask.ask(query, on.snapshot, on.reference, resolve=ground.customer, audience=on.audience),
    )


def rows(
    viewer: Viewer, query: Query, *, order: str = "latest", offset: int = 0, limit: int = 50
) -> RowsPage:
    """Return some of the rows behind the one metric of a query, in one of `records.ORDERS`."""
    query = _agreed(viewer, query)
    on = ground.under(viewer, query)
    tact = _tact(viewer, query, on)
    if tact.closed:
        return RowsPage((), 0, suppressed=True)
    found = _records.page(
        query, on.snapshot, on.reference, audience=on.audience, order=order, offset=offset, limit=limit
    )
    return RowsPage(tact.records(found.records), found.total)


def sample(viewer: Viewer, query: Query, *, order: str = "latest", size: int = 6) -> RowsPage:
    """Return a few of the rows behind the one metric of a query, evenly from all over an order."""
    query = _agreed(viewer, query)
    on = ground.under(viewer, query)
    tact = _tact(viewer, query, on)
    if tact.closed:
        return RowsPage((), 0, suppressed=True)
    found = cache.results.get(
        on.key("sample", query.hash(), order, size),
        lambda: _records.sample(
            query, on.snapshot, on.reference, audience=on.audience, order=order, size=size
        ),
    )
    return RowsPage(tact.records(found.records), found.total)


def stream(viewer: Viewer, query: Query) -> Iterator[pa.RecordBatch]:
    """Return the rows behind the one metric of a query, for an export; none where the number is held back."""
    query = _agreed(viewer, query)
    on = ground.under(viewer, query)
    tact = _tact(viewer, query, on)
    if tact.closed:
        return iter(())
    return tact.batches(_batches.record_batches(query, on.snapshot, on.reference, audience=on.audience))


def _tact(viewer: Viewer, query: Query, on: Ground) -> Discretion:
    """Return what the rows of a query may not say."""
    if not is_about_people(query):
        return Discretion()
    return discretion(query, _shown(viewer, query, on))


def explain(viewer: Viewer, metric: str, case_key: str, **how: Any) -> Explanation:
    """Return how a number of one interaction comes about. Raises NotFound where the viewer may not see it."""
    return _explain.explain(
        metric, case_key, facts(), reference(), resolve=ground.customer, audience=viewer.audience, **how
    )


def interaction(viewer: Viewer, source: str, case_key: str) -> InteractionView:
    """Return everything that happened to one interaction. Raises NotFound where the viewer may not see it."""
    return _interaction.view(settings.HELMLINE_DATA, facts(), source, case_key, audience=viewer.audience)


def texts(viewer: Viewer, view: InteractionView) -> dict[bytes, str]:
    """Return what was written in an interaction, by event, to who may read it; the caller notes it in the trail."""
    if not viewer.may("see.texts"):
        return {}
    return _interaction.texts(settings.HELMLINE_DATA, view.happenings)


def due(viewer: Viewer, query: Query) -> list[Due]:
    """Return the running promises within the filters of a query, least time left first."""
    on = ground.under(viewer, query)
    return cache.results.get(
        on.key("due", query.hash()),
        lambda: _due.due(query, on.snapshot, on.reference, resolve=ground.customer, audience=on.audience),
    )


def ages(viewer: Viewer, query: Query) -> list[AgesAt]:
    """Return the backlog by age at the end of each period of a query."""
    on = ground.under(viewer, query)
    return cache.results.get(
        on.key("ages", query.hash()),
        lambda: _ages.ages(query, on.snapshot, on.reference, audience=on.audience),
    )


def now(viewer: Viewer, at_us: int | None = None, *, where: _now.Where = ()) -> Now:
    """Return what waits and what people do at an instant, or as far as the data reach; never cached."""
    return _now.now(facts(), at_us, where=where, audience=viewer.audience)


def signed_in(
    viewer: Viewer, periods: tuple[Period, ...], **whose: tuple[Any, ...]
) -> tuple[int | None, ...]:
    """Return how long some `agents` or `teams` were signed in, period by period, in microseconds."""
    return _shifts.signed_in(facts(), periods, audience=viewer.audience, **whose)
