"""How a metric went: a line with its likely range, or one line for each value of a dimension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from helmline.metrics.metric import Metric
from helmline.metrics.periods import Period
from helmline.metrics.result import Cell
from helmline_web.analytics import door, labels, terms
from helmline_web.dashboards.explorer import aims, behind, findings
from helmline_web.dashboards.explorer.opening import opens
from helmline_web.dashboards.explorer.panel import Named, Panel, count_of, notes_of
from helmline_web.dashboards.explorer.question import Question
from helmline_web.dashboards.explorer.values import Namer, of_cells
from helmline_web.ui.charts.marks import Happening, Window
from helmline_web.ui.charts.trend import MOST_SERIES, Series, Trend

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

#: notes of a cell whose figure may still move
_YOUNG: Final = {
    "period_running", "window_not_elapsed", "not_decided", "not_due", "kaplan_meier", "not_reached"
}  # fmt: skip
#: past these many lines their likely ranges hide each other
_MOST_RANGES: Final = 2
#: how many times the highest point a range may reach before it is cut
_MOST_TIMES: Final = 2.0

Lines = list[tuple[str, dict[str, Cell]]]


def panel(viewer: Viewer, question: Question, metric: Metric) -> Panel:
    """Return the trend of one metric over the span."""
    axis = question.axis()
    cells = door.ask(viewer, question.query(metric.name, by=question.by, period=question.step)).cells
    whole = door.ask(viewer, question.query(metric.name)).one(metric.name)
    before = door.ask(viewer, question.query(metric.name, span=question.other_span)).one(metric.name)
    names = of_cells(viewer, question.by, cells)
    target = aims.target(question, metric)
    than = findings.span_before(question.selection.span, question.against)
    lines = _lines(cells, names, metric)
    return Panel(
        metric=metric,
        title=findings.changed(metric, before, whole, than),
        sub=_sub(question, lines, cells),
        whole=whole,
        href=opens(question, metric.name),
        pictures=(Named(_picture(metric, question, axis, lines, target)),),
        table=behind.table(metric, question, cells, names, {p.label: p for p in axis}, target),
        notes=notes_of([*cells, whole]),
    )


def _lines(cells: Sequence[Cell], names: Mapping[str, Namer], metric: Metric) -> Lines:
    """Return the cells of each line by period: the values with the most behind them, in the order of their size."""
    groups: dict[str, dict[str, Cell]] = {}
    for cell in cells:
        key = " · ".join(namer(cell.by.get(name)) for name, namer in names.items()) or terms.title(metric)
        groups.setdefault(key, {})[cell.period or ""] = cell
    largest = sorted(groups.items(), key=lambda group: -sum(count_of(cell) for cell in group[1].values()))
    return largest[:MOST_SERIES]


def _sub(question: Question, lines: Lines, cells: Sequence[Cell]) -> str:
    step = str(terms.PERIODS[question.step]).lower()
    said = _("By %(step)s. The band is the likely range; hollow points may still move.") % {"step": step}
    if not question.by:
        return said
    values = len({tuple(cell.by.values()) for cell in cells})
    if values <= len(lines):
        return _("By %(step)s.") % {"step": step}
    return _("By %(step)s. The %(shown)s largest of %(all)s are drawn; the table has them all.") % {
        "step": step, "shown": len(lines), "all": values,
    }  # fmt: skip


def _picture(
    metric: Metric, question: Question, axis: Sequence[Period], lines: Lines, target: float | None
) -> Trend:
    drawn = [
        _series(name, cells, axis, metric, with_range=len(lines) <= _MOST_RANGES) for name, cells in lines
    ]
    if question.selection.incidents == "both" and len(lines) == 1:
        drawn = [*drawn, _without(lines[0][1], axis)]
    return Trend(
        title=terms.title(metric),
        labels=[labels.period(period.label) for period in axis],
        series=drawn,
        unit=metric.unit,
        target=target,
        windows=_windows(question, axis),
        happenings=_happenings(question, axis),
        from_zero=metric.unit not in ("score", "points") and metric.kind != "difference",
    )


def _series(
    name: str, cells: Mapping[str, Cell], axis: Sequence[Period], metric: Metric, *, with_range: bool
) -> Series:
    here = [cells.get(period.label) for period in axis]
    nothing = 0.0 if metric.kind == "count" else None
    ends = with_range and any(cell and cell.low is not None for cell in here)
    values = [nothing if cell is None else cell.value for cell in here]
    top = _MOST_TIMES * max((value for value in values if value is not None), default=0.0)
    return Series(
        name=name,
        values=values,
        low=[cell.low if cell else None for cell in here] if ends else (),
        high=[_at_most(cell.high, top) if cell else None for cell in here] if ends else (),
        young=_young(here),
    )


def _at_most(high: float | None, top: float) -> float | None:
    """Return the upper end of a range, cut where it would press the line itself flat; the table has it whole."""
    return None if high is None else min(high, top)


def _without(cells: Mapping[str, Cell], axis: Sequence[Period]) -> Series:
    here = [cells.get(period.label) for period in axis]
    values = [cell.without_incidents.get("value") if cell else None for cell in here]
    return Series(name=_("no incidents"), values=values)


def _young(cells: Sequence[Cell | None]) -> int:
    """Return how many of the last points may still move: their period runs, or much of their work is open."""
    seen = max(
        (place for place, cell in enumerate(cells, start=1) if cell and cell.value is not None), default=0
    )
    young = takewhile(lambda cell: cell is None or bool(_YOUNG & {*cell.notes}), reversed(cells[:seen]))
    return len(cells) - seen + sum(1 for _cell in young)


def _windows(question: Question, axis: Sequence[Period]) -> list[Window]:
    """Return the declared incidents that touch the axis, as places between its points."""
    start, stop = axis[0].start_us, axis[-1].stop_us
    found = door.reference().incident_windows(brand=question.selection.brand or None)
    return [
        Window(
            _place(axis, max(start, i.valid.from_us or start)),
            _place(axis, min(stop, i.valid.to_us or stop)),
            i.name,
        )
        for i in found
        if (i.valid.from_us or start) < stop and (i.valid.to_us or stop) > start
    ]


def _happenings(question: Question, axis: Sequence[Period]) -> list[Happening]:
    start, stop = axis[0].start_us, axis[-1].stop_us
    found = door.reference().business_events(start, stop, brand=question.selection.brand or None)
    return [Happening(_place(axis, max(start, event.valid.from_us or start)), event.name) for event in found]


def _place(axis: Sequence[Period], us: int) -> float:
    """Return where an instant lies on the axis: a point stands in the middle of its period."""
    for place, period in enumerate(axis):
        if us < period.stop_us:
            share = (us - period.start_us) / (period.stop_us - period.start_us)
            return min(len(axis) - 1.0, max(0.0, place + share - 0.5))
    return len(axis) - 1.0
