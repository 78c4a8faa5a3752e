"""This span against the one before, or the same a year before: the difference with its likely range and a verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helmline.inference.comparison import HIGHER, LOWER, UNCLEAR, UNKNOWN
from helmline.inference.estimates import Estimate
from helmline.metrics.metric import Metric
from helmline.metrics.result import Cell
from helmline_web.analytics import door, terms
from helmline_web.dashboards.explorer import behind, findings
from helmline_web.dashboards.explorer.opening import opens
from helmline_web.dashboards.explorer.panel import Named, Panel, count_of, notes_of
from helmline_web.dashboards.explorer.question import Question
from helmline_web.dashboards.explorer.values import Namer, of_cells
from helmline_web.ui import formats
from helmline_web.ui.charts.comparison import Comparison, Pair
from helmline_web.ui.tables import Column, Row, Table

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

_VERDICTS: Final = {
    HIGHER: gettext_lazy("clearly higher"),
    LOWER: gettext_lazy("clearly lower"),
    UNCLEAR: gettext_lazy("no clear change"),
    UNKNOWN: gettext_lazy("too few to tell"),
}
#: rows that a picture holds; the table has them all
_MOST_PAIRS: Final = 12


@dataclass(frozen=True, slots=True)
class _Pair:
    """One value of the dimensions in both spans."""

    name: str
    before: Cell
    after: Cell
    found: Estimate
    said: str
    href: str


def panel(viewer: Viewer, question: Question, metric: Metric) -> Panel:
    """Return the change of one metric between two spans, for each value of the dimensions."""
    then, now = _cells(viewer, question, metric, question.by)
    (before,), (after,) = _cells(viewer, question, metric, ())
    names = of_cells(viewer, question.by, [*then, *now])
    pairs = _pairs(question, metric, then, now, names)
    than = findings.span_before(question.selection.span, question.against)
    return Panel(
        metric=metric,
        title=findings.changed(metric, before, after, than),
        sub=_sub(question, than),
        whole=after,
        href=opens(question, metric.name),
        pictures=(Named(_picture(question, metric, pairs)),) if pairs else (),
        table=_table(question, metric, pairs),
        notes=notes_of([*then, *now]),
    )


def _cells(
    viewer: Viewer, question: Question, metric: Metric, by: tuple[str, ...]
) -> tuple[list[Cell], list[Cell]]:
    """Return the cells of the span of comparison and of this one; without dimensions there is always one."""
    found = [
        list(door.ask(viewer, question.query(metric.name, by=by, span=span)).cells)
        for span in (question.other_span, question.selection.span)
    ]
    nothing = [] if by else [Cell(metric.name, notes=("no_data",))]
    return found[0] or nothing, found[1] or nothing


def _pairs(
    question: Question, metric: Metric, then: Sequence[Cell], now: Sequence[Cell], names: Mapping[str, Namer]
) -> list[_Pair]:
    """Return the values that either span has, the largest first; people by their name."""
    before = {tuple(cell.by.values()): cell for cell in then if behind.counted(cell)}
    after = {tuple(cell.by.values()): cell for cell in now if behind.counted(cell)}
    found = []
    for key in dict.fromkeys((*after, *before)):
        by = dict(zip(names, key, strict=True))
        cells = [side.get(key, Cell(metric.name, notes=("no_data",))) for side in (before, after)]
        name = " · ".join(namer(by[dimension]) for dimension, namer in names.items()) or terms.title(metric)
        found.append(
            _Pair(name, *cells, *findings.difference(metric, *cells), opens(question, metric.name, by))
        )
    if "agent" in names:
        return sorted(found, key=lambda pair: pair.name)
    return sorted(found, key=lambda pair: -count_of(pair.after))


def _sub(question: Question, than: str) -> str:
    now, then = question.selection.span, question.other_span
    return _("Ring: %(than)s, %(then)s. Disc: %(now)s.") % {
        "now": formats.days(now.since, now.last), "than": than, "then": formats.days(then.since, then.last),
    }  # fmt: skip


def _picture(question: Question, metric: Metric, pairs: Sequence[_Pair]) -> Comparison:
    now, then = question.selection.span, question.other_span
    return Comparison(
        title=terms.title(metric),
        before_name=formats.days(then.since, then.last),
        after_name=formats.days(now.since, now.last),
        pairs=[_drawn(pair) for pair in pairs[:_MOST_PAIRS]],
        unit=metric.unit,
    )


def _drawn(pair: _Pair) -> Pair:
    return Pair(
        name=pair.name,
        before=pair.before.value,
        after=pair.after.value,
        before_range=_ends(pair.before),
        after_range=_ends(pair.after),
        real=pair.said in (HIGHER, LOWER),
        href=pair.href,
    )


def _ends(cell: Cell) -> tuple[float, float] | None:
    return None if cell.low is None or cell.high is None else (cell.low, cell.high)


def _table(question: Question, metric: Metric, pairs: Sequence[_Pair]) -> Table:
    columns = [
        Column("name", " · ".join(terms.dimension(name) for name in question.by) or _("Metric")),
        Column("before", _("Before"), "amount", metric.unit), Column("after", _("Now"), "amount", metric.unit),
        Column("difference", _("Difference")), Column("likely", _("Likely"), quiet=True),
        Column("verdict", _("What can be said"), strong=True),
        Column("n_before", _("n before"), "number"), Column("n", _("n now"), "number"),
    ]  # fmt: skip
    return Table(
        columns=columns,
        rows=[_row(metric, pair) for pair in pairs],
        caption=terms.title(metric),
        sheet=True,
        empty_title=_("Nothing to compare"),
        empty=_("Neither of the two periods has anything that counts for this metric."),
    )


def _row(metric: Metric, pair: _Pair) -> Row:
    found = pair.found
    values: dict[str, Any] = {
        "name": pair.name, "before": pair.before.value, "after": pair.after.value,
        "difference": None if found.value is None else formats.signed(found.value, metric.unit),
        "likely": _likely(metric, found), "verdict": str(_VERDICTS[pair.said]),
        "n_before": count_of(pair.before), "n": count_of(pair.after),
    }  # fmt: skip
    return Row(values, href=pair.href)


def _likely(metric: Metric, found: Estimate) -> str:
    if found.low is None or found.high is None:
        return ""
    ends = (formats.signed(end, metric.unit) for end in (found.low, found.high))
    return _("%(low)s to %(high)s") % dict(zip(("low", "high"), ends, strict=True))
