"""Counts each interval as bars, against the range that was forecast, with a line at now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helmline_web.ui import formats
from helmline_web.ui.charts.marks import Window, draw_labels, draw_value_axis, draw_windows
from helmline_web.ui.charts.scales import Scale, count_ticks, roof
from helmline_web.ui.charts.surface import Box, Point, Surface, picture
from helmline_web.ui.tables import Column, Row, Table

_TOP: Final = 24
_BOTTOM: Final = 148
_HEIGHT: Final = 172
_GAP: Final = 0.28  # of a bar's room


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A count for each label, None for intervals still to come; `forecast` is low, expected, high of each."""

    title: str
    labels: Sequence[str]
    counts: Sequence[int | None]
    forecast: Sequence[tuple[float, float, float]] = ()
    windows: Sequence[Window] = ()
    now: float | None = None  # in intervals from the first
    now_label: str = ""
    young: int = 0
    label_every: int = 0  # name every so many intervals; otherwise five of them
    description: str = ""

    def svg(self, *, standalone: bool = False, width: float = 720) -> SafeString:
        """Return the picture."""
        return picture(
            self, Box(_HEIGHT, left=40), title=self.title, description=self.description, kind="volume",
            paper=width if standalone else None,
        )  # fmt: skip

    def draw(self, on: Surface) -> None:
        """Draw axis, bars, the forecast over them, now."""
        high = [row[2] for row in self.forecast]
        up = Scale(0, roof((*self.counts, *high)), _BOTTOM, _TOP)
        across = Scale(0, len(self.labels))
        draw_value_axis(
            on, [(up(tick), formats.number(tick)) for tick in count_ticks(0, up.high, 3)], _BOTTOM
        )
        draw_windows(on, self.windows, across, _TOP, _BOTTOM)
        for place, count in enumerate(self.counts):
            if count:
                self._bar(on, place, count, across, up)
        self._draw_forecast(on, across, up)
        if self.now is not None:
            on.line("now", across(self.now), across(self.now), 0, _BOTTOM)
            on.text(self.now_label, across(self.now), 10, look="t-ink", dx=6)
        draw_labels(
            on,
            self.labels,
            [across(place) for place in range(len(self.labels))],
            _BOTTOM + 18,
            self.label_every,
        )

    def _bar(self, on: Surface, place: int, count: int, across: Scale, up: Scale) -> None:
        room = across(1) - across(0)
        title = f"{self.labels[place]}: {formats.number(count)}"
        on.rect(
            self._look(place, count), across(place) + room * _GAP / 2, room * (1 - _GAP),
            up(count), _BOTTOM - up(count), corner=1, title=title,
        )  # fmt: skip

    def _look(self, place: int, count: int) -> str:
        if place >= len(self.counts) - self.young:
            return "bar is-young"
        above = bool(self.forecast) and count > self.forecast[place][2]
        return "age4" if above else "age1"

    def _draw_forecast(self, on: Surface, across: Scale, up: Scale) -> None:
        if not self.forecast:
            return
        middle = [across(place + 0.5) for place in range(len(self.forecast))]
        edge: list[Point] = [(x, up(row[2])) for x, row in zip(middle, self.forecast, strict=True)]
        edge += [(x, up(row[0])) for x, row in reversed(list(zip(middle, self.forecast, strict=True)))]
        on.path("forecast", edge, closed=True)
        on.path("mid-line", [(x, up(row[1])) for x, row in zip(middle, self.forecast, strict=True)])

    def table(self) -> Table:
        """Return the numbers."""
        columns = [Column("interval", _("Interval")), Column("count", _("Count"), "number")]
        if self.forecast:
            columns.append(Column("expected", _("Forecast"), "number"))
        return Table(
            caption=self.title, columns=columns, rows=[self._row(i) for i in range(len(self.labels))]
        )

    def _row(self, place: int) -> Row:
        values = {"interval": self.labels[place], "count": self.counts[place]}
        if not self.forecast:
            return Row(values)
        low, expected, high = self.forecast[place]
        return Row({**values, "expected": expected}, {"expected": formats.interval(low, high, "1")})
