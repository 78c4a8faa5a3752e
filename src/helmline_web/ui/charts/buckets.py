"""How values are spread over buckets of unequal length: equally wide bars, the edges written below."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helmline_web.ui import formats
from helmline_web.ui.charts.scales import Scale, width_of
from helmline_web.ui.charts.surface import Box, Surface, picture
from helmline_web.ui.tables import Column, Row, Table

_TOP: Final = 44
_BOTTOM: Final = 140
_HEIGHT: Final = 164


@dataclass(frozen=True, slots=True, kw_only=True)
class Buckets:
    """Counts between `edges`: the first is below the first edge, the last from the last edge on.

    `late_from` is a target, from which on bars are darker. Past a bucket's middle nothing is known, so the marks
    of the median and the ninth decile stand where they would if a bucket were filled evenly.
    """

    title: str
    edges: Sequence[float]
    counts: Sequence[int]
    unit: str = "s"
    p50: float | None = None
    p90: float | None = None
    late_from: float | None = None

    def __post_init__(self) -> None:
        """Refuse counts that do not fit between the edges."""
        if len(self.counts) != len(self.edges) + 1:
            raise ValueError(
                f"{len(self.edges)} edges make {len(self.edges) + 1} buckets, not {len(self.counts)}"
            )

    def svg(self, *, standalone: bool = False, width: float = 660) -> SafeString:
        """Return the picture."""
        paper = width if standalone else None
        return picture(
            self,
            Box(_HEIGHT),
            title=self.title,
            description=self._marks_in_words(),
            kind="strip",
            paper=paper,
        )

    def draw(self, on: Surface) -> None:
        """Draw bars, edges and marks."""
        room = 100 / len(self.counts)
        up = Scale(0, max((*self.counts, 1)), 0, _BOTTOM - _TOP)
        for place, count in enumerate(self.counts):
            if count:
                title = f"{self.name(place)}: {formats.number(count)}"
                look = "hist is-late" if self._is_late(place) else "hist"
                on.rect(look, (place + 0.05) * room, 0.9 * room, _BOTTOM - up(count), up(count), title=title)
        on.line("axis", 0, 100, _BOTTOM, _BOTTOM)
        for place, edge in enumerate(self.edges, 1):
            on.text(formats.amount(edge, self.unit), place * room, _BOTTOM + 18, anchor="mid")
        self._draw_marks(on)

    def _draw_marks(self, on: Surface) -> None:
        for value, words, top in ((self.p50, self._half(), 8), (self.p90, self._most(), 26)):
            if value is None:
                continue
            x = self.place(value)
            on.line("p", x, x, top - 2, _BOTTOM)
            if x + width_of(words) + 1 > 100:
                on.text(words, x, top + 6, look="t-ink", anchor="end", dx=-6)
            else:
                on.text(words, x, top + 6, look="t-ink", dx=6)

    def place(self, value: float) -> float:
        """Return where a value stands, in percent of the width."""
        room = 100 / len(self.counts)
        bucket = bisect_right(self.edges, value)
        low = self.edges[bucket - 1] if bucket else 0.0
        if bucket == len(self.edges):
            return (bucket + 0.5) * room
        return (bucket + (value - low) / (self.edges[bucket] - low)) * room

    def name(self, place: int) -> str:
        """Return the bounds of a bucket in words."""
        if place == 0:
            return _("below %(edge)s") % {"edge": formats.amount(self.edges[0], self.unit)}
        if place == len(self.edges):
            return _("%(edge)s and more") % {"edge": formats.amount(self.edges[-1], self.unit)}
        return formats.interval(self.edges[place - 1], self.edges[place], self.unit)

    def _is_late(self, place: int) -> bool:
        return self.late_from is not None and place > 0 and self.edges[place - 1] >= self.late_from

    def _half(self) -> str:
        return _("half within %(time)s") % {"time": formats.amount(self.p50, self.unit)}

    def _most(self) -> str:
        return _("9 in 10 within %(time)s") % {"time": formats.amount(self.p90, self.unit)}

    def _marks_in_words(self) -> str:
        known = ((self.p50, self._half()), (self.p90, self._most()))
        return "; ".join(words for value, words in known if value is not None)

    def table(self) -> Table:
        """Return the counts and their shares."""
        whole = sum(self.counts) or 1
        columns = [
            Column("bucket", _("Between")), Column("count", _("Count"), "number"), Column("share", _("Share"), "percent")
        ]  # fmt: skip
        rows = [
            Row({"bucket": self.name(place), "count": count, "share": count / whole})
            for place, count in enumerate(self.counts)
        ]
        return Table(caption=self.title, columns=columns, rows=rows)
