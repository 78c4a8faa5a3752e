"""How the values of a metric are spread: how many took how long, the median and the slow end marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from helmline.metrics.histogram import buckets_of
from helmline.metrics.metric import Metric
from helmline.metrics.result import Cell
from helmline_web.analytics import door, terms
from helmline_web.dashboards.explorer import aims, behind, findings
from helmline_web.dashboards.explorer.opening import opens
from helmline_web.dashboards.explorer.panel import Named, Panel, count_of, notes_of
from helmline_web.dashboards.explorer.question import Question
from helmline_web.dashboards.explorer.values import of_cells
from helmline_web.ui.charts.buckets import Buckets

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

#: kinds whose rows each carry a value that can be spread
SPREAD: Final = ("duration", "amount", "stock_age", "ramp")
_MOST_PICTURES: Final = 6
_USUAL_COLUMNS: Final = ("value", "n", "open", "mean", "p75", "p90", "p95")


def panel(viewer: Viewer, question: Question, metric: Metric) -> Panel:
    """Return the distribution of one metric, of each value of the dimensions where some were asked for."""
    cells = door.ask(viewer, question.query(metric.name, by=question.by)).cells
    whole = door.ask(viewer, question.query(metric.name)).one(metric.name)
    names = of_cells(viewer, question.by, cells)
    target = aims.target(question, metric)
    largest = sorted(cells, key=count_of, reverse=True)[:_MOST_PICTURES]
    drawn = [
        Named(picture, " · ".join(namer(cell.by.get(name)) for name, namer in names.items()))
        for cell in largest
        if (picture := _picture(metric, cell, target))
    ]
    return Panel(
        metric=metric,
        title=findings.spread(metric, whole) if metric.kind in SPREAD else _no_spread(metric),
        sub=_sub(len(cells), len(drawn)),
        whole=whole,
        href=opens(question, metric.name),
        pictures=tuple(drawn),
        table=behind.table(metric, question.usually(_USUAL_COLUMNS), cells, names, target=target),
        notes=notes_of([*cells, whole]),
    )


def _no_spread(metric: Metric) -> str:
    return _("%(metric)s has one value for all, so there is nothing to spread") % {
        "metric": terms.title(metric)
    }


def _sub(values: int, drawn: int) -> str:
    said = _("Finished work by how long it took. Bars are of equal width, their lengths of time are not.")
    if values <= max(drawn, 1):
        return said
    return _("%(said)s The %(shown)s largest of %(all)s are drawn.") % {
        "said": said,
        "shown": drawn,
        "all": values,
    }


def _picture(metric: Metric, cell: Cell, target: float | None) -> Buckets | None:
    if not cell.histogram:
        return None
    known = buckets_of(metric)
    return Buckets(
        title=findings.spread(metric, cell),
        edges=known.edges,
        counts=[cell.histogram.get(label, 0) for label in known.labels],
        unit=metric.unit,
        p50=cell.quantiles.get("p50"),
        p90=cell.quantiles.get("p90"),
        late_from=target,
    )
