"""How much of the time until a target is used; red only when a person must act now."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helmline_web.ui import formats
from helmline_web.ui.charts.surface import Box, Surface, picture


@dataclass(frozen=True, slots=True)
class Used:
    """A share of the time, 1 when the target is reached; `now` when it is minutes from its limit."""

    share: float
    now: bool = False
    target: float | None = None  # a mark on the bar, as a share

    def svg(self, *, standalone: bool = False, width: float = 120) -> SafeString:
        """Return the bar."""
        title = _("%(share)s of the time used") % {"share": formats.percent(self.share)}
        return picture(self, Box(12), title=title, kind="used", paper=width if standalone else None)

    def draw(self, on: Surface) -> None:
        """Draw the track and what is used of it."""
        on.rect("track", 0, 100, 3, 6, corner=3)
        on.rect(
            "fill is-now" if self.now else "fill", 0, 100 * min(1.0, max(0.0, self.share)), 3, 6, corner=3
        )
        if self.target is not None:
            on.line("target", 100 * self.target, 100 * self.target, 0, 12)
