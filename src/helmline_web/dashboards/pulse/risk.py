"""What falls due next: the running promises with the least time left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helmline.metrics.due import Due
from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.opened import interaction_address
from helmline_web.ui.charts.used import Used

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

#: how many are listed on the page, and how far ahead "soon" reaches
LISTED: Final = 6
SOON_US: Final = 4 * 3_600_000_000
#: under this a person must act now
_NOW_US: Final = 30 * 60_000_000

KINDS: Final[dict[str, str | Promise]] = {
    "first_reply": _("first reply"),
    "next_reply": _("next reply"),
    "periodic_update": _("update"),
    "requester_wait": _("customer's wait"),
    "agent_work": _("our work"),
    "total_resolution": _("solution"),
}


@dataclass(frozen=True, slots=True)
class AtRisk:
    """One promise on the list."""

    due: Due
    kind: str
    href: str

    @property
    def is_now(self) -> bool:
        """Return whether a person must act now."""
        return 0 <= self.due.left_us < _NOW_US

    @property
    def used(self) -> Used:
        """Return the bar: how much of the time is used."""
        return Used(min(1.0, self.due.elapsed_us / self.due.within_us), now=self.is_now)


@dataclass(frozen=True, slots=True)
class Risk:
    """The promises that run: those due soon, those broken and still unanswered."""

    soon: tuple[AtRisk, ...]
    soon_count: int
    broken_count: int
    without_owner: int
    promised: bool  # whether anything is promised at all


def risk(viewer: Viewer, selection: Selection) -> Risk:
    """Return what is due within four hours of its own clock, as of the last instant seen."""
    found = door.due(viewer, selection.query("sla_attainment"))
    soon = [one for one in found if 0 <= one.left_us <= SOON_US]
    return Risk(
        soon=tuple(_listed(one) for one in soon[:LISTED]),
        soon_count=len(soon),
        broken_count=sum(one.left_us < 0 for one in found),
        without_owner=sum(one.agent is None for one in soon),
        promised=bool(door.reference().targets),
    )


def _listed(one: Due) -> AtRisk:
    return AtRisk(one, str(KINDS[one.kind]), interaction_address(one.source, one.case_key))
