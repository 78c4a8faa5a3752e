"""A metric by one or two dimensions: every value with its likely range on one scale, so that they can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline.metrics.metric import Metric
from helmline_web.analytics import door, terms
from helmline_web.dashboards.explorer import aims, behind, findings
from helmline_web.dashboards.explorer.opening import opens
from helmline_web.dashboards.explorer.panel import Panel, notes_of
from helmline_web.dashboards.explorer.question import Question
from helmline_web.dashboards.explorer.values import of_cells
from helmline_web.ui import formats

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer


def panel(viewer: Viewer, question: Question, metric: Metric) -> Panel:
    """Return one metric by the dimensions asked for. The table is the picture: its ranges share one axis."""
    cells = door.ask(viewer, question.query(metric.name, by=question.by)).cells
    whole = door.ask(viewer, question.query(metric.name)).one(metric.name)
    names = of_cells(viewer, question.by, cells)
    named = [(" · ".join(namer(cell.by.get(name)) for name, namer in names.items()), cell) for cell in cells]
    target = aims.target(question, metric)
    table = behind.table(metric, question, cells, names, target=target)
    return Panel(
        metric=metric,
        title=findings.apart(metric, question.by, named),
        sub=_sub(len(table.rows), target),
        whole=whole,
        href=opens(question, metric.name),
        table=table,
        notes=notes_of([*cells, whole]),
        behind=_("By %(dimension)s") % {"dimension": " · ".join(map(terms.dimension, question.by)).lower()},
    )


def _sub(count: int, target: float | None) -> str:
    said = ngettext(
        "%(n)s value, its likely range drawn.", "%(n)s values, their likely ranges on one scale.", count
    )
    said %= {"n": formats.number(count)}
    if target is None:
        return said
    return _("%(said)s The tick is the target, %(target)s.") % {
        "said": said,
        "target": formats.duration(target),
    }
