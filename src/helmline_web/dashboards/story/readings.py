"""The clocks of one interaction: what each says, why, what was promised, and what the help desk says itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from helmline.errors import HelmlineError
from helmline.metrics.explain import Explanation
from helmline.metrics.interaction import InteractionView
from helmline.metrics.loading import metric as find
from helmline_web.analytics import door, terms
from helmline_web.analytics.selection import Selection
from helmline_web.ui import formats

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

#: in the order of the list; the first two that ran are drawn
METRICS: Final = (
    "first_reply_time",
    "full_resolution_time",
    "requester_wait",
    "agent_work_time",
    "next_reply_time",
)
#: the source's own figures (by calendar time, by business time) and the metric each is held against
VENDORS: Final = {
    "first_reply_time": ("first_reply_time", "calendar"),
    "first_reply_time_business": ("first_reply_time", "business"),
    "first_resolution_time": ("first_resolution_time", "calendar"),
    "full_resolution_time": ("full_resolution_time", "calendar"),
    "resolution_time": ("full_resolution_time", "calendar"),
    "requester_wait": ("requester_wait", "calendar"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One clock: its value by the clock chosen, and by the other one beside it."""

    title: str
    definition: str  # the address of what it means
    explanation: Explanation
    other: Explanation | None

    @property
    def value(self) -> str:
        """The value in words."""
        return formats.duration(self.explanation.value_us, "us")

    @property
    def state(self) -> str:
        """Whether the clock still runs, or why there is no value."""
        spans = self.explanation.spans
        if self.explanation.value_us is None:
            return ", ".join(note for span in spans for note in terms.notes(span.notes)) or _("not known")
        return "" if all(span.seen for span in spans) else _("so far")

    @property
    def beside(self) -> str:
        """The value by the other clock, in words."""
        return formats.duration(self.other.value_us, "us") if self.other else ""


@dataclass(frozen=True, slots=True)
class Promise:
    """One target: of which clock, how long, and whether it was met."""

    title: str
    within: str
    met: bool | None

    @property
    def words(self) -> str:
        """Whether it was kept."""
        if self.met is None:
            return _("still running")
        return _("kept") if self.met else _("broken")


@dataclass(frozen=True, slots=True)
class Theirs:
    """A figure of the help desk's own beside ours."""

    title: str
    theirs: str
    ours: str
    difference: str
    reasons: tuple[str, ...]


def readings(viewer: Viewer, selection: Selection, view: InteractionView) -> list[Reading]:
    """Return the clocks that ran for an interaction, read on the clock of the selection."""
    chosen = selection.reads_on
    other = "calendar" if chosen == "business" else "business"
    found = []
    for name in METRICS:
        explained = _explained(viewer, view, name, chosen)
        if explained is None or not explained.spans:
            continue
        metric = find(name)
        beside = (
            _explained(viewer, view, name, other) if selection.has_hours and other in metric.clocks else None
        )
        found.append(
            Reading(terms.title(metric), reverse("dashboards:definition", args=[name]), explained, beside)
        )
    return found


def promises(viewer: Viewer, view: InteractionView) -> list[Promise]:
    """Return what was promised for an interaction and whether it was kept."""
    explained = _explained(viewer, view, "sla_attainment", "business")
    return [
        Promise(str(terms.TARGETS[kind]), formats.duration(seconds), met)
        for kind, seconds, met in (explained.targets if explained else ())
    ]


def theirs(viewer: Viewer, view: InteractionView) -> list[Theirs]:
    """Return the help desk's own figures that differ from ours, with how it counts."""
    found = []
    for name, amount in sorted(view.vendor.items()):
        metric, clock = VENDORS.get(name, ("", ""))
        explained = _explained(viewer, view, metric, clock) if metric else None
        if explained is None or explained.value_us is None or abs(explained.value_us - amount) < 1_000_000:
            continue
        found.append(
            Theirs(
                terms.title(find(metric)),
                formats.duration(amount, "us"),
                formats.duration(explained.value_us, "us"),
                formats.signed((explained.value_us - amount) / 1e6, "s"),
                find(metric).vendors,
            )
        )
    return found


def _explained(viewer: Viewer, view: InteractionView, metric: str, clock: str) -> Explanation | None:
    how = {"source": view.facts["source"], "clock": clock, "other_rules": False}
    try:
        return door.explain(viewer, metric, view.facts["case_key"], **how)
    except HelmlineError:
        return None
