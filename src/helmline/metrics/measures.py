"""From values and counts to a cell: statistics come from `helmline.inference`, nothing is invented here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from helmline.inference import estimates, survival
from helmline.inference.estimates import Estimate
from helmline.inference.summaries import Summary
from helmline.metrics.histogram import buckets_of
from helmline.metrics.metric import Metric
from helmline.metrics.result import QUANTILES

if TYPE_CHECKING:
    import numpy.typing as npt

SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Values:
    """One value a row, its end seen or not, or not known: the rows of one cell or of many."""

    value: npt.NDArray[np.int64]  # microseconds or plain numbers; undefined where missing
    seen: npt.NDArray[np.bool_]
    missing: npt.NDArray[np.bool_]
    notes: tuple[str, ...] = ()

    def at(self, places: npt.NDArray[np.int64]) -> Values:
        """Return the rows at `places`."""
        return Values(self.value[places], self.seen[places], self.missing[places], self.notes)


def exact_sums(values: npt.NDArray[np.int64]) -> tuple[int, int]:
    """Return the exact sum and sum of squares as Python integers, whatever their size.

    Squares of microseconds overflow 64 bits; each value is split in two 31-bit halves whose products do not.
    """
    if not values.size:
        return 0, 0
    high, low = values >> 31, values & 0x7FFFFFFF
    total = (int(high.sum()) << 31) + int(low.sum())
    squares = (_dot(high, high) << 62) + (_dot(high, low) << 32) + _dot(low, low)
    return total, squares


def _dot(left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> int:
    product = left * right  # below 2**62 for spans shorter than 146,000 years
    return (int((product >> 31).sum()) << 31) + int((product & 0x7FFFFFFF).sum())


def describe(metric: Metric, values: Values) -> dict[str, Any]:
    """Return the fields of a cell: sums, mean, quantiles, and the value by the metric's statistic."""
    known = ~values.missing
    done = np.sort(values.value[known & values.seen])
    censored = int((known & ~values.seen).sum())
    total, squares = exact_sums(done)
    summary = Summary(done.size, censored, int(values.missing.sum()), total, squares)
    scale = float(SECOND_US if metric.is_timed else metric.scale)
    mean = estimates.mean(summary)
    fields: dict[str, Any] = {
        "summary": summary,
        "mean": _scaled(mean.value, scale),
        "mean_low": _scaled(mean.low, scale),
        "mean_high": _scaled(mean.high, scale),
    }
    fields.update(_quantiles(values, known, done, censored, scale))
    if metric.statistic == "mean":
        fields.update(_valued(mean, scale, "t"))
    fields["histogram"] = _histogram(metric, done)
    notes = [*values.notes, *fields.pop("notes")]
    notes += ["missing_end"] if summary.n_missing and not notes else []
    return {**fields, "notes": tuple(dict.fromkeys(notes))}


def _histogram(metric: Metric, done: npt.NDArray[np.int64]) -> dict[str, int]:
    """Return how finished values are distributed: every point of a rating scale, else fixed buckets."""
    if metric.part != "histogram":
        return buckets_of(metric).count(done, SECOND_US if metric.is_timed else metric.scale)
    points, times = np.unique(done, return_counts=True)
    return {f"{point / metric.scale:g}": int(count) for point, count in zip(points, times, strict=True)}


def _scaled(value: float | None, scale: float) -> float | None:
    return None if value is None else float(value) / scale


def _valued(estimate: Estimate, scale: float, method: str) -> dict[str, Any]:
    ends = {name: _scaled(getattr(estimate, name), scale) for name in ("value", "low", "high")}
    return {**ends, "method": method}


def _quantiles(
    values: Values, known: npt.NDArray[np.bool_], done: npt.NDArray[np.int64], censored: int, scale: float
) -> dict[str, Any]:
    ordered: Any = done  # a sorted array is as good as a sorted list
    naive = {}
    if done.size:
        naive = {name: _scaled(estimates.interpolated(ordered, p), scale) for name, p in QUANTILES}
    if not (censored and survival.use_kaplan_meier(done.size + censored, censored)):
        middle = estimates.quantile(ordered)
        notes = [middle.reason] if middle.reason else []
        return {"quantiles": naive, **_valued(middle, scale, "order-statistics"), "notes": notes}
    curve = survival.kaplan_meier(np.maximum(values.value[known], 0), values.seen[known])
    found = {name: survival.quantile(curve, p) for name, p in QUANTILES}
    middle = found["p50"]
    return {
        "quantiles": {name: _scaled(estimate.value, scale) for name, estimate in found.items()},
        "naive": naive,
        **_valued(middle, scale, "kaplan-meier"),
        "notes": ["kaplan_meier", *([middle.reason] if middle.reason else [])],
    }


def ratio_fields(over: int, under: int, n: int, pending: int) -> dict[str, Any]:
    """Return the fields of a ratio cell: Wilson's interval where the numerator is part of the denominator."""
    share = estimates.share(over, under)
    notes = tuple(note for note in (share.reason,) if note)
    return {
        "summary": Summary(n=n, numerator=over, denominator=under),
        "pending": pending,
        "value": share.value,
        "low": share.low,
        "high": share.high,
        "method": "wilson" if share.low is not None else "",
        "notes": notes,
    }


def count_fields(events: int) -> dict[str, Any]:
    """Return the fields of a count cell with the exact Poisson interval."""
    count = estimates.count(events)
    return {
        "summary": Summary(n=events),
        "value": events,
        "low": count.low,
        "high": count.high,
        "method": "poisson-exact",
    }


def score_fields(over: int, under: int, n: int, pending: int) -> dict[str, Any]:
    """Return the fields of a net promoter score, from promoters (numerator) and detractors (denominator)."""
    score = estimates.nps(over, n - over - under, under)
    return {
        "summary": Summary(n=n, numerator=over, denominator=under),
        "pending": pending,
        "value": score.value,
        "low": score.low,
        "high": score.high,
        "method": score.method,
        "notes": tuple(note for note in (score.reason,) if note),
    }


def with_note(fields: Mapping[str, Any], *notes: str) -> dict[str, Any]:
    """Return the fields with more notes."""
    return {**fields, "notes": tuple(dict.fromkeys((*fields.get("notes", ()), *notes)))}
