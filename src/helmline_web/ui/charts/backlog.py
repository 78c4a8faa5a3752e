"""Open work over time, stacked by how long it has waited: the oldest at the bottom, where it cannot hide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helmline_web.ui import formats
from helmline_web.ui.charts.marks import Window, draw_labels, draw_value_axis, draw_windows
from helmline_web.ui.charts.scales import Scale, count_ticks, roof, spread
from helmline_web.ui.charts.surface import Box, Surface, picture
from helmline_web.ui.tables import Column, Row, Table

_TOP: Final = 24
_BOTTOM: Final = 208
_HEIGHT: Final = 236
MOST_AGES: Final = 5


@dataclass(frozen=True, slots=True)
class Age:
    """One class of age with its count for each label."""

    name: str
    counts: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Ages from the youngest to the oldest; each has one count a label."""

    title: str
    labels: Sequence[str]
    ages: Sequence[Age]
    windows: Sequence[Window] = ()
    label_every: int = 0
    description: str = ""

    def __post_init__(self) -> None:
        """Refuse more classes than there are steps of the scale."""
        if len(self.ages) > MOST_AGES:
            raise ValueError(f"{len(self.ages)} classes of age; there are colours for {MOST_AGES}")

    def svg(self, *, standalone: bool = False, width: float = 720) -> SafeString:
        """Return the picture."""
        return picture(
            self, Box(_HEIGHT, left=48, right=136), title=self.title, description=self.description,
            kind="backlog", paper=width if standalone else None,
        )  # fmt: skip

    def draw(self, on: Surface) -> None:
        """Draw axis, areas from the bottom, incidents over them, names at the right."""
        sums = self._sums()
        up = Scale(0, roof(sums[-1]), _BOTTOM, _TOP)
        across = Scale(0, max(1, len(self.labels) - 1))
        draw_value_axis(on, [(up(tick), formats.number(tick)) for tick in count_ticks(0, up.high)], _BOTTOM)
        places = [across(place) for place in range(len(self.labels))]
        for rank in range(len(self.ages)):
            roof_line = list(zip(places, map(up, sums[rank + 1]), strict=True))
            floor_line = list(zip(places, map(up, sums[rank]), strict=True))
            on.path(self._look(rank), roof_line + floor_line[::-1], closed=True)
            on.path("edge", roof_line)
        draw_windows(on, self.windows, across, _TOP, _BOTTOM)
        self._name_ends(on, up, [row[-1] for row in sums])
        draw_labels(on, self.labels, places, _BOTTOM + 20, self.label_every)
        room = across(1) - across(0)
        for place, x in enumerate(places):
            on.hover(self._in_words(place), x - room / 2, room)

    def _look(self, rank: int) -> str:
        """Return the shade of a class by its rank from the oldest, which always has the strongest."""
        return f"age{len(self.ages) - 1 - rank}" if rank else f"age{MOST_AGES - 1}"

    def _sums(self) -> list[list[int]]:
        """Return the running sums from the oldest up, beginning with nothing."""
        oldest_first = [age.counts for age in reversed(self.ages)]
        by_label = [list(accumulate(column, initial=0)) for column in zip(*oldest_first, strict=True)]
        return [list(row) for row in zip(*by_label, strict=True)]

    def _name_ends(self, on: Surface, up: Scale, ends: Sequence[int]) -> None:
        middles = [up((low + high) / 2) for low, high in pairwise(ends)]
        places = spread(middles, 16, _TOP, _BOTTOM)
        for rank, (age, y) in enumerate(zip(reversed(self.ages), places, strict=True)):
            on.right(formats.number(age.counts[-1]), age.name, y, look=self._look(rank))

    def _in_words(self, place: int) -> str:
        said = [f"{age.name} {formats.number(age.counts[place])}" for age in self.ages]
        return f"{self.labels[place]}: {', '.join(said)}"

    def table(self) -> Table:
        """Return the numbers, with their sum."""
        columns = [Column("period", _("Period"))]
        columns += [Column(f"a{rank}", age.name, "number") for rank, age in enumerate(self.ages)]
        columns.append(Column("all", _("All"), "number", strong=True))
        return Table(
            caption=self.title, columns=columns, rows=[self._row(i) for i in range(len(self.labels))]
        )

    def _row(self, place: int) -> Row:
        counts = {f"a{rank}": age.counts[place] for rank, age in enumerate(self.ages)}
        return Row({"period": self.labels[place], **counts, "all": sum(counts.values())})
