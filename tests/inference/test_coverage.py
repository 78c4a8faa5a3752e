"""Do the intervals cover the truth as often as they say? A seeded simulation a method.

Bounds are four standard errors of the simulated share; methods that promise *at least* the level have no
upper bound on coverage, approximate ones may miss by the amount that is stated beside them.
"""

import math

import numpy as np
import pytest

from helmline.inference import estimates
from helmline.inference.intervals import garwood, mean_t, wilson
from helmline.inference.survival import kaplan_meier, median

TRIALS = 2000
NOISE = 4 * math.sqrt(0.95 * 0.05 / TRIALS)


def covered(ends, truth):
    return np.mean([(low is None or low <= truth) and (high is None or truth <= high) for low, high in ends])


def ends(interval):
    return interval.low, interval.high


@pytest.mark.parametrize(("n", "p", "bias"), [(40, 0.2, 0.01), (200, 0.05, 0.01), (100, 0.5, 0.01)])
def test_it_covers_a_share_with_wilson(n, p, bias):
    draws = np.random.default_rng(1).binomial(n, p, TRIALS)
    share = covered((ends(wilson(int(k), n)) for k in draws), p)
    assert abs(share - 0.95) < NOISE + bias


def test_it_covers_a_mean_with_t():
    draws = np.random.default_rng(2).normal(10, 3, (TRIALS, 8))
    limits = (ends(mean_t(row.mean(), row.var(ddof=1), 8)) for row in draws)
    assert abs(covered(limits, 10) - 0.95) < NOISE


@pytest.mark.parametrize("rate", [0.7, 4.0, 60.0])
def test_it_covers_a_count_at_least_as_often_as_it_says(rate):
    draws = np.random.default_rng(3).poisson(rate, TRIALS)
    assert covered((ends(garwood(int(k))) for k in draws), rate) > 0.95 - NOISE


@pytest.mark.parametrize(("n", "p"), [(15, 0.5), (60, 0.5), (120, 0.9)])
def test_it_covers_a_quantile_at_least_as_often_as_it_says(n, p):
    draws = np.sort(np.random.default_rng(4).exponential(1.0, (TRIALS, n)), axis=1)
    limits = (ends(estimates.quantile(row, p)) for row in draws)
    share = covered(limits, -math.log(1 - p))
    assert 0.95 - NOISE < share < 0.99


def test_it_covers_a_rounded_median_too():
    draws = np.sort(np.random.default_rng(5).poisson(3.0, (TRIALS, 30)), axis=1)
    assert covered((ends(estimates.quantile(row)) for row in draws), 3) > 0.95 - NOISE


@pytest.mark.parametrize("transform", ["log-log", "log"])
def test_it_covers_a_censored_median_with_brookmeyer_and_crowley(transform):
    rng = np.random.default_rng(6)
    life, watched = rng.exponential(1.0, (TRIALS, 80)), rng.uniform(0.2, 3.0, (TRIALS, 80))
    limits = (
        ends(median(kaplan_meier(np.minimum(a, b), a <= b), transform=transform))
        for a, b in zip(life, watched, strict=True)
    )
    assert abs(covered(limits, math.log(2)) - 0.95) < NOISE + 0.01


def test_it_shows_why_open_work_may_not_be_dropped():
    rng = np.random.default_rng(7)
    life, watched = rng.exponential(1.0, 20_000), rng.uniform(0.2, 2.0, 20_000)
    naive = np.median(life[life <= watched])
    assert median(kaplan_meier(np.minimum(life, watched), life <= watched)).value == pytest.approx(
        math.log(2), rel=0.04
    )
    assert naive < 0.8 * math.log(2)
