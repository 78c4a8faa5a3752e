"""What the privacy profile that was agreed leaves of figures about single people: which ones, and of which days.

Applied by the door to every question split by agent or filtered to some, so pages, exports and the API keep to it
alike. People see their own work at once, and every figure of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from helmline.inference.summaries import Summary
from helmline.metrics.loading import metric
from helmline.metrics.periods import instant
from helmline.metrics.suppression import Suppression, is_about_people
from helmline_web.people import privacy

if TYPE_CHECKING:
    from helmline.metrics.query import Query
    from helmline.metrics.result import Cell, Result
    from helmline_web.people.access import Viewer

#: on a cell whose value was not agreed to exist: only how many rows it has is told
NOT_AGREED: Final = "not_agreed"
#: family of the catalogue -> kind of figure in a profile; every other family tells how long something took
_KINDS: Final[Mapping[str, str]] = {
    "flow": "work", "outcome": "quality", "perception": "quality", "bot": "quality",
}  # fmt: skip


def rule(viewer: Viewer) -> Suppression:
    """Return what is held back from this viewer because it rests on too few."""
    return Suppression(privacy.current().smallest_group, frozenset(viewer.subjects))


def agreed_days(viewer: Viewer, query: Query, today: date) -> Query:
    """Return a question about people within the days that were agreed: neither too new nor too old.

    `today` is the day it is for the data, in the zone of the query.
    """
    if not is_about_people(query):
        return query
    profile = privacy.current()
    oldest = today - timedelta(days=profile.retention_days)
    since = _later(query.since, oldest, query.zone)
    if not profile.delay_days or _is_own(viewer, query):
        return replace(query, since=since)
    until = _earlier(query.until, today - timedelta(days=profile.delay_days), query.zone)
    return replace(query, since=_earlier(since, date.fromisoformat(until[:10]), query.zone), until=until)


def agreed_figures(viewer: Viewer, query: Query, result: Result) -> Result:
    """Return the result without the values of figures that do not exist about a single person."""
    covered = {figure.code for figure in privacy.current().figures}
    missing = {name for name in query.metrics if _KINDS.get(metric(name).family, "speed") not in covered}
    if not missing or not is_about_people(query) or _is_own(viewer, query):
        return result
    cells = (
        _counted_only(cell)
        if cell.metric in missing and cell.by.get("agent") not in viewer.subjects
        else cell
        for cell in result.cells
    )
    return replace(result, cells=tuple(cells))


def _is_own(viewer: Viewer, query: Query) -> bool:
    """Return whether a question is about nobody but the viewer."""
    own = set(map(str, viewer.subjects))
    return any(name == "agent" and values and set(values) <= own for name, values in query.where)


def _counted_only(cell: Cell) -> Cell:
    count = Summary(n=cell.summary.n, n_censored=cell.summary.n_censored)
    kept = {name: getattr(cell, name) for name in ("metric", "by", "period", "clock", "unit")}
    return type(cell)(**kept, summary=count, notes=(*cell.notes, NOT_AGREED))


def _later(given: str, limit: date, zone: str) -> str:
    edge = limit.isoformat()
    return given if given and instant(given, zone) >= instant(edge, zone) else edge


def _earlier(given: str, limit: date, zone: str) -> str:
    edge = limit.isoformat()
    return given if given and instant(given, zone) <= instant(edge, zone) else edge
