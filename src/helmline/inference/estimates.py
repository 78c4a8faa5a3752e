"""A number with its uncertainty. "Can't say" is a value with a reason, never an exception and never a 0."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from helmline.inference.distributions import two_sided_z
from helmline.inference.intervals import (
    LEVEL,
    Interval,
    clopper_pearson,
    garwood,
    mean_t,
    order_statistic_ranks,
    wilson,
)
from helmline.inference.summaries import Number, Summary

NO_DATA: Final = "no_data"  # no value at all
TOO_FEW: Final = "too_few"  # a value, but an end of the interval cannot be told from so few
NO_VARIANCE: Final = "no_variance"  # all values alike: the sample does not say how much they vary
NOT_REACHED: Final = "not_reached"  # the curve stays above the quantile: more than that are still open
NOT_A_SHARE: Final = "not_a_share"  # the numerator is not a part of the denominator

REASONS: Final = (NO_DATA, TOO_FEW, NO_VARIANCE, NOT_REACHED, NOT_A_SHARE)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value from `n` rows with its interval; `reason` names what could not be said, "" if nothing."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: str = ""
    level: float = LEVEL
    method: str = ""

    @property
    def interval(self) -> Interval:
        """The two ends with level and method."""
        return Interval(self.low, self.high, self.level, self.method)


def estimated(value: float, interval: Interval, n: int, reason: str = "") -> Estimate:
    """Join a value with its interval."""
    return Estimate(value, interval.low, interval.high, n, reason, interval.level, interval.method)


def cannot_say(reason: str, n: int = 0, value: float | None = None, level: float = LEVEL) -> Estimate:
    """Return an estimate without an interval, for `reason`."""
    return Estimate(value, None, None, n, reason, level)


def share(successes: int, n: int, level: float = LEVEL, *, exact: bool = False) -> Estimate:
    """Estimate a share of `n` trials: Wilson, or Clopper-Pearson with `exact`."""
    if n <= 0:
        return cannot_say(NO_DATA, 0, level=level)
    if not 0 <= successes <= n:
        return cannot_say(NOT_A_SHARE, n, successes / n, level)
    method = clopper_pearson if exact else wilson
    return estimated(successes / n, method(successes, n, level), n)


def mean(summary: Summary, level: float = LEVEL) -> Estimate:
    """Estimate a mean with Student's interval, in the unit of the summary's sum."""
    value, variance = summary.mean, summary.variance
    if value is None:
        return cannot_say(NO_DATA, 0, level=level)
    if variance is None:
        return cannot_say(TOO_FEW, summary.n, value, level)
    if variance == 0:
        return cannot_say(NO_VARIANCE, summary.n, value, level)
    return estimated(value, mean_t(value, variance, summary.n, level), summary.n)


def count(events: int, level: float = LEVEL) -> Estimate:
    """Estimate the expected number behind a Poisson count (Garwood). A count of 0 is data: 0 to 3.69."""
    return estimated(float(events), garwood(events, level), events)


def rate(events: int, exposure: float, level: float = LEVEL) -> Estimate:
    """Estimate events a unit of `exposure` (days, orders), the exposure being known without error."""
    if not exposure > 0:
        return cannot_say(NO_DATA, events, level=level)
    exact = garwood(events, level)
    low, high = exact.low or 0.0, exact.high or 0.0
    ends = Interval(low / exposure, high / exposure, level, exact.method)
    return estimated(events / exposure, ends, events)


def quantile(ordered: Sequence[Number], p: float = 0.5, level: float = LEVEL) -> Estimate:
    """Estimate the `p` quantile of values sorted ascending, with an interval from order statistics.

    The value is interpolated linearly between ranks (Hyndman and Fan's type 7, SQL's `quantile_cont`).
    """
    n = len(ordered)
    if n == 0:
        return cannot_say(NO_DATA, 0, level=level)
    lo, hi = order_statistic_ranks(n, p, level)
    return quantile_at_ranks(
        interpolated(ordered, p), lo and ordered[lo - 1], hi and ordered[hi - 1], n, level
    )


def quantile_at_ranks(
    value: Number, low: Number | None, high: Number | None, n: int, level: float = LEVEL
) -> Estimate:
    """Estimate a quantile whose value, and whose values at the order-statistic ranks, came from SQL."""
    reason = TOO_FEW if low is None or high is None else ""
    return Estimate(value, low, high, n, reason, level, "order-statistics")


def interpolated(ordered: Sequence[Number], p: float) -> float:
    """Return the type 7 quantile of at least one sorted value."""
    place = (len(ordered) - 1) * p
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (ordered[above] - ordered[below]) * (place - below))


def nps(promoters: int, passives: int, detractors: int, level: float = LEVEL) -> Estimate:
    """Estimate a Net Promoter Score in points (-100 to 100) from the three counts.

    The score is a mean of +1, 0, -1, so its variance is p+ + p- - (p+ - p-)^2 and SE = sqrt(Var / n). The
    interval is normal and cut at the ends of the scale. (B. Rocks, *Am. Statistician* 70, 2016, 365.)
    """
    n = promoters + passives + detractors
    if n == 0:
        return cannot_say(NO_DATA, 0, level=level)
    score = (promoters - detractors) / n
    variance = (promoters + detractors) / n - score * score
    if n in (promoters, passives, detractors):
        return cannot_say(NO_VARIANCE, n, 100 * score, level)
    half = two_sided_z(level) * math.sqrt(variance / n)
    ends = Interval(100 * max(-1.0, score - half), 100 * min(1.0, score + half), level, "nps-normal")
    return estimated(100 * score, ends, n)
