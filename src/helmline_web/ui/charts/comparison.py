"""Two periods side by side, row by row: where it was, where it is, and whether the difference is real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
_BEFORE: Final = 15
_AFTER: Final = 29


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One row: each period's value and likely range. `real` says that the difference is more than chance."""

    name: str
    before: float | None
    after: float | None
    before_range: tuple[float, float] | None = None
    after_range: tuple[float, float] | None = None
    real: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Rows of one unit on one scale."""

    title: str
    before_name: str
    after_name: str
    pairs: Sequence[Pair]
    unit: str = "s"

    def svg(self, *, standalone: bool = False, width: float = 720) -> SafeString:
        """Return the rows."""
        words = [
            RowWords(pair.name, self._change(pair), href=pair.href, quiet=not pair.real)
            for pair in self.pairs
        ]
        rows = Rows(kind="comparison", title=self.title, height=_HEIGHT, words=words, draw=self._draw_row)
        return rows.on_paper(width) if standalone else rows.on_screen()

    def _change(self, pair: Pair) -> str:
        if pair.before is None or pair.after is None:
            return _("nothing to compare with")
        return formats.signed(pair.after - pair.before, self.unit) if pair.real else _("no clear change")

    def _across(self) -> Scale:
        reach = [
            value
            for pair in self.pairs
            for value in (pair.before, pair.after, *(pair.before_range or ()), *(pair.after_range or ()))
        ]
        return Scale(*span(reach, room=0.05))

    def _draw_row(self, on: Surface, number: int, y: float) -> None:
        pair, across = self.pairs[number], self._across()
        on.line("grid", 0, 100, y + _HEIGHT / 2, y + _HEIGHT / 2)
        if pair.before is not None:
            _draw_point(on, across, pair.before, pair.before_range, y + _BEFORE, "pt")
        if pair.after is not None:
            _draw_point(on, across, pair.after, pair.after_range, y + _AFTER, "dot")

    def table(self) -> Table:
        """Return the numbers."""
        columns = [
            Column("name", _("Part")), Column("before", self.before_name, "amount", self.unit),
            Column("after", self.after_name, "amount", self.unit), Column("change", pgettext("column", "Change")),
        ]  # fmt: skip
        return Table(caption=self.title, columns=columns, rows=[self._row(pair) for pair in self.pairs])

    def _row(self, pair: Pair) -> Row:
        ranges = {"before": pair.before_range, "after": pair.after_range}
        asides = {name: formats.interval(*ends, self.unit) for name, ends in ranges.items() if ends}
        values = {"name": pair.name, "before": pair.before, "after": pair.after, "change": self._change(pair)}
        return Row(values, asides, href=pair.href)


def _draw_point(
    on: Surface, across: Scale, value: float, ends: tuple[float, float] | None, y: float, look: str
) -> None:
    if ends:
        on.line("w" if look == "pt" else "w-strong", across(ends[0]), across(ends[1]), y, y)
    on.circle(look, across(value), y, 4.5)
