"""Named spans of days, seen from Wednesday 18 November 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helmline.errors import QueryError
from helmline_web.analytics.spans import WORDS, between, named

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("today", "2026-11-18", "2026-11-18"),
        ("this-week", "2026-11-16", "2026-11-22"),
        ("last-week", "2026-11-09", "2026-11-15"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("this-quarter", "2026-10-01", "2026-12-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("28d", "2026-10-21", "2026-11-17"),
        ("13w", "2026-08-17", "2026-11-15"),
        ("12m", "2025-11-01", "2026-10-31"),
        ("2026-W46", "2026-11-09", "2026-11-15"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("2026-11-11", "2026-11-11", "2026-11-11"),
    ],
)
def test_it_reads_a_period_by_name(word: str, first: str, last: str) -> None:
    span = named(word, TODAY)
    assert (span.since.isoformat(), span.last.isoformat()) == (first, last)


@pytest.mark.parametrize("word", ["soon", "0d", "2026-W60", "2026-13", "2026-02-30", "-7d"])
def test_it_says_what_can_be_written_for_a_word_that_is_no_period(word: str) -> None:
    with pytest.raises(QueryError, match="is no period"):
        named(word, TODAY)


def test_a_week_begins_where_the_organisation_says() -> None:
    assert named("this-week", TODAY, week_start=6).since == date(2026, 11, 15)


def test_it_refuses_a_huge_range_and_one_that_ends_before_it_begins() -> None:
    with pytest.raises(QueryError, match="days"):
        between(date(1990, 1, 1), TODAY)
    with pytest.raises(QueryError, match="ends before it begins"):
        between(TODAY, TODAY - timedelta(days=1))


@given(st.sampled_from(WORDS), st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 6))
def test_the_span_before_ends_before_and_has_the_same_kind(word: str, today: date, week_start: int) -> None:
    span = named(word, today, week_start)
    before = span.before()
    assert before.until <= span.since
    assert before.kind == span.kind
    if span.kind == "week":
        assert before.since.weekday() == span.since.weekday()
        assert before.until == span.since


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(4, 400))
def test_days_are_compared_with_the_same_weekdays(first: date, days: int) -> None:
    span = between(first, first + timedelta(days=days))
    assert span.before().since.weekday() == first.weekday()
