"""The figures of one person or some: value, likely range, the usual range of the team, and what may be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from helmline.metrics.loading import metric as find
from helmline.metrics.query import Query
from helmline.metrics.result import Cell
from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.persons.measures import GROUPS, LEAST, METRICS, Group, Measure
from helmline_web.people import privacy
from helmline_web.people.access import Viewer
from helmline_web.ui import formats
from helmline_web.ui.charts.gauge import Gauge

Usual = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as it is shown. `state` is a shape of `c-mark`: "line", "early", or none."""

    measure: Measure
    cell: Cell
    usual: Usual | None = None
    href: str = ""

    @property
    def n(self) -> int:
        """How many rows it rests on, open ones included."""
        return self.cell.summary.n + self.cell.summary.n_censored

    @property
    def is_hidden(self) -> bool:
        """Whether it is held back because so few stand behind it."""
        return "suppressed" in self.cell.notes

    @property
    def is_early(self) -> bool:
        """Whether too little was counted to say anything."""
        return not self.measure.counts and (self.n < LEAST or self.cell.value is None)

    @property
    def shown(self) -> bool:
        """Whether there is a value to show."""
        return not (self.is_hidden or self.is_early)

    @property
    def value(self) -> str:
        """The value in words; a count says itself."""
        if self.is_hidden:
            return _("hidden")
        if self.measure.counts:
            return formats.number(self.n)
        return formats.amount(self.cell.value, self.cell.unit) if self.shown else _("not yet")

    @property
    def likely(self) -> str:
        """The likely range in words; a count is no sample and has none."""
        if self.measure.counts or not self.shown or self.cell.low is None:
            return ""
        return formats.interval(self.cell.low, self.cell.high, self.cell.unit)

    @property
    def gauge(self) -> Gauge | None:
        """The drawing of value, range and usual range."""
        if self.measure.counts or not self.shown:
            return None
        cell = self.cell
        return Gauge(value=cell.value, low=cell.low, high=cell.high, usual=self.usual, unit=cell.unit)

    @property
    def state(self) -> str:
        """The shape beside the words."""
        if self.is_early and not self.is_hidden:
            return "early"
        return "line" if self.usual and self.shown else ""

    @property
    def words(self) -> str:
        """What may be said of it; nothing where there is no usual range to hold it against."""
        if self.is_hidden:
            return _("too few to show")
        if self.is_early:
            return _("too early to say")
        if self.measure.counts:
            return ""
        if self.usual is None:
            return _("nothing to hold it against yet")
        return _beside(self.cell, self.usual)

    @property
    def usual_words(self) -> str:
        """The usual range in words."""
        return formats.interval(*self.usual, self.cell.unit) if self.usual else ""


def _beside(cell: Cell, usual: Usual) -> str:
    """Say where a value lies: beside the usual range only where its whole likely range does."""
    if cell.low is None or cell.high is None:
        return ""
    if cell.low > usual[1]:
        return _("above the usual range")
    return _("below the usual range") if cell.high < usual[0] else _("in the usual range")


def groups(
    viewer: Viewer,
    selection: Selection,
    keys: tuple[int, ...],
    usual: Mapping[str, Usual] | None = None,
) -> list[tuple[Group, list[Line]]]:
    """Return the figures of some subject keys, group by group: those that the privacy profile covers."""
    covered = {figure.code for figure in privacy.current().figures}
    answer = door.ask(viewer, about(selection, keys, *METRICS)) if keys else None
    found = []
    for group in GROUPS:
        if group.code not in covered:
            continue
        lines = [
            Line(
                each,
                answer.one(each.metric),
                (usual or {}).get(each.metric),
                _opened(selection, keys, each.metric),
            )
            for each in group.measures
            if answer is not None
        ]
        found.append((group, [line for line in lines if line.n or line.is_hidden or not line.measure.counts]))
    return found


def about(selection: Selection, keys: tuple[int, ...], *metrics: str, **changes: object) -> Query:
    """Return a question about some subject keys, wherever their work lay."""
    plain = selection.but(team="").query(*metrics, **changes)  # type: ignore[arg-type]
    where = tuple((name, values) for name, values in plain.where if name != "agent")
    return selection.but(team="").query(
        *metrics,
        **{**changes, "where": (*where, ("agent", tuple(map(str, keys))))},  # type: ignore[arg-type]
    )


def _opened(selection: Selection, keys: tuple[int, ...], metric: str) -> str:
    """Return the address that opens a figure to its rows."""
    inside = selection.but(team="", where=(*selection.where, *(("agent", str(key)) for key in keys)))
    return f"{reverse('dashboards:number', args=[find(metric).name])}?{inside.params(incidents=selection.incidents)}"
