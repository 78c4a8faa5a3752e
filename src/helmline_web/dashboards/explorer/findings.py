"""The finding of a picture as one sentence: what changed, who differs, how it is spread, and no more than is sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from helmline.inference.comparison import HIGHER, LOWER, UNCLEAR, UNKNOWN, verdict
from helmline.inference.estimates import Estimate
from helmline.metrics.metric import Metric
from helmline.metrics.result import Cell
from helmline_web.analytics import terms, wording
from helmline_web.analytics.spans import Span
from helmline_web.dashboards.explorer.panel import count_of
from helmline_web.ui import formats

#: counted at an instant or from such counts: nothing was drawn, so a difference is what it is
_EXACT: Final = ("stock", "difference", "days_of_work")

_CHANGED: Final[Mapping[str, Mapping[str, str | Promise]]] = {
    "time": {
        HIGHER: gettext_lazy("%(metric)s is longer than %(before)s: %(now)s, from %(then)s"),
        LOWER: gettext_lazy("%(metric)s is shorter than %(before)s: %(now)s, from %(then)s"),
    },
    "count": {
        HIGHER: gettext_lazy("%(metric)s: more than %(before)s, %(now)s after %(then)s"),
        LOWER: gettext_lazy("%(metric)s: fewer than %(before)s, %(now)s after %(then)s"),
    },
    "level": {
        HIGHER: gettext_lazy("%(metric)s is higher than %(before)s: %(now)s, from %(then)s"),
        LOWER: gettext_lazy("%(metric)s is lower than %(before)s: %(now)s, from %(then)s"),
    },
}
_SAME: Final = {
    UNCLEAR: gettext_lazy("%(metric)s: no clear change, %(now)s and %(then)s %(before)s"),
    UNKNOWN: gettext_lazy("%(metric)s: too few to tell a change, %(now)s and %(then)s %(before)s"),
}


def difference(metric: Metric, before: Cell, after: Cell) -> tuple[Estimate, str]:
    """Return the change between two cells, and what may be said of it."""
    found = wording.change(before, after)
    if metric.kind in _EXACT and found.value is not None:
        return found, HIGHER if found.value > 0 else LOWER if found.value < 0 else UNCLEAR
    return found, verdict(found)


def span_before(span: Span, against: str) -> str:
    """Return the words for the span of comparison."""
    if against == "year":
        return _("the same time a year before")
    if span.kind != "days":
        return str(wording.BEFORE[span.kind])
    return ngettext("the %(days)s day before", "the %(days)s days before", span.days) % {"days": span.days}


def changed(metric: Metric, before: Cell, after: Cell, than: str) -> str:
    """Say what changed since the span of comparison, or that nothing can be said to have."""
    name = terms.title(metric)
    if after.value is None:
        return _("%(metric)s: nothing to count in this period") % {"metric": name}
    now = formats.amount(after.value, metric.unit)
    if not before.value and not count_of(before):
        return _("%(metric)s: %(now)s") % {"metric": name, "now": now}
    _found, said = difference(metric, before, after)
    sentence = _SAME.get(said) or _CHANGED[_sort(metric)][said]
    then = formats.amount(before.value, metric.unit)
    return str(sentence) % {"metric": name, "before": than, "now": now, "then": then}


def _sort(metric: Metric) -> str:
    if metric.unit in ("s", "days"):
        return "time"
    return "count" if metric.statistic == "count" else "level"


def apart(metric: Metric, dimensions: Sequence[str], named: Sequence[tuple[str, Cell]]) -> str:
    """Say which value lies highest and which lowest, where their likely ranges are apart. Of people: never."""
    known = [(name, cell) for name, cell in named if cell.value is not None and _is_sure(metric, cell)]
    title, by = terms.title(metric), " · ".join(map(terms.dimension, dimensions))
    if "agent" in dimensions or len(known) < 2:
        return _("%(metric)s by %(dimension)s") % {"metric": title, "dimension": by.lower()}
    top, bottom = (choose(known, key=lambda pair: pair[1].value) for choose in (max, min))
    if not _ranges_apart(bottom[1], top[1]):
        return _("%(metric)s: no clear difference by %(dimension)s") % {
            "metric": title,
            "dimension": by.lower(),
        }
    return _("%(metric)s is highest for %(top)s (%(most)s), lowest for %(bottom)s (%(least)s)") % {
        "metric": title, "top": top[0], "most": formats.amount(top[1].value, metric.unit),
        "bottom": bottom[0], "least": formats.amount(bottom[1].value, metric.unit),
    }  # fmt: skip


def _is_sure(metric: Metric, cell: Cell) -> bool:
    """Return whether a cell may be named as highest or lowest: with a likely range, or without a need of one."""
    return metric.kind in _EXACT or (cell.low is not None and cell.high is not None)


def _ranges_apart(low: Cell, high: Cell) -> bool:
    """Return whether two likely ranges have no value in common: the two were picked out of many, so ask more."""
    if low.high is None or high.low is None:
        return low.value != high.value
    return low.high < high.low


def spread(metric: Metric, cell: Cell) -> str:
    """Say within what half and nine in ten lie."""
    p50, p90 = cell.quantiles.get("p50"), cell.quantiles.get("p90")
    title = terms.title(metric)
    if p50 is None:
        return _("%(metric)s: how it is spread") % {"metric": title}
    half = formats.amount(p50, metric.unit)
    if p90 is None:
        return _("%(metric)s: half within %(half)s, the slow end is not known yet") % {
            "metric": title,
            "half": half,
        }
    most = formats.amount(p90, metric.unit)
    return _("%(metric)s: half within %(half)s, 9 in 10 within %(most)s") % {
        "metric": title, "half": half, "most": most,
    }  # fmt: skip
