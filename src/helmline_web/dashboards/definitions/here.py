"""What a definition says of this organisation now: its figure in the chosen span, and the help desk's own beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from helmline.errors import QueryError
from helmline.metrics.metric import Metric
from helmline.metrics.result import Cell
from helmline_web.analytics import door, terms
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards import opened
from helmline_web.dashboards.opened import Bridge
from helmline_web.ui import formats
from helmline_web.ui.figures import Figure


@dataclass(frozen=True, slots=True)
class Here:
    """The figure of now, or why there is none."""

    days: str = ""
    figures: tuple[Figure, ...] = ()
    bridge: Bridge | None = None
    notes: list[str] = field(default_factory=list)
    params: str = ""  # what the address of the same metric in the explorer carries
    trouble: str = ""


def here(request: HttpRequest, metric: Metric) -> Here:
    """Return what the metric says in the span of the address, for whoever looks."""
    if door.is_empty():
        return Here()
    try:
        selection = Selection.from_request(request)
        viewer = selection.within(request.viewer)
        cell = door.ask(viewer, selection.query(metric.name)).one(metric.name)
    except QueryError as problem:
        return Here(trouble=str(problem))
    return Here(
        days=formats.days(selection.span.since, selection.span.last),
        figures=(_figure(metric, cell, selection),) if cell.value is not None else (),
        bridge=opened.bridge(viewer, selection, metric, cell),
        notes=terms.notes(tuple(code for code in cell.notes if code != "no_data")),
        params=selection.params(),
    )


def _figure(metric: Metric, cell: Cell, selection: Selection) -> Figure:
    open_ = cell.summary.n_censored
    return Figure(
        name=terms.title(metric),
        value=cell.value,
        unit=metric.unit,
        n=cell.summary.n + open_,
        low=cell.low,
        high=cell.high,
        note=_("%(open)s still open, counted in") % {"open": formats.number(open_)} if open_ else "",
        href=f"{reverse('dashboards:number', args=[metric.name])}?{selection.params()}",
    )
