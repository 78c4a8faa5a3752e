"""Periods are half-open local stretches without gap or overlap, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helmline.errors import QueryError
from helmline.metrics.periods import TICK_US, instant, periods, tick_table
from helmline.metrics.query import PERIODS

ZONES = ("UTC", "Europe/Rome", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia")


def us(text: str, zone: str = "UTC") -> int:
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def test_it_gives_the_day_the_clocks_change_23_or_25_hours() -> None:
    start, stop = us("2024-03-30", "Europe/Rome"), us("2024-04-02", "Europe/Rome")
    hours = [(p.stop_us - p.start_us) / 3.6e9 for p in periods("day", start, stop, "Europe/Rome")]
    assert hours == [24, 23, 24]
    start, stop = us("2024-10-27", "Europe/Rome"), us("2024-10-28", "Europe/Rome")
    (day,) = periods("day", start, stop, "Europe/Rome")
    assert (day.stop_us - day.start_us) / 3.6e9 == 25


def test_it_tells_the_two_hours_of_autumn_apart() -> None:
    start, stop = us("2024-10-27", "Europe/Rome"), us("2024-10-28", "Europe/Rome")
    labels = [p.label for p in periods("hour", start, stop, "Europe/Rome")]
    assert len(labels) == len(set(labels)) == 25
    assert "2024-10-27T02:00+02:00" in labels
    assert "2024-10-27T02:00+01:00" in labels


def test_it_names_weeks_by_iso_and_other_week_starts_by_their_first_day() -> None:
    start, stop = us("2024-12-30"), us("2025-01-06")
    assert [p.label for p in periods("week", start, stop, "UTC")] == ["2025-W01"]
    sunday = periods("week", start, stop, "UTC", 6)
    assert [p.label for p in sunday] == ["2024-12-29/7d", "2025-01-05/7d"]


def test_it_gives_4_4_5_weeks_and_a_53rd_week_where_the_year_has_one() -> None:
    year = periods("445", us("2024-01-01"), us("2024-12-30"), "UTC")
    weeks = [round((p.stop_us - p.start_us) / 6.048e11) for p in year]
    assert weeks == [4, 4, 5] * 4
    assert year[0].label == "2024-P01"
    long = periods("445", us("2026-01-05"), us("2027-01-03"), "UTC")
    every = {p.label: round((p.stop_us - p.start_us) / 6.048e11) for p in long}
    assert sum(weeks) == 52
    assert set(every.values()) <= {4, 5, 6}


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(PERIODS),
    zone=st.sampled_from(ZONES),
    day=st.integers(0, 9000),
    length=st.integers(1, 60),
    week_start=st.integers(0, 6),
)
def test_it_covers_the_question_without_gap_or_overlap(
    kind: str, zone: str, day: int, length: int, week_start: int
) -> None:
    start = us("2000-01-01") + day * 86_400_000_000
    stop = start + length * 86_400_000_000 // (10 if kind == "15min" else 1)
    found = periods(kind, start, stop, zone, week_start)
    assert found[0].start_us <= start < found[0].stop_us
    assert found[-1].start_us < stop <= found[-1].stop_us
    assert all(a.stop_us == b.start_us for a, b in pairwise(found))
    assert len({p.label for p in found}) == len(found)
    assert all(p.start_us % TICK_US == 0 for p in found)


@settings(max_examples=30, deadline=None)
@given(zone=st.sampled_from(ZONES), at=st.integers(us("2001-01-01"), us("2030-01-01")))
def test_it_files_an_instant_under_the_local_hour_and_weekday_that_zoneinfo_says(zone: str, at: int) -> None:
    found = periods("day", at, at + 1, zone)
    table = tick_table(found, zone)
    row = table["tick"].to_pylist().index(at // TICK_US)
    local = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).astimezone(ZoneInfo(zone))
    assert table["hour"][row].as_py() == local.hour
    assert table["weekday"][row].as_py() == local.weekday()
    assert found[table["period"][row].as_py()].label == local.date().isoformat()


def test_it_reads_local_dates_and_offsets() -> None:
    assert instant("2024-03-01", "Europe/Rome") == us("2024-03-01", "Europe/Rome")
    assert instant("2024-03-01T09:30+01:00", "UTC") == us("2024-03-01T08:30")
    with pytest.raises(QueryError, match="'yesterday' is not a date"):
        instant("yesterday", "UTC")


def test_it_refuses_more_periods_than_anyone_reads() -> None:
    with pytest.raises(QueryError, match="200,000"):
        periods("15min", 0, us("2024-01-01"), "UTC")
