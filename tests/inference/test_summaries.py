"""Summaries add up: in any order, in any grouping, to the summary of all the rows."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helmline.inference.summaries import Summary, pool, summarise

durations = st.lists(st.integers(0, 10**15), max_size=30)
counts = st.integers(0, 10**6)
summaries = st.builds(
    Summary, counts, counts, counts, st.integers(-(10**20), 10**20), st.integers(0, 10**40), counts, counts
)


@given(summaries, summaries)
def test_it_adds_in_any_order(a, b):
    assert a + b == b + a


@given(summaries, summaries, summaries)
def test_it_adds_in_any_grouping(a, b, c):
    assert (a + b) + c == a + (b + c)


@given(summaries)
def test_it_leaves_a_summary_alone_when_nothing_is_added(a):
    assert a + Summary() == a == Summary() + a


@given(st.lists(durations, max_size=8))
def test_it_gives_the_summary_of_all_rows_when_parts_are_pooled(parts):
    together = [value for part in parts for value in part]
    assert pool(summarise(part) for part in parts) == summarise(together)


@given(st.lists(st.integers(0, 10**15), min_size=2, max_size=30))
def test_it_has_the_mean_and_variance_that_the_standard_library_counts(values):
    summary = summarise(values)
    assert summary.mean == pytest.approx(statistics.fmean(values), rel=1e-14)
    assert summary.variance == pytest.approx(float(statistics.variance(values)), rel=1e-13)


def test_it_keeps_a_small_variance_on_top_of_huge_values():
    base = 10**15  # thirty years in microseconds
    assert summarise([base, base + 1, base + 2]).variance == 1.0


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20))
def test_it_never_has_a_negative_variance_with_floats(values):
    assert summarise(values).variance >= 0


def test_it_says_none_where_there_is_nothing_to_divide_by():
    empty = Summary(n_censored=3, n_missing=2)
    assert (empty.mean, empty.ratio, empty.variance) == (None, None, None)
    assert empty.cohort == 5
    assert summarise([7]).variance is None


def test_it_divides_sums_and_not_means_of_ratios():
    quiet_day, busy_day = Summary(numerator=1, denominator=1), Summary(numerator=0, denominator=9)
    assert (quiet_day + busy_day).ratio == 0.1  # the mean of the two ratios would say 0.5


def test_it_cannot_be_changed_or_added_to_a_number():
    with pytest.raises(AttributeError):
        Summary().n = 1
    with pytest.raises(TypeError):
        Summary() + 1
