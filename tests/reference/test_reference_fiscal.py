"""The fiscal year, against the published 4-5-4 calendar of the US National Retail Federation and by rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helmline.reference.fiscal import PATTERNS, FiscalYear

RETAIL = FiscalYear("4-5-4", start_month=2, week_start=6)
ONE_DAY = timedelta(days=1)


# First days of the retail years, and the years of 53 weeks, as the federation published them
@pytest.mark.parametrize(
    ("year", "first", "weeks"),
    [
        (2012, date(2012, 1, 29), 53),
        (2013, date(2013, 2, 3), 52),
        (2017, date(2017, 1, 29), 53),
        (2018, date(2018, 2, 4), 52),
        (2022, date(2022, 1, 30), 52),
        (2023, date(2023, 1, 29), 53),
        (2024, date(2024, 2, 4), 52),
        (2025, date(2025, 2, 2), 52),
    ],
)
def test_it_prints_the_retail_calendar(year, first, weeks):
    assert RETAIL.starts(year) == first
    assert RETAIL.starts(year + 1) - first == timedelta(weeks=weeks)


@pytest.mark.parametrize(
    ("day", "year", "quarter", "month", "start", "end"),
    [
        (date(2023, 3, 5), 2023, 1, 2, date(2023, 2, 26), date(2023, 4, 2)),
        (date(2024, 2, 3), 2023, 4, 12, date(2023, 12, 31), date(2024, 2, 4)),  # the 53rd week
        (date(2024, 2, 4), 2024, 1, 1, date(2024, 2, 4), date(2024, 3, 3)),
    ],
)
def test_it_finds_the_retail_month(day, year, quarter, month, start, end):
    period = RETAIL.period(day)
    assert (period.year, period.quarter, period.month) == (year, quarter, month)
    assert (period.start, period.end) == (start, end)


years = st.builds(
    FiscalYear,
    st.sampled_from(["months", *PATTERNS]),
    st.integers(1, 12),
    st.sampled_from(["start", "end"]),
    st.integers(0, 6),
)
days = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@given(years, days)
def test_it_puts_every_day_into_one_month(fiscal, day):
    period = fiscal.period(day)
    assert period.start <= day < period.end
    assert fiscal.period(period.start) == fiscal.period(period.end - ONE_DAY) == period
    after = fiscal.period(period.end)
    assert (after.month, after.year - period.year) == (period.month % 12 + 1, period.month // 12)
    assert period.quarter == -(-period.month // 3)


@given(years.filter(lambda fiscal: fiscal.pattern != "months"), days)
def test_it_begins_weeks_on_the_day_of_the_organisation(fiscal, day):
    period = fiscal.period(day)
    assert period.start.weekday() == fiscal.week_start
    weeks = (period.end - period.start).days // 7
    stated = PATTERNS[fiscal.pattern][(period.month - 1) % 3]
    assert weeks == stated or (period.month == 12 and weeks == stated + 1)


@given(years, st.integers(1990, 2060))
def test_it_begins_within_three_days_of_the_first_of_the_month(fiscal, year):
    assert abs((fiscal.starts(year) - date(year, fiscal.start_month, 1)).days) <= 3


def test_it_cuts_calendar_months_from_the_month_stated():
    period = FiscalYear(start_month=7, named_by="end").period(date(2026, 12, 31))
    assert (period.year, period.quarter, period.month) == (2027, 2, 6)
    assert FiscalYear(named_by="end").period(date(2026, 12, 31)).year == 2026
