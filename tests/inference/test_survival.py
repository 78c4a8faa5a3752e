"""Kaplan-Meier against printed analyses, SciPy, a walk by hand, and itself."""

import numpy as np
import pytest
from gehan import CONTROL, SIX_MP
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from helmline.inference import estimates
from helmline.inference.survival import (
    bands,
    kaplan_meier,
    kaplan_meier_grouped,
    median,
    quantile,
    restricted_mean,
    use_kaplan_meier,
)

rows = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60)


def columns(pairs):
    return [t for t, _ in pairs], [seen for _, seen in pairs]


def walked(pairs, t):
    """S(t) by walking over the distinct times, as on paper."""
    survival = 1.0
    for time in sorted({time for time, seen in pairs if seen and time <= t}):
        at_risk = sum(other >= time for other, _ in pairs)
        ended = sum(other == time and seen for other, seen in pairs)
        survival *= 1 - ended / at_risk
    return survival


@given(rows)
def test_it_walks_the_curve_as_on_paper(pairs):
    curve = kaplan_meier(*columns(pairs))
    for t in range(-1, 32):
        assert curve.at(t) == pytest.approx(walked(pairs, t), abs=1e-12)


@given(rows.filter(lambda pairs: any(seen for _, seen in pairs)))
def test_it_agrees_with_scipy(pairs):
    durations, seen = (np.array(column) for column in columns(pairs))
    referee = stats.ecdf(stats.CensoredData(uncensored=durations[seen], right=durations[~seen])).sf
    curve = kaplan_meier(durations, seen)
    assert [curve.at(t) for t in referee.quantiles] == pytest.approx(list(referee.probabilities), abs=1e-12)


@pytest.mark.parametrize(("transform", "name"), [("plain", "linear"), ("log-log", "log-log")])
def test_it_agrees_with_scipy_on_greenwoods_bands(transform, name):
    durations, seen = (np.array(column) for column in SIX_MP)
    referee = stats.ecdf(stats.CensoredData(uncensored=durations[seen], right=durations[~seen])).sf
    limits = referee.confidence_interval(0.95, method=name)
    curve = kaplan_meier(durations, seen)
    at_ends = np.isin(referee.quantiles, curve.times)
    lower, upper = bands(curve, 0.95, transform)
    assert list(lower) == pytest.approx(list(limits.low.probabilities[at_ends]), abs=1e-9)
    assert list(upper) == pytest.approx(list(limits.high.probabilities[at_ends]), abs=1e-9)


# Quartiles as printed by SAS PROC LIFETEST (CONFTYPE=LOGLOG, its default) and medians by R's survfit (log)
@pytest.mark.parametrize(
    ("arm", "transform", "value", "low", "high"),
    [
        (CONTROL, "log-log", 8, 4, 11),
        (SIX_MP, "log-log", 23, 13, None),
        (CONTROL, "log", 8, 4, 12),
        (SIX_MP, "log", 23, 16, None),
    ],
)
def test_it_gives_the_printed_intervals_of_the_median(arm, transform, value, low, high):
    estimate = median(kaplan_meier(*arm), transform=transform)
    assert (estimate.value, estimate.low, estimate.high) == (value, low, high)
    assert estimate.reason == ("" if high else estimates.TOO_FEW)
    assert estimate.method == f"brookmeyer-crowley/{transform}"


# print(survfit(Surv(time, cens) ~ treat, gehan), rmean = "individual") of R: 8.67 (1.38) and 23.29 (2.83)
@pytest.mark.parametrize(("arm", "value", "error"), [(CONTROL, 8.67, 1.38), (SIX_MP, 23.29, 2.83)])
def test_it_gives_the_printed_restricted_means(arm, value, error):
    estimate = restricted_mean(kaplan_meier(*arm))
    assert estimate.value == pytest.approx(value, abs=0.006)
    assert (estimate.high - estimate.low) / 2 / 1.959964 == pytest.approx(error, abs=0.006)


@given(rows, st.integers(1, 30))
def test_it_measures_the_area_under_the_curve(pairs, tau):
    curve = kaplan_meier(*columns(pairs))
    estimate = restricted_mean(curve, tau)
    if estimate.reason == estimates.NOT_REACHED:
        assert max(columns(pairs)[0]) < tau
        assert curve.at(tau) > 0
        return
    assert estimate.value == pytest.approx(sum(curve.at(t) for t in range(tau)), abs=1e-9)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60))
def test_it_gives_the_plain_median_when_every_end_was_seen(values):
    curve = kaplan_meier(values, [True] * len(values))
    assert median(curve).value == float(np.median(values))
    assert restricted_mean(curve).value == pytest.approx(np.mean(values), abs=1e-6)


@given(rows)
def test_it_gives_the_same_curve_from_counts(pairs):
    times = sorted({t for t, _ in pairs}, reverse=True)
    ended = [sum(t == time and seen for t, seen in pairs) for time in times]
    running = [sum(t == time and not seen for t, seen in pairs) for time in times]
    one, other = kaplan_meier(*columns(pairs)), kaplan_meier_grouped(times, ended, running)
    assert list(one.times) == list(other.times)
    assert list(one.at_risk) == list(other.at_risk)
    assert list(one.survival) == list(other.survival)
    assert (one.n, one.n_censored, one.last) == (other.n, other.n_censored, other.last)


@given(rows, st.randoms())
def test_it_does_not_care_for_the_order_of_rows(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    assert quantile(kaplan_meier(*columns(pairs))) == quantile(kaplan_meier(*columns(shuffled)))


@given(rows, st.sampled_from([0.25, 0.5, 0.9]), st.sampled_from(["log-log", "log", "plain"]))
def test_it_keeps_the_value_inside_its_interval(pairs, p, transform):
    estimate = quantile(kaplan_meier(*columns(pairs)), p, transform=transform)
    if estimate.value is not None and estimate.low is not None:
        assert estimate.low <= estimate.value
    if estimate.high is not None:
        assert estimate.value is not None
        assert estimate.value <= estimate.high


@given(rows, st.floats(0.001, 1000))
def test_it_gives_answers_in_the_unit_of_the_question(pairs, factor):
    durations, seen = columns(pairs)
    plain = median(kaplan_meier(durations, seen)).value
    scaled = median(kaplan_meier([t * factor for t in durations], seen)).value
    assert (plain is None) == (scaled is None)
    if plain is not None:
        assert scaled == pytest.approx(plain * factor)


def test_it_counts_an_end_before_a_censoring_of_the_same_time():
    # two of three still at risk at 5: were the censored row out already, S(5) would be 0.5
    assert kaplan_meier([5, 5, 9], [True, False, True]).at(5) == pytest.approx(2 / 3)


def test_it_says_that_the_median_is_not_reached():
    estimate = median(kaplan_meier([1, 2, 3, 4], [True, False, False, False]))
    assert (estimate.value, estimate.high, estimate.reason) == (None, None, estimates.NOT_REACHED)


def test_it_leaves_the_upper_end_open_when_three_rows_cannot_tell_it():
    # S is 2/3, 1/3, 0; at 1/3 the upper limit is 0.77, and nothing is known of it where S is 0
    estimate = median(kaplan_meier([1, 2, 3], [True, True, True]))
    assert (estimate.value, estimate.high, estimate.reason) == (2.0, None, estimates.TOO_FEW)


def test_it_says_no_data_of_nothing():
    for curve in (kaplan_meier([], []), kaplan_meier_grouped([], [], [])):
        assert median(curve).reason == restricted_mean(curve).reason == estimates.NO_DATA
        assert curve.at(3) == 1.0


def test_it_stays_at_one_when_nothing_has_ended():
    curve = kaplan_meier([3, 4], [False, False])
    assert curve.at(10) == 1.0
    assert median(curve).reason == estimates.NOT_REACHED
    assert restricted_mean(curve).reason == estimates.NO_VARIANCE
    assert restricted_mean(curve).value == 4.0


@pytest.mark.parametrize(
    ("n", "censored", "answer"),
    [(100, 5, False), (100, 6, True), (0, 0, False), (1, 1, True), (21, 1, False)],
)
def test_it_is_used_above_five_in_a_hundred_open(n, censored, answer):
    assert use_kaplan_meier(n, censored) is answer


@pytest.mark.parametrize(
    "ask",
    [
        lambda: kaplan_meier([1, 2], [True]),
        lambda: kaplan_meier([1, -2], [True, True]),
        lambda: kaplan_meier([1, float("nan")], [True, False]),
        lambda: kaplan_meier_grouped([1, 1], [1, 1], [0, 0]),
        lambda: kaplan_meier_grouped([1, 2], [1, -1], [0, 0]),
        lambda: quantile(kaplan_meier([1], [True]), p=50),
        lambda: quantile(kaplan_meier([1, 2], [True, True]), transform="sqrt"),
    ],
)
def test_it_refuses_what_is_no_duration(ask):
    with pytest.raises(ValueError, match=r"durations|distinct|quantile|transform"):
        ask()


@settings(max_examples=1)
@given(st.just(300_000))
def test_it_keeps_its_digits_over_many_rows(n):
    durations = np.arange(1, n + 1)
    curve = kaplan_meier(durations, np.ones(n, dtype=bool))
    assert np.max(np.abs(curve.survival - (n - durations) / n)) < 1e-11
    assert median(curve).value == (n + 1) / 2
