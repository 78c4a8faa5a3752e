"""Two surfaces to draw on: `Screen`, which stretches with its card, and `Paper`, which stands alone.

Both take horizontal places in percent of the plot and vertical places in pixels. On a screen a place stays
a percentage, so the picture stretches while text keeps its size; only paths use a stretched inner `svg`.
On paper every place is a number and every class a literal colour, so that a PDF can draw it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from helmline_web.ui.charts.paint import HATCH, LOOKS
from helmline_web.ui.charts.scales import shortened

Point = tuple[float, float]
_ANCHORS: Final = {"end": "end", "mid": "middle"}


@dataclass(frozen=True, slots=True)
class Box:
    """The room of a picture in pixels: its height, and what lies left and right of the plot.

    `inset` keeps paper from cutting shapes that reach over the plot's ends; a screen lets them overflow.
    """

    height: float
    left: float = 0
    right: float = 0
    inset: float = 0


@dataclass(slots=True)
class Screen:
    """Draws for a page; `kind` is the class of the picture."""

    box: Box
    kind: str = ""
    drawn: list[str] = field(default_factory=list)
    on_left: list[str] = field(default_factory=list)
    on_right: list[str] = field(default_factory=list)
    legend: list[str] = field(default_factory=list)  # for a phone, where there is no room at the right

    def rect(
        self,
        look: str,
        x: float,
        width: float,
        y: float,
        height: float,
        *,
        corner: float = 0,
        title: str = "",
    ) -> None:
        """Draw a rectangle; a title is shown on hover."""
        self.drawn.append(
            element("rect", title, class_=look, x=_pc(x), width=_pc(width), y=y, height=height, rx=corner)
        )

    def line(self, look: str, x1: float, x2: float, y1: float, y2: float) -> None:
        """Draw a line."""
        self.drawn.append(element("line", class_=look, x1=_pc(x1), x2=_pc(x2), y1=y1, y2=y2))

    def circle(self, look: str, x: float, y: float, r: float, *, title: str = "") -> None:
        """Draw a circle."""
        self.drawn.append(element("circle", title, class_=look, cx=_pc(x), cy=y, r=r))

    def diamond(self, look: str, x: float, y: float, r: float) -> None:
        """Draw a diamond."""
        shape = element("path", class_=look, d=f"M0{-r:g} {r:g} 0 0 {r:g}{-r:g} 0z")
        self.drawn.append(f'<svg x="{_pc(x)}" y="{_n(y)}">{shape}</svg>')

    def path(self, look: str, points: Sequence[Point], *, closed: bool = False) -> None:
        """Draw a line through points, or the area inside them."""
        shape = element("path", class_=look, d=_through(points, closed))
        size = f'width="100%" height="{_n(self.box.height)}" viewBox="0 0 100 {_n(self.box.height)}"'
        self.drawn.append(f'<svg {size} preserveAspectRatio="none">{shape}</svg>')

    def text(
        self,
        words: str,
        x: float,
        y: float,
        *,
        look: str = "",
        anchor: str = "",
        dx: float = 0,
        spare: bool = False,
    ) -> None:
        """Write words; `anchor` is `end`, `mid` or nothing. Spare words go where a phone has no room."""
        classes = " ".join(filter(None, (look, anchor, "is-odd" if spare else "")))
        self.drawn.append(element("text", words=words, class_=classes, x=_pc(x), y=y, dx=dx))

    def hover(self, words: str, x: float, width: float) -> None:
        """Say words when the pointer rests on a column of the picture."""
        x, end = max(0.0, x), min(100.0, x + width)
        self.rect("hit", x, end - x, 0, self.box.height, title=words)

    def left(self, words: str, y: float) -> None:
        """Write a mark of the vertical axis."""
        self.on_left.append(element("text", words=words, x=self.box.left - 8, y=y + 4))

    def right(self, strong: str, words: str, y: float, *, look: str = "") -> None:
        """Name a series at its end: a number and its words; `look` is the series' own."""
        key = f'<svg aria-hidden="true">{element("rect", class_=look, width=20, height=12, rx=2)}</svg>'
        self.legend.append(f"<span>{key if look else ''}{escape(strong)} {escape(words)}</span>")
        both = f'<tspan class="t-ink">{escape(strong)}</tspan> {escape(words)}'
        self.on_right.append(f'<text class="t-soft" x="12" y="{_n(y + 4)}">{both}</text>')

    def finish(self, title: str, description: str) -> SafeString:
        """Return the picture, with its sides where it has any."""
        height = _n(self.box.height)
        label = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
        told = f"<desc>{escape(description)}</desc>" if description else ""
        plot = f'<svg class="chart {self.kind}" width="100%" height="{height}" {label}>{told}{"".join(self.drawn)}</svg>'
        if not (self.box.left or self.box.right):
            return mark_safe(plot)
        side, legend = self._side(height)
        y_axis = f'<svg class="y" width="{_n(self.box.left)}" height="{height}" aria-hidden="true">{"".join(self.on_left)}</svg>'
        return mark_safe(f'<div class="plot">{y_axis}{plot}{side}</div>{legend}')

    def _side(self, height: str) -> tuple[str, str]:
        """Return the names at the right, and the same as a legend for a phone."""
        if not self.on_right:
            return "", ""
        names = "".join(self.on_right)
        side = f'<svg class="side" width="{_n(self.box.right)}" height="{height}" aria-hidden="true">{names}</svg>'
        return side, f'<p class="legend only-phone">{"".join(self.legend)}</p>'


@dataclass(slots=True)
class Paper:
    """Draws a picture that needs no style sheet: literal colours of the light theme, absolute numbers."""

    box: Box
    width: float
    drawn: list[str] = field(default_factory=list)

    def _x(self, percent: float) -> float:
        return self.box.left + self.box.inset + percent / 100 * self._plot

    @property
    def _plot(self) -> float:
        return self.width - self.box.left - self.box.right - 2 * self.box.inset

    def rect(
        self,
        look: str,
        x: float,
        width: float,
        y: float,
        height: float,
        *,
        corner: float = 0,
        title: str = "",
    ) -> None:
        """Draw a rectangle."""
        size = width / 100 * self._plot
        self._draw("rect", look, title, x=self._x(x), width=size, y=y, height=height, rx=corner)

    def line(self, look: str, x1: float, x2: float, y1: float, y2: float) -> None:
        """Draw a line."""
        self._draw("line", look, x1=self._x(x1), x2=self._x(x2), y1=y1, y2=y2)

    def circle(self, look: str, x: float, y: float, r: float, *, title: str = "") -> None:
        """Draw a circle."""
        self._draw("circle", look, title, cx=self._x(x), cy=y, r=r)

    def diamond(self, look: str, x: float, y: float, r: float) -> None:
        """Draw a diamond."""
        middle = self._x(x)
        corners = [(middle, y - r), (middle + r, y), (middle, y + r), (middle - r, y)]
        self._draw("path", look, d=_through(corners, True))

    def path(self, look: str, points: Sequence[Point], *, closed: bool = False) -> None:
        """Draw a line through points, or the area inside them."""
        self._draw("path", look, d=_through([(self._x(x), y) for x, y in points], closed))

    def text(
        self,
        words: str,
        x: float,
        y: float,
        *,
        look: str = "",
        anchor: str = "",
        dx: float = 0,
        spare: bool = False,  # noqa: ARG002
    ) -> None:
        """Write words; on paper there is room for the spare ones."""
        place = {"text-anchor": _ANCHORS[anchor]} if anchor else {}
        self.drawn.append(element("text", words=words, x=self._x(x) + dx, y=y, **LOOKS[look], **place))

    def hover(self, words: str, x: float, width: float) -> None:
        """Draw nothing: no pointer rests on paper."""

    def left(self, words: str, y: float) -> None:
        """Write a mark of the vertical axis."""
        mark = {"x": self.box.left - 8, "y": y + 4, "text-anchor": "end"}
        self.drawn.append(element("text", words=words, **mark, **LOOKS[""]))

    def right(self, strong: str, words: str, y: float, *, look: str = "") -> None:  # noqa: ARG002
        """Name a series at its end."""
        x = self.width - self.box.right + 12
        number = f'<tspan font-weight="600">{escape(strong)}</tspan> {escape(words)}'
        self.drawn.append(
            f'<text x="{_n(x)}" y="{_n(y + 4)}" fill="{LOOKS["t-soft"]["fill"]}">{number}</text>'
        )

    def margin_text(self, words: str, y: float, look: str, *, at_end: bool = False) -> None:
        """Write words at the outer edge of the paper: the name of a row, or its value."""
        place = {"x": self.width, "text-anchor": "end"} if at_end else {"x": 0}
        room = self.box.right if at_end else self.box.left
        cut = shortened(words, room)
        self.drawn.append(
            element("text", words if cut != words else "", words=cut, y=y, **place, **LOOKS[look])
        )

    def _draw(self, name: str, look: str, title: str = "", **places: Any) -> None:
        self.drawn.append(element(name, title, **places, **LOOKS[look]))

    def finish(self, title: str, description: str) -> SafeString:
        """Return the picture as one SVG document."""
        size = f'width="{_n(self.width)}" height="{_n(self.box.height)}" viewBox="0 0 {_n(self.width)} {_n(self.box.height)}"'
        told = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        return mark_safe(
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="Inter" font-size="12" role="img">'
            f"{told}{_HATCH}{''.join(self.drawn)}</svg>"
        )


Surface = Screen | Paper

_HATCH: Final = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<path stroke="{HATCH}" stroke-width="1.5" d="M1 0v6"/></pattern></defs>'
)


def picture(
    chart: Any, box: Box, *, title: str, description: str = "", kind: str = "", paper: float | None = None
) -> SafeString:
    """Let a chart draw itself: on paper of that width, or on the screen."""
    surface: Surface = Screen(box, kind) if paper is None else Paper(box, paper)
    chart.draw(surface)
    return surface.finish(title, description)


def element(name: str, title: str = "", *, words: str = "", **attributes: Any) -> str:
    """Write one SVG element; attributes that are empty or 0 where 0 means nothing are left out."""
    written = "".join(
        f' {key.rstrip("_")}="{escape(_n(value))}"'
        for key, value in attributes.items()
        if value != "" and not (key in ("rx", "dx") and not value)
    )
    inside = (f"<title>{escape(title)}</title>" if title else "") + escape(words)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def _through(points: Sequence[Point], closed: bool) -> str:
    return "M" + " ".join(f"{_n(x)} {_n(y)}" for x, y in points) + ("Z" if closed else "")


def _pc(value: float) -> str:
    return _n(value) + "%"


def _n(value: Any) -> str:
    """Write a number shortly: at most two decimals, none that say nothing."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-0", "-0" if abs(value) >= 0.005 else "0", 1)
