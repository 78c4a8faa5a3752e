"""Estimates: the value, its interval, or a reason why there is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from helmline.inference import estimates
from helmline.inference.summaries import Summary, summarise


def test_it_says_no_data_instead_of_zero():
    for estimate in (
        estimates.share(0, 0),
        estimates.mean(Summary(n_censored=4)),
        estimates.quantile([]),
        estimates.nps(0, 0, 0),
        estimates.rate(3, 0),
    ):
        assert (estimate.value, estimate.low, estimate.high) == (None, None, None)
        assert estimate.reason == estimates.NO_DATA


def test_it_says_too_few_for_one_value():
    estimate = estimates.mean(summarise([5]))
    assert (estimate.value, estimate.low, estimate.reason) == (5.0, None, estimates.TOO_FEW)


def test_it_does_not_claim_certainty_when_all_values_are_alike():
    for estimate in (estimates.mean(summarise([5] * 40)), estimates.nps(40, 0, 0)):
        assert estimate.low is None
        assert estimate.reason == estimates.NO_VARIANCE


def test_it_tells_a_share_from_a_ratio():
    assert estimates.share(7, 5).reason == estimates.NOT_A_SHARE
    assert estimates.share(7, 5).value == 1.4


def test_it_has_only_listed_reasons():
    assert len(set(estimates.REASONS)) == len(estimates.REASONS) == 5


# 200 answers: one half promoters, a third passives, a sixth detractors
def test_it_gives_the_worked_net_promoter_score():
    estimate = estimates.nps(100, 67, 33)
    assert estimate.value == 33.5
    assert estimate.high - estimate.value == pytest.approx(10.3, abs=0.05)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_it_treats_a_net_promoter_score_as_a_mean_of_plus_and_minus_one(promoters, passives, detractors):
    scores = [1] * promoters + [0] * passives + [-1] * detractors
    estimate = estimates.nps(promoters, passives, detractors)
    if len(set(scores)) < 2:
        assert estimate.low is None
        return
    half = 100 * stats.norm.ppf(0.975) * np.std(scores) / np.sqrt(len(scores))
    assert estimate.low == pytest.approx(max(-100, 100 * np.mean(scores) - half), abs=1e-9)
    assert estimate.high == pytest.approx(min(100, 100 * np.mean(scores) + half), abs=1e-9)


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=40).filter(lambda v: len(set(v)) > 1))
def test_it_gives_scipys_interval_of_a_mean(values):
    estimate = estimates.mean(summarise(values))
    low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
    assert (estimate.low, estimate.high) == pytest.approx((low, high), rel=1e-7, abs=1e-3)


def test_it_counts_none_as_data():
    estimate = estimates.count(0)
    assert (estimate.value, estimate.low, estimate.reason) == (0.0, 0.0, "")
    assert estimate.high == pytest.approx(3.689, abs=1e-3)


def test_it_scales_a_rate_by_its_exposure():
    per_day, counted = estimates.rate(30, 10), estimates.count(30)
    assert (per_day.value, per_day.low * 10, per_day.high * 10) == pytest.approx(
        (3.0, counted.low, counted.high)
    )


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=80), st.sampled_from([0.05, 0.5, 0.9]))
def test_it_interpolates_quantiles_as_numpy_does(values, p):
    ordered = sorted(values)
    estimate = estimates.quantile(ordered, p)
    assert estimate.value == pytest.approx(float(np.quantile(ordered, p)), abs=1e-9)
    for end, holds in ((estimate.low, "low"), (estimate.high, "high")):
        assert end is None or (end in values and holds)
    assert (estimate.reason == estimates.TOO_FEW) == (estimate.low is None or estimate.high is None)


def test_it_takes_the_ends_of_a_median_from_the_tabled_ranks():
    estimate = estimates.quantile(list(range(1, 21)))
    assert (estimate.value, estimate.low, estimate.high, estimate.n) == (10.5, 6, 15, 20)
    assert estimate.interval.method == "order-statistics"


def test_it_keeps_a_zero_at_the_end_of_an_interval():
    estimate = estimates.quantile([0] * 20)
    assert (estimate.low, estimate.high, estimate.reason) == (0, 0, "")


def test_it_can_be_asked_for_the_exact_share():
    assert estimates.share(1, 29, exact=True).high == pytest.approx(0.1776, abs=6e-5)
    assert estimates.share(1, 29, exact=True).method == "clopper-pearson"
