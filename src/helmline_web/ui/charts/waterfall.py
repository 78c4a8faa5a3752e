"""Why a figure changed: rows that sum exactly from before to after, each with its likely range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from helmline_web.ui import formats
from helmline_web.ui.charts.rows import Rows, RowWords
from helmline_web.ui.charts.scales import Scale, span
from helmline_web.ui.charts.surface import Surface
from helmline_web.ui.tables import Column, Row, Table

_HEIGHT: Final = 44
_BAR: Final = 20
_MIDDLE: Final = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One reason and how much of the change it explains; `noise` is what is left as normal fluctuation."""

    name: str
    change: float
    low: float | None = None
    high: float | None = None
    href: str = ""
    noise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """From `before` to what it adds up to: `after` is the sum, so the rows cannot disagree with the ends."""

    title: str
    before_name: str
    before: float
    causes: Sequence[Cause]
    after_name: str
    unit: str = "s"

    @property
    def after(self) -> float:
        """Return where the rows end."""
        return self.before + sum(cause.change for cause in self.causes)

    def svg(self, *, standalone: bool = False, width: float = 720) -> SafeString:
        """Return the rows."""
        rows = Rows(
            kind="waterfall", title=self.title, height=_HEIGHT, words=self._words(), draw=self._draw_row
        )
        return rows.on_paper(width) if standalone else rows.on_screen()

    def _words(self) -> list[RowWords]:
        ends = [
            RowWords(name, formats.amount(value, self.unit), strong=True)
            for name, value in ((self.before_name, self.before), (self.after_name, self.after))
        ]
        middle = [
            RowWords(cause.name, formats.signed(cause.change, self.unit), href=cause.href, quiet=cause.noise)
            for cause in self.causes
        ]
        return [ends[0], *middle, ends[1]]

    def _steps(self) -> list[float]:
        return list(accumulate((cause.change for cause in self.causes), initial=self.before))

    def _across(self) -> Scale:
        reach = [
            step + end
            for step, cause in zip(self._steps(), self.causes, strict=False)
            for end in (cause.low, cause.high)
            if end is not None
        ]
        return Scale(*span((*self._steps(), *reach), room=0.06))

    def _draw_row(self, on: Surface, number: int, y: float) -> None:
        across, steps = self._across(), self._steps()
        if number in (0, len(self.causes) + 1):
            self._draw_end(on, across(steps[0] if number == 0 else steps[-1]), y, first=number == 0)
            return
        cause, start, stop = self.causes[number - 1], across(steps[number - 1]), across(steps[number])
        on.line("join", start, start, y, y + 12)
        look = "bar is-noise" if cause.noise else "bar is-less" if cause.change < 0 else "bar"
        on.rect(look, min(start, stop), abs(stop - start), y + 12, _BAR, corner=2)
        if cause.low is not None and cause.high is not None:
            _draw_whisker(
                on,
                across(steps[number - 1] + cause.low),
                stop,
                across(steps[number - 1] + cause.high),
                y,
                look,
            )
        on.line("join", stop, stop, y + 32, y + _HEIGHT)

    def _draw_end(self, on: Surface, x: float, y: float, *, first: bool) -> None:
        on.line("end", x, x, y + 10, y + 34)
        on.line("join", x, x, y + 34 if first else y, y + _HEIGHT if first else y + 10)

    def table(self) -> Table:
        """Return the numbers, ends and sum included."""
        rows = [Row({"cause": self.before_name, "change": self.before})]
        rows += [
            Row({"cause": cause.name, "change": cause.change}, {"change": self._range(cause)})
            for cause in self.causes
        ]
        columns = [
            Column("cause", _("Reason")),
            Column("change", pgettext("column", "Change"), "amount", self.unit),
        ]
        footer = Row({"cause": self.after_name, "change": self.after})
        return Table(caption=self.title, columns=columns, rows=rows, footer=footer)

    def _range(self, cause: Cause) -> str:
        return "" if cause.low is None else formats.interval(cause.low, cause.high, self.unit)


def _draw_whisker(on: Surface, low: float, stop: float, high: float, y: float, look: str) -> None:
    """Draw the range in two parts: light inside a filled bar, dark outside."""
    if look == "bar":
        on.line("whisker is-inside", low, min(stop, high), y + _MIDDLE, y + _MIDDLE)
        on.line("whisker", min(stop, high), high, y + _MIDDLE, y + _MIDDLE)
    else:
        on.line("whisker", low, high, y + _MIDDLE, y + _MIDDLE)
