"""How a metric went over time: lines with their likely ranges, target, incidents, young last points in grey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helmline_web.ui import formats
from helmline_web.ui.charts.marks import (
    Happening,
    Window,
    axis_words,
    draw_happenings,
    draw_labels,
    draw_value_axis,
    draw_windows,
)
from helmline_web.ui.charts.scales import Scale, roof, span, spread, ticks_of
from helmline_web.ui.charts.surface import Box, Point, Surface, picture
from helmline_web.ui.tables import Column, Row, Table

MOST_SERIES: Final = 6
_TOP: Final = 28
_BOTTOM: Final = 208
_HEIGHT: Final = 236


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line: a value for each label, None where nothing was counted; the last `young` are still maturing."""

    name: str
    values: Sequence[float | None]
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()
    young: int = 0

    @property
    def last(self) -> float | None:
        """Return the last known value that is no longer maturing."""
        ripe = self.values[: len(self.values) - self.young]
        return next((value for value in reversed(ripe) if value is not None), None)

    def is_young(self, place: int) -> bool:
        """Return whether a point is still maturing."""
        return place >= len(self.values) - self.young


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Up to six series of one unit over the same periods. `from_zero` off lets the axis begin near the values."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = "1"
    target: float | None = None
    windows: Sequence[Window] = ()
    happenings: Sequence[Happening] = ()
    from_zero: bool = True
    label_every: int = 0  # name every so many points; otherwise five of them
    description: str = ""

    def __post_init__(self) -> None:
        """Refuse what nobody could read."""
        if len(self.series) > MOST_SERIES:
            raise ValueError(f"{len(self.series)} series; past {MOST_SERIES} draw small multiples")

    def svg(self, *, standalone: bool = False, width: float = 720) -> SafeString:
        """Return the picture."""
        box = Box(_HEIGHT, left=48, right=128)
        return picture(
            self, box, title=self.title, description=self.description, kind="trend",
            paper=width if standalone else None,
        )  # fmt: skip

    def draw(self, on: Surface) -> None:
        """Draw from the back: axis, incidents, ranges, target, lines, names."""
        up, across = self._up(), Scale(0, max(1, len(self.labels) - 1))
        marks = [(up(tick), axis_words(tick, self.unit)) for tick in ticks_of(up.low, up.high, self.unit)]
        draw_value_axis(on, marks, _BOTTOM)
        draw_windows(on, self.windows, across, _TOP, _BOTTOM)
        draw_happenings(on, self.happenings, across, _TOP, _BOTTOM)
        for number, series in enumerate(self.series, 1):
            _draw_range(on, series, number, across, up)
        if self.target is not None:
            on.line("target-line", 0, 100, up(self.target), up(self.target))
        for number, series in enumerate(self.series, 1):
            _draw_line(on, series, number, across, up)
        self._name_ends(on, up)
        places = [across(place) for place in range(len(self.labels))]
        draw_labels(on, self.labels, places, _BOTTOM + 20, self.label_every)
        room = across(1) - across(0)
        for place, x in enumerate(places):
            on.hover(self._in_words(place), x - room / 2, room)

    def _up(self) -> Scale:
        values = [value for series in self.series for value in (*series.values, *series.low, *series.high)]
        values.append(self.target)
        if self.from_zero:
            return Scale(0, roof(values, self.unit), _BOTTOM, _TOP)
        return Scale(*span(values), _BOTTOM, _TOP)

    def _name_ends(self, on: Surface, up: Scale) -> None:
        ends = [
            (series.last, series.name, f"bar c{number}")
            for number, series in enumerate(self.series, 1)
            if series.last is not None
        ]
        if self.target is not None:
            ends.append((self.target, _("target"), ""))
        places = spread([up(value) for value, _name, _look in ends], 16, _TOP, _BOTTOM - 4)
        for (value, name, look), y in zip(ends, places, strict=True):
            on.right(formats.amount(value, self.unit), name, y, look=look)

    def _in_words(self, place: int) -> str:
        said = [f"{series.name} {formats.amount(series.values[place], self.unit)}" for series in self.series]
        return f"{self.labels[place]}: {', '.join(said)}"

    def table(self) -> Table:
        """Return the numbers."""
        columns = [Column("period", _("Period"))]
        columns += [
            Column(f"s{number}", series.name, "amount", self.unit)
            for number, series in enumerate(self.series)
        ]
        return Table(
            caption=self.title, columns=columns, rows=[self._row(i) for i in range(len(self.labels))]
        )

    def _row(self, place: int) -> Row:
        values = {f"s{number}": series.values[place] for number, series in enumerate(self.series)}
        asides = {
            f"s{number}": formats.interval(series.low[place], series.high[place], self.unit)
            for number, series in enumerate(self.series)
            if series.low and series.low[place] is not None
        }
        young = any(series.is_young(place) for series in self.series)
        return Row({"period": self.labels[place], **values}, asides, tone="quiet" if young else "")


def _draw_range(on: Surface, series: Series, number: int, across: Scale, up: Scale) -> None:
    if not series.low:
        return
    known = [
        (across(place), up(low), up(high))
        for place, (low, high) in enumerate(zip(series.low, series.high, strict=True))
        if low is not None and high is not None
    ]
    if len(known) > 1:
        edge: list[Point] = [(x, high) for x, _low, high in known]
        edge += [(x, low) for x, low, _high in reversed(known)]
        on.path(f"band c{number}", edge, closed=True)


def _draw_line(on: Surface, series: Series, number: int, across: Scale, up: Scale) -> None:
    for stretch in _stretches(series, young=False):
        on.path(f"line c{number}", [(across(place), up(value)) for place, value in stretch])
    for stretch in _stretches(series, young=True):
        on.path(f"line c{number} young", [(across(place), up(value)) for place, value in stretch])
    for place, value in enumerate(series.values):
        if value is not None and (series.is_young(place) or _stands_alone(series, place)):
            look = f"point c{number}" + (" young" if series.is_young(place) else "")
            on.circle(look, across(place), up(value), 3)
    ripe = [(place, value) for place, value in enumerate(series.values) if value is not None]
    ripe = [(place, value) for place, value in ripe if not series.is_young(place)]
    if ripe:
        on.circle(f"point c{number}", across(ripe[-1][0]), up(ripe[-1][1]), 3.5)


def _stretches(series: Series, *, young: bool) -> list[list[tuple[int, float]]]:
    """Cut a line at its gaps, and where it becomes young."""
    found: list[list[tuple[int, float]]] = []
    joined = False
    for place, (before, after) in enumerate(pairwise(series.values)):
        wanted = before is not None and after is not None and series.is_young(place + 1) == young
        if before is not None and after is not None and wanted:
            if not joined:
                found.append([(place, before)])
            found[-1].append((place + 1, after))
        joined = wanted
    return found


def _stands_alone(series: Series, place: int) -> bool:
    around = (series.values[place - 1] if place else None, *series.values[place + 1 : place + 2])
    return all(value is None for value in around)
