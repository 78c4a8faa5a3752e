"""How far a person's figure lies from what was expected: shape and words, never a colour that judges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from helmline_web.ui.charts.scales import Scale
from helmline_web.ui.charts.surface import Box, Surface, picture

#: a diamond to look at, a disc that goes well, a ring in line, a dashed ring too early to tell
STATES: Final = ("look", "well", "line", "early")
_HEIGHT: Final = 36
_MIDDLE: Final = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A difference from expected with its likely range; `reach` is how far the axis goes to either side.

    Turn the sign before, so that right is better for the customer. `usual` is the range of people on the same work.
    """

    value: float
    low: float
    high: float
    reach: float
    usual: tuple[float, float] | None = None
    state: str = "line"
    words: str = ""

    def __post_init__(self) -> None:
        """Refuse a state without a shape."""
        if self.state not in STATES:
            raise ValueError(f"{self.state!r} has no shape; there are {STATES}")

    def svg(self, *, standalone: bool = False, width: float = 200) -> SafeString:
        """Return the drawing."""
        paper = width if standalone else None
        return picture(self, Box(_HEIGHT), title=self.words, kind="d", paper=paper)

    def draw(self, on: Surface) -> None:
        """Draw the usual range, expected, the likely range, the point."""
        across = Scale(-self.reach, self.reach)
        if self.usual:
            on.rect(
                "usual-quiet",
                across(self.usual[0]),
                across(self.usual[1]) - across(self.usual[0]),
                2,
                32,
                corner=4,
            )
        on.line("zero", 50, 50, 0, _HEIGHT)
        look = {"line": "w", "early": "w is-early"}.get(self.state, "w-strong")
        on.line(look, across(self.low), across(self.high), _MIDDLE, _MIDDLE)
        self._draw_point(on, across(self.value))

    def _draw_point(self, on: Surface, x: float) -> None:
        if self.state == "look":
            on.diamond("pt-strong", x, _MIDDLE, 7)
        elif self.state == "well":
            on.circle("pt-strong", x, _MIDDLE, 6)
        else:
            on.circle("pt-dash" if self.state == "early" else "pt", x, _MIDDLE, 5)
