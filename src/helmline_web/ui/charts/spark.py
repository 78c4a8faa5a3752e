"""A quiet line beside a figure: where it came from. Young last points are hollow and dashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from helmline_web.ui.charts.scales import Scale
from helmline_web.ui.charts.surface import element

WIDTH: Final = 64
HEIGHT: Final = 28
_EDGE: Final = 4
_TOP: Final = 4
_BOTTOM: Final = 22


@dataclass(frozen=True, slots=True)
class Spark:
    """Values in order of time, gaps as None; the last `young` of them are still maturing."""

    values: Sequence[float | None]
    young: int = 0

    def svg(self) -> SafeString:
        """Return the line; decoration, because the figure beside it says the value."""
        points = self._points()
        if len(points) < 2:
            return SafeString("")
        ripe = [point for point in points if point[2] < len(self.values) - self.young]
        shapes = _line("", ripe) + (_line("young", points[len(ripe) - 1 :]) if ripe and self.young else "")
        return mark_safe(
            f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{shapes}{_ends(points, ripe)}</svg>'
        )

    def _points(self) -> list[tuple[float, float, int]]:
        known = [value for value in self.values if value is not None]
        if not known:
            return []
        across = Scale(0, len(self.values) - 1, 0, WIDTH - _EDGE)
        up = Scale(min(known), max(known), _BOTTOM, _TOP)
        return [(across(i), up(value), i) for i, value in enumerate(self.values) if value is not None]


def _line(look: str, points: Sequence[tuple[float, float, int]]) -> str:
    if len(points) < 2:
        return ""
    d = "M" + " ".join(f"{x:.1f} {y:.1f}" for x, y, _place in points)
    return element("path", class_=look, d=d)


def _ends(points: Sequence[tuple[float, float, int]], ripe: Sequence[tuple[float, float, int]]) -> str:
    solid = "" if not ripe else element("circle", cx=round(ripe[-1][0], 1), cy=round(ripe[-1][1], 1), r=3)
    if len(ripe) == len(points):
        return solid
    x, y, _place = points[-1]
    return solid + element("circle", class_="hollow", cx=round(x, 1), cy=round(y, 1), r=2.5)
