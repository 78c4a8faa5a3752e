"""How a duration is distributed: a strip of bars with the median and the ninth decile marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helmline_web.ui import formats
from helmline_web.ui.charts.marks import axis_words
from helmline_web.ui.charts.scales import Scale, duration_ticks
from helmline_web.ui.charts.surface import Box, Surface, picture
from helmline_web.ui.tables import Column, Row, Table

_TOP: Final = 24
_BOTTOM: Final = 80
_HEIGHT: Final = 104
_RIGHT_EDGE: Final = 93.0  # of the strip, where the bar of all that took longer begins a little after


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Bars of equal width in seconds from 0, `over` counts what is longer than all of them.

    `late_from` is the target, from which on bars are darker; p50 and p90 may lie beyond the strip.
    """

    title: str
    width: float  # seconds a bar
    counts: Sequence[int]
    over: int = 0
    p50: float | None = None
    p90: float | None = None
    late_from: float | None = None
    description: str = ""

    @property
    def length(self) -> float:
        """Return how many seconds the bars cover."""
        return self.width * len(self.counts)

    def svg(self, *, standalone: bool = False, width: float = 660) -> SafeString:
        """Return the picture."""
        return picture(
            self, Box(_HEIGHT), title=self.title, description=self.description or self._marks_in_words(),
            kind="strip", paper=width if standalone else None,
        )  # fmt: skip

    def draw(self, on: Surface) -> None:
        """Draw bars, the marks and the axis."""
        across = Scale(0, self.length, 0, _RIGHT_EDGE if self.over else 100)
        up = Scale(0, max((*self.counts, self.over, 1)), 0, _BOTTOM - _TOP)
        room = across(self.width)
        for place, count in enumerate(self.counts):
            if count:
                start = across(place * self.width)
                on.rect(
                    self._look(place * self.width), start + room * 0.05, room * 0.9, _BOTTOM - up(count),
                    up(count), title=self._bar_in_words(place, count),
                )  # fmt: skip
        self._draw_over(on, up)
        self._draw_marks(on, across)
        on.line("axis", 0, 100, _BOTTOM, _BOTTOM)
        for tick in duration_ticks(0, self.length, 6):
            x = across(tick)
            if x < 90 or not self.over:
                on.text(axis_words(tick, "s"), x, 98, anchor="" if x < 4 else "end" if x > 96 else "mid")

    def _look(self, start: float) -> str:
        late = self.late_from is not None and start >= self.late_from - 1e-9
        return "hist is-late" if late else "hist"

    def _draw_over(self, on: Surface, up: Scale) -> None:
        if self.over:
            on.rect(self._look(self.length), 96, 4, _BOTTOM - up(self.over), up(self.over))
            on.text(_("over"), 100, 98, anchor="end")

    def _draw_marks(self, on: Surface, across: Scale) -> None:
        for value, words, top in ((self.p50, self._half(), 6), (self.p90, self._most(), 26)):
            if value is None:
                continue
            x = 98.0 if value > self.length else across(value)
            on.line("p", x, x, top, _BOTTOM)
            if x > 50:
                on.text(words, x, top + 8, look="t-ink", anchor="end", dx=-6)
            else:
                on.text(words, x, top + 8, look="t-ink", dx=6)

    def _half(self) -> str:
        return _("half within %(time)s") % {"time": formats.duration(self.p50)}

    def _most(self) -> str:
        return _("9 in 10 within %(time)s") % {"time": formats.duration(self.p90)}

    def _marks_in_words(self) -> str:
        known = [(self.p50, self._half()), (self.p90, self._most())]
        return "; ".join(words for value, words in known if value is not None)

    def _bar_in_words(self, place: int, count: int) -> str:
        span = formats.interval(place * self.width, (place + 1) * self.width, "s")
        return f"{span}: {formats.number(count)}"

    def table(self) -> Table:
        """Return the numbers."""
        rows = [
            Row({"span": formats.interval(place * self.width, (place + 1) * self.width, "s"), "count": count})
            for place, count in enumerate(self.counts)
        ]
        rows.append(
            Row({"span": _("over %(time)s") % {"time": formats.duration(self.length)}, "count": self.over})
        )
        columns = [Column("span", _("Time")), Column("count", _("Count"), "number")]
        return Table(caption=self.title, columns=columns, rows=rows)
