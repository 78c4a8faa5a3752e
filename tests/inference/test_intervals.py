"""Intervals: against published values (see test_published_values), SciPy, and their own definitions."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from helmline.inference.intervals import (
    byar,
    clopper_pearson,
    garwood,
    mean_t,
    order_statistic_ranks,
    wilson,
)

levels = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.998])
shares = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(shares, levels)
def test_it_agrees_with_scipy_on_shares(share, level):
    successes, n = share
    referee = stats.binomtest(successes, n)
    for ours, name in ((wilson, "wilson"), (clopper_pearson, "exact")):
        theirs = referee.proportion_ci(level, method=name)
        mine = ours(successes, n, level)
        assert (mine.low, mine.high) == pytest.approx((theirs.low, theirs.high), rel=1e-8, abs=1e-9)


@given(shares, levels)
def test_it_holds_the_share_and_mirrors_it(share, level):
    successes, n = share
    for method in (wilson, clopper_pearson):
        interval, other = method(successes, n, level), method(n - successes, n, level)
        assert 0 <= interval.low <= successes / n <= interval.high <= 1
        assert interval.low == pytest.approx(1 - other.high, abs=1e-10)


def test_it_reaches_the_ends_exactly():
    for method in (wilson, clopper_pearson):
        assert method(0, 20).low == 0.0
        assert method(20, 20).high == 1.0


# Garwood's limits as printed in E. S. Pearson and H. O. Hartley, Biometrika Tables I, table 40 (95 %)
@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, 0, 3.69),
        (1, 0.0253, 5.57),
        (2, 0.242, 7.22),
        (5, 1.62, 11.67),
        (10, 4.80, 18.39),
        (50, 37.11, 65.92),
    ],
)
def test_it_prints_garwoods_table(count, low, high):
    interval = garwood(count)
    assert interval.low == pytest.approx(low, abs=0.0051)
    assert interval.high == pytest.approx(high, abs=0.0051)


@given(st.integers(0, 3000), levels)
def test_it_leaves_half_the_risk_in_each_poisson_tail(count, level):
    interval, tail = garwood(count, level), (1 - level) / 2
    assert stats.poisson.cdf(count, interval.high) == pytest.approx(tail, rel=1e-7)
    if count:
        assert stats.poisson.sf(count - 1, interval.low) == pytest.approx(tail, rel=1e-7)


@given(st.integers(10, 10**6))
def test_it_comes_close_to_the_exact_limits_with_byar(count):
    exact, quick = garwood(count), byar(count)
    assert quick.low == pytest.approx(exact.low, rel=0.01)
    assert quick.high == pytest.approx(exact.high, rel=0.01)


def test_it_has_a_byar_interval_of_nothing():
    assert byar(0).low == 0
    assert byar(0).high == pytest.approx(3.68, abs=0.02)


# Student, Biometrika 6 (1908) 1: extra sleep with the second drug; limits as printed by R's t.test
def test_it_gives_students_own_interval():
    extra = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    mean = sum(extra) / 10
    variance = sum((x - mean) ** 2 for x in extra) / 9
    interval = mean_t(mean, variance, 10)
    assert (interval.low, interval.high) == pytest.approx((0.8976775, 3.7623225), abs=1e-6)


def coverage(lo, hi, n, p):
    """P(x[lo] <= quantile <= x[hi]) of a continuous distribution, summed by hand."""
    first, last = lo or 0, (hi or n + 1) - 1
    return math.fsum(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(first, last + 1))


@given(st.integers(0, 200), st.sampled_from([0.05, 0.25, 0.5, 0.75, 0.9, 0.95]), levels)
def test_it_picks_the_narrowest_ranks_that_keep_the_level_on_each_side(n, p, level):
    lo, hi = order_statistic_ranks(n, p, level)
    tail = (1 - level) / 2
    below = [
        math.fsum(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(r)) for r in range(1, n + 1)
    ]
    assume(all(abs(b - tail) > 1e-9 and abs(1 - b - tail) > 1e-9 for b in below))
    assert lo == max((r for r in range(1, n + 1) if below[r - 1] <= tail), default=None)
    assert hi == min((r for r in range(1, n + 1) if 1 - below[r - 1] <= tail), default=None)
    assert coverage(lo, hi, n, p) >= level


# Ranks of the 95 % interval of a median, as printed in W. J. Conover, Practical Nonparametric Statistics, and
# in many tables of the sign test: critical value k, so ranks k + 1 and n - k
@pytest.mark.parametrize(
    ("n", "ranks"),
    [(5, (None, None)), (6, (1, 6)), (10, (2, 9)), (20, (6, 15)), (50, (18, 33)), (100, (40, 61))],
)
def test_it_prints_the_table_of_the_sign_test(n, ranks):
    assert order_statistic_ranks(n) == ranks


def test_it_needs_72_values_for_the_upper_end_of_p95():
    assert order_statistic_ranks(71, 0.95)[1] is None
    assert order_statistic_ranks(72, 0.95)[1] == 72
    assert 0.95**72 <= 0.025 < 0.95**71


def test_it_finds_ranks_among_ten_million():
    lo, hi = order_statistic_ranks(10_000_000, 0.95)
    assert stats.binom.cdf(lo - 1, 10_000_000, 0.95) <= 0.025 < stats.binom.cdf(lo, 10_000_000, 0.95)
    assert stats.binom.sf(hi - 1, 10_000_000, 0.95) <= 0.025 < stats.binom.sf(hi - 2, 10_000_000, 0.95)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: wilson(3, 2),
        lambda: wilson(-1, 2),
        lambda: clopper_pearson(0, 0),
        lambda: garwood(-1),
        lambda: byar(-1),
        lambda: mean_t(1.0, 1.0, 1),
        lambda: mean_t(1.0, -1.0, 5),
        lambda: garwood(3, level=95),
        lambda: wilson(1, 2, level=95),
        lambda: order_statistic_ranks(-1),
        lambda: order_statistic_ranks(10, p=95),
    ],
)
def test_it_refuses_impossible_numbers(ask):
    with pytest.raises(ValueError, match=r"not|got"):
        ask()
