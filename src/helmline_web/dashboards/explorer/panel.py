"""What one metric of a question looks like: its figure, its pictures, the table behind them, what to know of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline.metrics.metric import Metric
from helmline.metrics.result import Cell
from helmline_web.analytics import terms
from helmline_web.ui import formats
from helmline_web.ui.tables import Table


class Picture(Protocol):
    """A chart: drawn on the server, with the numbers it shows."""

    title: str

    def svg(self) -> SafeString:
        """Return the drawing."""


@dataclass(frozen=True, slots=True)
class Named:
    """One of several pictures, with what it is of; a single one needs no name."""

    picture: Picture
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One metric as the explorer shows it; `title` is the finding."""

    metric: Metric
    title: str
    whole: Cell
    table: Table
    href: str = ""  # opens the figure of the whole span
    sub: str = ""
    pictures: tuple[Named, ...] = ()
    notes: tuple[str, ...] = ()
    behind: str = field(default_factory=lambda: _("The table behind it"))

    @property
    def name(self) -> str:
        """Return what the metric is called."""
        return terms.title(self.metric)

    @property
    def range(self) -> str:
        """Return the likely range of the whole in words."""
        return formats.interval(self.whole.low, self.whole.high, self.metric.unit)

    @property
    def counted(self) -> str:
        """Return how many the whole rests on, and how many of them are still open."""
        n, open_ = count_of(self.whole), self.whole.summary.n_censored
        said = _("n = %(n)s") % {"n": formats.number(n)}
        if not open_:
            return said
        return ngettext("%(said)s, of which %(open)s still open", "%(said)s, of which %(open)s still open", open_) % {
            "said": said, "open": formats.number(open_),
        }  # fmt: skip

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to show."""
        return not self.table.rows

    @property
    def held_back(self) -> bool:
        """Return whether the figure is withheld, so that nobody can be told apart."""
        return "suppressed" in self.whole.notes


def notes_of(cells: Iterable[Cell]) -> tuple[str, ...]:
    """Return what must be known of these cells, each thing once; that there is nothing is seen anyway."""
    codes = dict.fromkeys(code for cell in cells for code in cell.notes)
    return tuple(terms.notes(tuple(code for code in codes if code != "no_data")))


def count_of(cell: Cell) -> int:
    """Return how many a cell rests on, those still open included."""
    return cell.summary.n + cell.summary.n_censored


def place_of(cell: Cell) -> tuple[Any, ...]:
    """Return what tells the cells of one answer apart."""
    return (*cell.by.values(), cell.period)
