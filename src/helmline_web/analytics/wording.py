"""What may be said of numbers, as whole sentences: how a figure moved, and whether that is more than chance.

The library judges in codes (`helmline.inference.comparison`); the words are here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from helmline.inference import comparison
from helmline.inference.estimates import Estimate
from helmline.metrics.metric import Metric
from helmline.metrics.result import Cell
from helmline_web.analytics.spans import Span
from helmline_web.ui import formats

#: what a figure is compared with, by the kind of span
BEFORE: Final[Mapping[str, str | Promise]] = {
    "day": gettext_lazy("the day before"),
    "week": gettext_lazy("the week before"),
    "month": gettext_lazy("the month before"),
    "quarter": gettext_lazy("the quarter before"),
    "year": gettext_lazy("the year before"),
    "days": gettext_lazy("the days before"),
}
_THAN: Final[Mapping[str, str | Promise]] = {
    "day": gettext_lazy("than the day before"),
    "week": gettext_lazy("than the week before"),
    "month": gettext_lazy("than the month before"),
    "quarter": gettext_lazy("than the quarter before"),
    "year": gettext_lazy("than the year before"),
    "days": gettext_lazy("than the days before"),
}


def estimate(cell: Cell) -> Estimate:
    """Return a cell's value with its interval, to compare it with another."""
    return Estimate(cell.value, cell.low, cell.high, cell.summary.n)


def change(before: Cell, after: Cell) -> Estimate:
    """Return how far a figure moved, with the interval of the difference."""
    return comparison.change(estimate(before), estimate(after))


def than(span: Span) -> str:
    """Return what a figure of a span is compared with, to follow "slower"."""
    return str(_THAN[span.kind])


def moved(metric: Metric, found: Estimate) -> tuple[str, str]:
    """Return an arrow and the change in words: `("rise", "30 m slower")`; no arrow where it may be chance."""
    verdict = comparison.verdict(found)
    if verdict == comparison.UNKNOWN or found.value is None:
        return "", _("too few to compare")
    if verdict == comparison.UNCLEAR:
        return "", _("no clear change")
    up = verdict == comparison.HIGHER
    return ("rise" if up else "fall"), _by_how_much(metric, abs(found.value), up)


def _by_how_much(metric: Metric, size: float, up: bool) -> str:
    if metric.unit == "s":
        said = {"amount": formats.duration(size)}
        return (_("%(amount)s longer") if up else _("%(amount)s shorter")) % said
    if metric.unit == "ratio":
        said = {"amount": formats.points(size * 100)}
        return (_("%(amount)s higher") if up else _("%(amount)s lower")) % said
    said = {"amount": formats.amount(size, metric.unit)}
    if metric.statistic in ("count", "difference"):
        return (pgettext("count", "%(amount)s more") if up else pgettext("count", "%(amount)s fewer")) % said
    return (_("%(amount)s higher") if up else _("%(amount)s lower")) % said


def is_worse(metric: Metric, verdict: str) -> bool:
    """Return whether a clear change goes the wrong way; never for a metric without a better side."""
    worse = {"lower": comparison.HIGHER, "higher": comparison.LOWER}.get(metric.direction)
    return verdict == worse
