"""What changed since the span before, queue by queue: only what is more than chance, with how many were compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import ngettext

from helmline.inference import comparison
from helmline.inference.estimates import Estimate
from helmline.metrics.loading import metric as find
from helmline.metrics.result import Cell
from helmline_web.analytics import door, wording
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.pulse.figures import NAMES
from helmline_web.dashboards.pulse.queues import ASKED
from helmline_web.ui import formats

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

LISTED: Final = 6
_CHANCE: Final = 0.05  # of a comparison of nothing with nothing to look like a change


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of one queue that moved by more than chance explains."""

    queue: str
    figure: str
    before: str
    after: str
    words: str
    arrow: str
    is_worse: bool
    href: str
    weight: float


@dataclass(frozen=True, slots=True)
class Changes:
    """The clearest changes, and how many comparisons were made to find them."""

    listed: tuple[Change, ...]
    found: int
    compared: int

    @property
    def caveat(self) -> str:
        """Say how many such changes chance alone would show."""
        by_chance = max(1, round(self.compared * _CHANCE))
        return ngettext(
            "%(compared)s comparisons were made; about %(chance)s would look like this by chance alone.",
            "%(compared)s comparisons were made; about %(chance)s would look like this by chance alone.",
            by_chance,
        ) % {"compared": formats.number(self.compared), "chance": formats.number(by_chance)}


def changes(viewer: Viewer, selection: Selection) -> Changes:
    """Return the figures of queues that clearly moved, the clearest first."""
    now, before = (
        {(cell.metric, cell.by["queue"]): cell for cell in door.ask(viewer, query).cells}
        for query in (
            selection.query(*ASKED, by=("queue",)),
            selection.query(*ASKED, by=("queue",), span=selection.span.before()),
        )
    )
    pairs = [(key, before[key], cell) for key, cell in now.items() if key in before and key[1] is not None]
    judged = [(key, old, new, wording.change(old, new)) for key, old, new in pairs]
    known = [one for one in judged if comparison.verdict(one[3]) != comparison.UNKNOWN]
    clear = [one for one in known if comparison.verdict(one[3]) != comparison.UNCLEAR]
    found = sorted((_change(selection, *one) for one in clear), key=lambda change: -change.weight)
    return Changes(tuple(found[:LISTED]), len(found), len(known))


def _change(selection: Selection, key: tuple[str, object], old: Cell, new: Cell, moved: Estimate) -> Change:
    metric, queue = find(key[0]), str(key[1])
    arrow, words = wording.moved(metric, moved)
    inside = selection.but(where=(*selection.where, ("queue", queue)))
    return Change(
        queue=queue,
        figure=str(NAMES[metric.name]),
        before=formats.amount(old.value, metric.unit),
        after=formats.amount(new.value, metric.unit),
        words=words,
        arrow=arrow,
        is_worse=wording.is_worse(metric, comparison.verdict(moved)),
        href=f"{reverse('dashboards:number', args=[metric.name])}?{inside.params()}",
        weight=_clarity(moved),
    )


def _clarity(moved: Estimate) -> float:
    """Return how many half-widths the change lies from nothing: comparable between units."""
    if moved.value is None or moved.low is None or moved.high is None:
        return 0.0
    half = (moved.high - moved.low) / 2
    return abs(moved.value) / half if half else float("inf")
