"""Quantiles of Student's t, gamma, chi-square, beta and binomial counts, without SciPy.

The incomplete gamma and beta functions are Legendre continued fractions (DLMF 8.9.2 and 8.17.22) or power
series, times a density in Loader's saddle-point form (C. Loader, *Fast and accurate computation of binomial
probabilities*, 2000), which keeps its digits where exp(a log x - x - lgamma(a)) loses them. Both tails are
computed apart, so a quantile far out is as exact as one in the middle. Against SciPy the quantiles agree to
about 1e-10 in relative terms, in most places to 1e-13.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

_TINY = 1e-300
_EPS = 1e-16
_LOG_2PI = math.log(2 * math.pi)

#: (lower tail, upper tail) of a distribution at a point
Tails = tuple[float, float]


def normal_quantile(p: float) -> float:
    """Return z with P(Z <= z) = p, for 0 < p < 1."""
    _check_probability(p)
    return NormalDist().inv_cdf(p)


def two_sided_z(level: float) -> float:
    """Return z with P(|Z| <= z) = level: 1.96 for 0.95."""
    _check_probability(level)
    return -NormalDist().inv_cdf((1 - level) / 2)


@lru_cache(maxsize=4096)
def t_quantile(p: float, df: float) -> float:
    """Return t with P(T <= t) = p for `df` > 0 degrees of freedom (need not be whole)."""
    _check_probability(p)
    if not df > 0:
        raise ValueError(f"degrees of freedom must be above 0, not {df}")
    if p == 0.5:
        return 0.0
    if p < 0.5:
        return -_t_upper(p, df)
    return _t_upper(1 - p, df)


def _t_upper(tail: float, df: float) -> float:
    if df >= 1e6:
        return _nearly_normal_t(tail, df)

    def tails(t: float) -> Tails:
        square = t * t
        inside, outside = beta_tails(0.5, df / 2, square / (df + square), df / (df + square))
        return 0.5 + inside / 2, outside / 2

    guess = -NormalDist().inv_cdf(tail)
    return _solve(tails, 1 - tail, tail, 0.0, math.inf, max(guess, 1e-3))


def _nearly_normal_t(tail: float, df: float) -> float:
    """Cornish and Fisher's expansion in 1 / df (Abramowitz & Stegun 26.7.5), exact to 1 / df^3."""
    z = -NormalDist().inv_cdf(tail)
    return z + (z**3 + z) / (4 * df) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df * df)


@lru_cache(maxsize=4096)
def gamma_quantile(p: float, shape: float) -> float:
    """Return x with P(X <= x) = p for a gamma distribution of `shape` > 0 and scale 1."""
    _check_probability(p)
    if not shape > 0:
        raise ValueError(f"shape must be above 0, not {shape}")
    guess = _wilson_hilferty(p, shape)
    return _solve(lambda x: gamma_tails(shape, x), p, 1 - p, 0.0, math.inf, guess)


def _wilson_hilferty(p: float, shape: float) -> float:
    """First guess: the cube root of a gamma variable is nearly normal."""
    root = 1 - 1 / (9 * shape) + normal_quantile(p) / (3 * math.sqrt(shape))
    if root > 0.1:
        return shape * root**3
    # far left: P is nearly x^a / gamma(a + 1)
    return max(math.exp((math.log(p) + math.lgamma(shape + 1)) / shape), _TINY)


def chi_square_quantile(p: float, df: float) -> float:
    """Return x with P(X <= x) = p for chi-square with `df` degrees of freedom."""
    return 2 * gamma_quantile(p, df / 2)


@lru_cache(maxsize=4096)
def beta_quantile(p: float, a: float, b: float) -> float:
    """Return x with P(X <= x) = p for a beta distribution, a > 0, b > 0."""
    _check_probability(p)
    if not (a > 0 and b > 0):
        raise ValueError(f"both parameters must be above 0, not {a} and {b}")
    mean = a / (a + b)
    spread = math.sqrt(mean * (1 - mean) / (a + b + 1))
    guess = min(max(mean + normal_quantile(p) * spread, mean / 50), 1 - (1 - mean) / 50)
    return _solve(lambda x: beta_tails(a, b, x, 1 - x), p, 1 - p, 0.0, 1.0, guess)


def binomial_cdf(k: int, n: int, p: float) -> float:
    """Return P(B <= k) for B successes in `n` trials of probability `p`."""
    if k < 0:
        return 0.0
    if k >= n:
        return 1.0
    return beta_tails(n - k, k + 1, 1 - p, p)[0]


# ---- tails ---------------------------------------------------------------------------------------


def gamma_tails(shape: float, x: float) -> Tails:
    """Return the regularised incomplete gamma functions (P, Q) of `shape` at `x`."""
    if x <= 0:
        return 0.0, 1.0
    if math.isinf(x):
        return 1.0, 0.0
    density = math.exp(_log_poisson(shape, x))  # x^a e^-x / gamma(a + 1)
    if x < shape + 1:
        lower = min(1.0, density * _gamma_series(shape, x))
        return lower, 1 - lower
    upper = min(1.0, density * shape * _gamma_fraction(shape, x))
    return 1 - upper, upper


def _gamma_series(shape: float, x: float) -> float:
    total = term = 1.0
    step = shape
    while term > total * _EPS:
        step += 1
        term *= x / step
        total += term
    return total


def _gamma_fraction(shape: float, x: float) -> float:
    b = x + 1 - shape
    c = 1 / _TINY
    d = value = 1 / b
    i = 0
    while True:
        i += 1
        a = -i * (i - shape)
        b += 2
        d = 1 / _nonzero(a * d + b)
        c = _nonzero(b + a / c)
        value *= d * c
        if abs(d * c - 1) < 3e-16 or i > 1_000_000:
            return value


def beta_tails(a: float, b: float, x: float, complement: float) -> Tails:
    """Return the regularised incomplete beta I_x(a, b) and 1 - I_x(a, b).

    `complement` is 1 - x, given by the caller because near 1 it cannot be had from x without loss.
    """
    if x <= 0:
        return 0.0, 1.0
    if complement <= 0:
        return 1.0, 0.0
    if x * (a + b + 2) > a + 1:
        upper, lower = _left_beta_tails(b, a, complement, x)
        return lower, upper
    return _left_beta_tails(a, b, x, complement)


def _left_beta_tails(a: float, b: float, x: float, complement: float) -> Tails:
    """Return both tails where x is left of the mean, so that the continued fraction converges fast."""
    density = math.exp(_log_beta_power(a, b, x, complement))  # x^a (1-x)^b / B(a, b)
    lower = min(1.0, density * _beta_fraction(a, b, x) / a)
    return lower, 1 - lower


def _beta_fraction(a: float, b: float, x: float) -> float:
    c = 1.0
    d = value = 1 / _nonzero(1 - (a + b) * x / (a + 1))
    m = 0
    while True:
        m += 1
        twice = a + 2 * m
        even = m * (b - m) * x / ((twice - 1) * twice)
        d = 1 / _nonzero(1 + even * d)
        c = _nonzero(1 + even / c)
        value *= d * c
        odd = -(a + m) * (a + b + m) * x / (twice * (twice + 1))
        d = 1 / _nonzero(1 + odd * d)
        c = _nonzero(1 + odd / c)
        value *= d * c
        if abs(d * c - 1) < 3e-16 or m > 1_000_000:
            return value


def _nonzero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


# ---- densities in saddle-point form --------------------------------------------------------------


def _log_poisson(x: float, rate: float) -> float:
    """Log of rate^x e^-rate / gamma(x + 1), for x > 0."""
    return -_stirling_error(x) - _deviance(x, rate) - (_LOG_2PI + math.log(x)) / 2


def _log_beta_power(a: float, b: float, x: float, complement: float) -> float:
    """Log of x^a (1-x)^b / B(a, b)."""
    n = a + b
    correction = _stirling_error(n) - _stirling_error(a) - _stirling_error(b)
    deviance = _deviance(a, n * x) + _deviance(b, n * complement)
    return correction - deviance + (math.log(a) + math.log(b) - math.log(n) - _LOG_2PI) / 2


def _stirling_error(x: float) -> float:
    """Log gamma(x + 1) minus Stirling's formula for it."""
    if x < 16:
        return math.lgamma(x + 1) - (x + 0.5) * math.log(x) + x - _LOG_2PI / 2
    square = x * x
    series = 1 / 1260 - (1 / 1680 - (1 / 1188 - 691 / 360360 / square) / square) / square
    return (1 / 12 - (1 / 360 - series / square) / square) / x


def _deviance(x: float, mean: float) -> float:
    """Return x log(x / mean) + mean - x, without cancellation near x = mean."""
    if abs(x - mean) > 0.1 * (x + mean):
        return x * math.log(x / mean) + mean - x
    ratio = (x - mean) / (x + mean)
    total = (x - mean) * ratio
    term = 2 * x * ratio
    j = 1
    while True:
        term *= ratio * ratio
        following = total + term / (2 * j + 1)
        if following == total:
            return total
        total = following
        j += 1


# ---- root finding --------------------------------------------------------------------------------


def _solve(
    tails: Callable[[float], Tails], lower: float, upper: float, left: float, right: float, guess: float
) -> float:
    """Return x whose tails are (`lower`, `upper`), by secants kept inside a bracket.

    The smaller tail is matched on a log scale: there it is nearly straight, and it loses no digits.
    """
    smaller = 0 if lower <= upper else 1
    target = math.log(min(lower, upper))
    sign = 1 if smaller == 0 else -1

    def error(x: float) -> float:
        tail = tails(x)[smaller]
        return sign * ((math.log(tail) if tail > 0 else -750.0) - target)

    left, right = _bracket(error, left, right, guess)
    return _secants(error, left, right)


def _bracket(error: Callable[[float], float], left: float, right: float, guess: float) -> tuple[float, float]:
    """Narrow (left, right) around the root by steps from `guess` that grow."""
    step = abs(guess) * 0.01 if math.isinf(right) else min(guess - left, right - guess) * 0.01
    below = error(guess) < 0
    near = guess
    while True:
        far = near + step if below else near - step
        if not left < far < right:
            return (near, right) if below else (left, near)
        if (error(far) < 0) != below:
            return (near, far) if below else (far, near)
        near, step = far, step * 4


def _secants(error: Callable[[float], float], left: float, right: float) -> float:
    """Return the root between `left` and `right`: secants, with a halving whenever one leaves the bracket.

    A secant's error is about the product of the two before it, so one that moves x by less than 1e-11 of
    itself is right to the last digits.
    """
    older, x = left, right
    f_older, f = error(older), error(x)
    for turn in range(1, 400):
        if f in (0.0, f_older):
            break
        candidate = x - f * (x - older) / (f - f_older)
        inside = left <= candidate <= right and turn % 8 != 0
        if inside and abs(candidate - x) <= 1e-11 * abs(candidate):
            return candidate
        older, f_older = x, f
        x = candidate if inside else left + (right - left) / 2
        f = error(x)
        if f < 0:
            left = x
        else:
            right = x
    return x


def _check_probability(p: float) -> None:
    if not 0 < p < 1:
        raise ValueError(f"a probability here lies between 0 and 1, both excluded; got {p}")
