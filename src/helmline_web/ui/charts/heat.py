"""Weekday by hour as a table whose cells are shaded; on paper the same as a drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helmline_web.ui import formats
from helmline_web.ui.charts.surface import Box, Surface, picture
from helmline_web.ui.tables import Column, Row, Table

#: shares of the top at which the next shade begins: by the square root, so that one peak leaves the rest readable
THRESHOLDS: Final = tuple(((shade - 0.5) / 6) ** 2 for shade in range(1, 7))
_ROW: Final = 30
_HEAD: Final = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """Seven rows of 24 values, Monday first; `windows` are (weekday, hour) cells inside an incident.

    `top` is the value that the scale ends at; by default the highest.
    """

    title: str
    values: Sequence[Sequence[float | None]]
    unit: str = "1"
    windows: frozenset[tuple[int, int]] = frozenset()
    top: float | None = None
    sums: bool = True
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def scale_top(self) -> float:
        """Return the value that the scale ends at."""
        if self.top is not None:
            return self.top
        return max((value for row in self.values for value in row if value is not None), default=0) or 1

    def step(self, value: float | None) -> int:
        """Return the shade of a value: 0 for next to nothing, 6 near the top."""
        share = (value or 0) / self.scale_top
        return sum(share >= threshold for threshold in THRESHOLDS)

    def svg(self, *, standalone: bool = False, width: float = 480) -> SafeString:
        """Return the table, or on paper the drawing."""
        if standalone:
            box = Box(_HEAD + 7 * _ROW, left=44, right=52)
            return picture(self, box, title=self.title, kind="heat", paper=width)
        return format_html(
            '<table class="heat" aria-label="{}"><thead><tr><th></th>{}{}</tr></thead><tbody>{}</tbody></table>',
            self.title,
            format_html_join(
                "", "<th>{}</th>", ((f"{hour:02d}" if hour % 4 == 0 else "",) for hour in range(24))
            ),
            format_html('<th class="sum"><span class="unseen">{}</span></th>', _("All")) if self.sums else "",
            format_html_join("", "{}", ((self._html_row(day),) for day in range(7))),
        )

    def _html_row(self, day: int) -> SafeString:
        cells = format_html_join("", "{}", ((self._html_cell(day, hour),) for hour in range(24)))
        total = format_html('<td class="sum">{}</td>', self._sum(day)) if self.sums else ""
        return format_html('<tr><th scope="row">{}</th>{}{}</tr>', formats.weekday(day), cells, total)

    def _html_cell(self, day: int, hour: int) -> SafeString:
        value = self.values[day][hour]
        here = " in-window" if (day, hour) in self.windows else ""
        words = f"{formats.weekday(day)} {hour:02d}:00, {formats.amount(value, self.unit)}"
        inside = format_html('<span class="unseen">{}</span>', formats.amount(value, self.unit))
        if link := self.links.get((day, hour)):
            inside = format_html('<a href="{}">{}</a>', link, inside)
        return format_html('<td class="h{}{}" title="{}">{}</td>', self.step(value), here, words, inside)

    def _sum(self, day: int) -> str:
        return formats.amount(sum(value or 0 for value in self.values[day]), self.unit)

    def draw(self, on: Surface) -> None:
        """Draw the cells, hours above, weekdays at the left, sums at the right."""
        room = 100 / 24
        for hour in range(0, 24, 4):
            on.text(f"{hour:02d}", hour * room, 12)
        for day, row in enumerate(self.values):
            y = _HEAD + day * _ROW
            on.left(formats.weekday(day), y + 14)
            for hour, value in enumerate(row):
                on.rect(f"h{self.step(value)}", hour * room, room * 0.9, y, _ROW - 2, corner=2)
                if (day, hour) in self.windows:
                    on.rect("window-edge", hour * room, room * 0.9, y, _ROW - 2, corner=2)
            if self.sums:
                on.right("", self._sum(day), y + 14)

    def table(self) -> Table:
        """Return the numbers, a row a weekday."""
        columns = [Column("day", _("Day"))]
        columns += [Column(f"h{hour}", f"{hour:02d}", "amount", self.unit) for hour in range(24)]
        rows = [
            Row({"day": formats.weekday(day), **{f"h{hour}": value for hour, value in enumerate(row)}})
            for day, row in enumerate(self.values)
        ]
        return Table(caption=self.title, columns=columns, rows=rows)
