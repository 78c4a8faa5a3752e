"""Durations whose end was not always seen: Kaplan-Meier, its quantiles and its restricted mean.

A censored duration is one still running when we stopped looking. At a tie the end comes before the
censoring, as usual. Units are the caller's: whatever the durations are in comes out again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from helmline.inference.distributions import two_sided_z
from helmline.inference.estimates import NO_DATA, NO_VARIANCE, NOT_REACHED, TOO_FEW, Estimate, cannot_say
from helmline.inference.intervals import LEVEL

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Transform = Literal["log-log", "log", "plain"]

#: S(t) within this of 1 - p counts as equal: the rounding of ten million factors stays far below
_FLAT = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A Kaplan-Meier curve: arrays over the distinct times at which an end was seen, ascending."""

    times: npt.NDArray[Any]
    at_risk: Counts  # still running just before that time
    events: Counts  # ends seen at that time
    survival: Floats  # S(t) from that time on
    greenwood: Floats  # sum of d / (r (r - d)) up to that time: Var S = S^2 times this
    n: int
    n_censored: int
    last: float  # the longest duration, seen or censored

    def at(self, t: float) -> float:
        """Return S(t), the share still running after `t`."""
        place = int(np.searchsorted(self.times, t, side="right"))
        return 1.0 if place == 0 else float(self.survival[place - 1])


def use_kaplan_meier(n: int, n_censored: int) -> bool:
    """Return whether more than 5 % of the cohort `n` (seen and censored together) is still open."""
    return n_censored * 20 > n


def kaplan_meier(durations: npt.ArrayLike, observed: npt.ArrayLike) -> Curve:
    """Fit the curve from one duration a row and whether its end was seen.

    Kaplan and Meier, *JASA* 53 (1958) 457. Raises ValueError for negative or missing durations.
    """
    spans, seen = np.asarray(durations), np.asarray(observed, dtype=bool)
    if spans.shape != seen.shape or spans.ndim != 1:
        raise ValueError(f"durations {spans.shape} and observed {seen.shape} must be two equally long lists")
    ended, running = np.sort(spans[seen]), np.sort(spans[~seen])
    _check_sorted(ended)
    _check_sorted(running)
    starts = _run_starts(ended)
    times = ended[starts]
    events = np.diff(np.append(starts, ended.size))
    gone = starts + np.searchsorted(running, times, side="left")
    last = max((float(part[-1]) for part in (ended, running) if part.size), default=0.0)
    return _curve(times, spans.size - gone, events, spans.size, running.size, last)


def kaplan_meier_grouped(times: npt.ArrayLike, events: npt.ArrayLike, censored: npt.ArrayLike) -> Curve:
    """Fit the curve from counts at distinct times: ends seen and censored at each (in any order)."""
    when, ended = np.asarray(times), np.asarray(events, dtype=np.int64)
    running = np.asarray(censored, dtype=np.int64)
    order = np.argsort(when, kind="stable")
    when, ended, running = when[order], ended[order], running[order]
    _check_sorted(when)
    if when.size and (np.any(when[1:] == when[:-1]) or min(ended.min(), running.min()) < 0):
        raise ValueError("grouped counts need distinct times and counts of 0 or more")
    leaving = ended + running
    n = int(leaving.sum())
    at_risk = n - (np.cumsum(leaving) - leaving)
    had = ended > 0
    last = float(when[leaving > 0][-1]) if n else 0.0
    return _curve(when[had], at_risk[had], ended[had], n, int(running.sum()), last)


def quantile(
    curve: Curve, p: float = 0.5, level: float = LEVEL, transform: Transform = "log-log"
) -> Estimate:
    """Estimate the time by which a share `p` has ended, with Brookmeyer and Crowley's interval.

    The value is the first time with S <= 1 - p; where S equals 1 - p over a whole step, the middle of the
    step (so that without censoring the median is the usual one). The interval holds every time that a test
    of S(t) = 1 - p on the `transform` scale does not reject (*Biometrics* 38, 1982, 29). An end that is
    never reached is None, with reason `not_reached` (no value) or `too_few` (no end of the interval).
    """
    if not 0 < p < 1:
        raise ValueError(f"a quantile lies between 0 and 1, like 0.5; got {p}")
    method = f"brookmeyer-crowley/{transform}"
    if curve.n == 0:
        return cannot_say(NO_DATA, 0, level=level)
    lower, upper = bands(curve, level, transform)
    low, high = _first(curve.times, lower, 1 - p), _first(curve.times, upper, 1 - p)
    value = _middle(curve, 1 - p)
    reason = NOT_REACHED if value is None else TOO_FEW if low is None or high is None else ""
    return Estimate(value, low, high, curve.n, reason, level, method)


def median(curve: Curve, level: float = LEVEL, transform: Transform = "log-log") -> Estimate:
    """Estimate the median; see `quantile`."""
    return quantile(curve, 0.5, level, transform)


def bands(curve: Curve, level: float = LEVEL, transform: Transform = "log-log") -> tuple[Floats, Floats]:
    """Return the pointwise confidence limits of S at `curve.times`, by Greenwood's variance.

    Where S has fallen to 0 the variance is not defined: there the lower limit is 0 and the upper one is
    carried on from the step before, which errs on the wide side.
    """
    z = two_sided_z(level)
    alive = curve.survival > 0
    s, spread = curve.survival[alive], z * np.sqrt(curve.greenwood[alive])
    lower, upper = _limits(s, spread, transform)
    dead = curve.survival.size - s.size
    carried = upper[-1] if s.size else 1.0
    return np.append(lower, np.zeros(dead)), np.append(upper, np.full(dead, carried))


def restricted_mean(curve: Curve, tau: float | None = None, level: float = LEVEL) -> Estimate:
    """Estimate the mean of min(duration, `tau`): the area under the curve up to `tau`.

    Without `tau`, up to the longest duration. The variance is Greenwood's: the sum over ends of (area still
    to come)^2 d / (r (r - d)). The interval is normal. (Klein and Moeschberger, *Survival Analysis*, 4.5.)
    """
    if curve.n == 0:
        return cannot_say(NO_DATA, 0, level=level)
    end = curve.last if tau is None else tau
    if end > curve.last and curve.survival.size and curve.survival[-1] > 0:
        return cannot_say(NOT_REACHED, curve.n, level=level)
    within = curve.times <= end
    times = curve.times[within].astype(np.float64)
    steps = np.diff(np.concatenate(([0.0], times, [float(end)])))
    areas = np.concatenate(([1.0], curve.survival[within])) * steps
    value = float(areas.sum())
    to_come = value - np.cumsum(areas)[:-1]
    risk, ended = curve.at_risk[within].astype(np.float64), curve.events[within]
    left = risk - ended
    weights = np.divide(ended, risk * left, out=np.zeros_like(risk), where=left > 0)
    variance = float(np.sum(to_come * to_come * weights))
    if variance <= 0:
        return cannot_say(NO_VARIANCE, curve.n, value, level)
    half = two_sided_z(level) * math.sqrt(variance)
    return Estimate(value, value - half, value + half, curve.n, "", level, "restricted-mean")


# ---- pieces --------------------------------------------------------------------------------------


def _curve(
    times: npt.NDArray[Any], at_risk: Counts, events: Counts, n: int, n_censored: int, last: float
) -> Curve:
    risk = at_risk.astype(np.float64)
    left = risk - events
    survival: Floats = np.cumprod(left / risk, dtype=np.float64)
    terms = np.divide(events, risk * left, out=np.full(risk.shape, np.inf), where=left > 0)
    return Curve(times, at_risk, events, survival, np.cumsum(terms), n, n_censored, last)


def _limits(s: Floats, spread: Floats, transform: Transform) -> tuple[Floats, Floats]:
    """Limits of S > 0 on a scale; `spread` is z times the standard error of log S."""
    if transform == "plain":
        return np.clip(s * (1 - spread), 0, 1), np.clip(s * (1 + spread), 0, 1)
    if transform == "log":
        return s * np.exp(-spread), np.minimum(1.0, s * np.exp(spread))
    if transform != "log-log":
        raise ValueError(f'unknown transform "{transform}": log-log, log or plain')
    # the standard error of log(-log S) is that of log S over |log S|
    wide = np.exp(spread / -np.log(s))
    return s**wide, s ** (1 / wide)


def _first(times: npt.NDArray[Any], limit: Floats, target: float) -> float | None:
    """First time at which `limit` has come down to `target`."""
    below = limit <= target + _FLAT
    return float(times[int(np.argmax(below))]) if below.any() else None


def _middle(curve: Curve, target: float) -> float | None:
    below = curve.survival <= target + _FLAT
    if not below.any():
        return None
    place = int(np.argmax(below))
    time = curve.times[place]
    flat = curve.survival[place] >= target - _FLAT
    if not flat or place + 1 == curve.times.size:
        return float(time)
    return float(time + (curve.times[place + 1] - time) / 2)


def _run_starts(ordered: npt.NDArray[Any]) -> Counts:
    if ordered.size == 0:
        return np.zeros(0, dtype=np.int64)
    return np.concatenate(([0], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1)).astype(np.int64)


def _check_sorted(ordered: npt.NDArray[Any]) -> None:
    # NaN sorts last, so the two ends tell
    if ordered.size and not (ordered[0] >= 0 and ordered[-1] >= 0):
        raise ValueError(f"durations are 0 or more and never missing; found {ordered[0]} and {ordered[-1]}")
