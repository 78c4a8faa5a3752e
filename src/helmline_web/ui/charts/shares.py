"""What a whole is made of: one bar a part, longest first, on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helmline_web.ui import formats
from helmline_web.ui.charts.rows import Rows, RowWords
from helmline_web.ui.charts.scales import Scale
from helmline_web.ui.charts.surface import Surface
from helmline_web.ui.tables import Column, Row, Table

_HEIGHT: Final = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: a count, and its likely share where the whole is a sample."""

    name: str
    count: float
    low: float | None = None
    high: float | None = None
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Parts of one whole; `whole` is their sum unless something is left out."""

    title: str
    parts: Sequence[Part]
    whole: float | None = None

    @property
    def all(self) -> float:
        """Return the whole."""
        return sum(part.count for part in self.parts) if self.whole is None else self.whole

    def share(self, part: Part) -> float:
        """Return a part's share of the whole, 0 when there is none."""
        return part.count / self.all if self.all else 0.0

    def svg(self, *, standalone: bool = False, width: float = 720) -> SafeString:
        """Return the rows."""
        words = [
            RowWords(
                part.name, formats.percent(self.share(part)), aside=formats.number(part.count), href=part.href
            )
            for part in self.parts
        ]
        rows = Rows(kind="shares", title=self.title, height=_HEIGHT, words=words, draw=self._draw_row)
        return rows.on_paper(width) if standalone else rows.on_screen()

    def _draw_row(self, on: Surface, number: int, y: float) -> None:
        part = self.parts[number]
        longest = max((max(self.share(part), part.high or 0) for part in self.parts), default=1) or 1
        across = Scale(0, longest)
        on.rect("track", 0, 100, y + 8, 12, corner=2)
        on.rect("bar", 0, across(self.share(part)), y + 8, 12, corner=2)
        if part.low is not None and part.high is not None:
            on.line("whisker", across(part.low), across(part.high), y + 14, y + 14)

    def table(self) -> Table:
        """Return the numbers."""
        columns = [
            Column("name", _("Part")), Column("count", _("Count"), "number"), Column("share", _("Share"), "percent"),
        ]  # fmt: skip
        rows = [
            Row({"name": part.name, "count": part.count, "share": self.share(part)}, href=part.href)
            for part in self.parts
        ]
        return Table(caption=self.title, columns=columns, rows=rows)
