"""One value on its axis: likely range, point, target tick, and the usual band where there is one."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helmline_web.ui import formats
from helmline_web.ui.charts.scales import Scale, span
from helmline_web.ui.charts.surface import Box, Surface, picture

_MIDDLE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """A value with its interval and target. `axis` fixes both ends, so that rows of a table can be compared."""

    value: float | None
    low: float | None = None
    high: float | None = None
    target: float | None = None
    usual: tuple[float, float] | None = None
    axis: tuple[float, float] | None = None
    unit: str = "1"
    silent: bool = True  # words beside it already say the numbers

    def svg(self, *, standalone: bool = False, width: float = 160) -> SafeString:
        """Return the dial."""
        title = "" if self.silent and not standalone else self.words()
        return picture(self, Box(2 * _MIDDLE), title=title, kind="gauge", paper=width if standalone else None)

    def draw(self, on: Surface) -> None:
        """Draw from the back: band, axis, range, target, point."""
        place = self._scale()
        if self.usual:
            on.rect(
                "usual", place(self.usual[0]), place(self.usual[1]) - place(self.usual[0]), 4, 16, corner=3
            )
        on.line("axis", 0, 100, _MIDDLE, _MIDDLE)
        if self.low is not None and self.high is not None:
            on.rect("range", place(self.low), place(self.high) - place(self.low), 8, 8, corner=4)
        if self.target is not None:
            on.line("target", place(self.target), place(self.target), 3, 21)
        if self.value is not None:
            on.circle("dot", place(self.value), _MIDDLE, 4)

    def _scale(self) -> Scale:
        if self.axis:
            return Scale(*self.axis)
        return Scale(*span((self.value, self.low, self.high, self.target, *(self.usual or ())), room=0.35))

    def words(self) -> str:
        """Say what the dial shows, for those who do not see it."""
        said = [formats.amount(self.value, self.unit)]
        if self.low is not None and self.high is not None:
            said.append(_("likely %(range)s") % {"range": formats.interval(self.low, self.high, self.unit)})
        if self.target is not None:
            said.append(_("target %(target)s") % {"target": formats.amount(self.target, self.unit)})
        return ", ".join(said)
