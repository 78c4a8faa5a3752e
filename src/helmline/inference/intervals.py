"""Confidence intervals from counts and sums. Each returns an `Interval` that says how it was made."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from helmline.inference.distributions import (
    beta_quantile,
    binomial_cdf,
    gamma_quantile,
    normal_quantile,
    t_quantile,
    two_sided_z,
)

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A range that covers the true value in `level` of all samples. A None end is open: not known."""

    low: float | None
    high: float | None
    level: float
    method: str


def wilson(successes: int, n: int, level: float = LEVEL) -> Interval:
    """Score interval for a share of `n` > 0 trials.

    E. B. Wilson, *JASA* 22 (1927) 209; method 3 of Newcombe, *Stat. Med.* 17 (1998) 857.
    """
    _check_share(successes, n)
    z = two_sided_z(level)
    share = successes / n
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # Exactly 0 and 1 at the ends: there the formula is right up to rounding only.
    low = 0.0 if successes == 0 else max(0.0, (middle - half) / scale)
    high = 1.0 if successes == n else min(1.0, (middle + half) / scale)
    return Interval(low, high, level, "wilson")


def clopper_pearson(successes: int, n: int, level: float = LEVEL) -> Interval:
    """Exact interval for a share; never covers less than `level`, usually more.

    Clopper and Pearson, *Biometrika* 26 (1934) 404; method 5 of Newcombe 1998.
    """
    _check_share(successes, n)
    tail = _tail(level)
    low = 0.0 if successes == 0 else beta_quantile(tail, successes, n - successes + 1)
    high = 1.0 if successes == n else beta_quantile(1 - tail, successes + 1, n - successes)
    return Interval(low, high, level, "clopper-pearson")


def garwood(count: int, level: float = LEVEL) -> Interval:
    """Exact interval for the mean of a Poisson count. F. Garwood, *Biometrika* 28 (1936) 437."""
    _check_count(count)
    tail = _tail(level)
    low = 0.0 if count == 0 else gamma_quantile(tail, count)
    return Interval(low, gamma_quantile(1 - tail, count + 1), level, "exact-poisson")


def byar(count: int, level: float = LEVEL) -> Interval:
    """Byar's cube-root approximation of the Poisson interval, good from a count of about 10.

    Breslow and Day, *Statistical Methods in Cancer Research* II (1987), 2.3.
    """
    _check_count(count)
    z = two_sided_z(level)
    low = 0.0 if count == 0 else count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3
    above = count + 1
    high = above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3
    return Interval(max(0.0, low), high, level, "byar")


def mean_t(mean: float, variance: float, n: int, level: float = LEVEL) -> Interval:
    """Student's interval for a mean, from the sample `variance` of `n` >= 2 values (unit: that of mean)."""
    if n < 2 or variance < 0:
        raise ValueError(f"a t interval needs n >= 2 and a variance >= 0, not n={n}, variance={variance}")
    half = t_quantile(1 - _tail(level), n - 1) * math.sqrt(variance / n)
    return Interval(mean - half, mean + half, level, "t")


@lru_cache(maxsize=65536)
def order_statistic_ranks(n: int, p: float = 0.5, level: float = LEVEL) -> tuple[int | None, int | None]:
    """Return ranks (lo, hi), counted from 1, whose sorted values enclose the `p` quantile of `n` values.

    P(x[lo] <= quantile <= x[hi]) >= level for every distribution, ties or not: lo is the greatest rank with
    P(B < lo) <= (1 - level) / 2 and hi the smallest with P(B >= hi) <= (1 - level) / 2, B binomial(n, p).
    None where no value is far enough out: the median needs n >= 6 at 95 %, p95 needs 72 above.
    H. A. David, H. N. Nagaraja, *Order Statistics* (2003), 7.1.
    """
    if n < 0 or not 0 < p < 1:
        raise ValueError(f"ranks need n >= 0 and 0 < p < 1, not n={n}, p={p}")
    tail = _tail(level)
    lo = _ranks_below(n, p, tail)
    # mirrored: counting from the top, the p quantile is the 1 - p quantile
    hi = n + 1 - _ranks_below(n, 1 - p, tail)
    return (lo or None), (hi if hi <= n else None)


def _ranks_below(n: int, p: float, tail: float) -> int:
    """Return the greatest rank r with P(B <= r - 1) <= tail, or 0."""
    spread = math.sqrt(n * p * (1 - p))
    rank = min(max(int(n * p + normal_quantile(tail) * spread), 0), n)
    while rank < n and binomial_cdf(rank, n, p) <= tail:
        rank += 1
    while rank > 0 and binomial_cdf(rank - 1, n, p) > tail:
        rank -= 1
    return rank


def _tail(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"a confidence level lies between 0 and 1, like 0.95; got {level}")
    return (1 - level) / 2


def _check_share(successes: int, n: int) -> None:
    if not 0 <= successes <= n or n < 1:
        raise ValueError(f"a share needs 0 <= successes <= n and n >= 1, not {successes} of {n}")


def _check_count(count: int) -> None:
    if count < 0:
        raise ValueError(f"a count is 0 or more, not {count}")
