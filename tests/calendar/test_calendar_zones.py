"""Zones: their offsets as tables, and the local keys of many instants."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from calendar_walk import us
from hypothesis import given, settings
from hypothesis import strategies as st

from helmline.calendar.zones import LocalTime, WallClock, offset_at, offsets
from helmline.errors import CalendarError

HOUR = 3_600_000_000
ZONES = [
    "Europe/Rome",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Tehran",
    "Pacific/Apia",
    "Asia/Kathmandu",
]


def test_it_lists_the_two_clock_changes_of_a_year():
    table = offsets("Europe/Rome", us("2026-02-01T00:00:00+00:00"), us("2026-12-01T00:00:00+00:00"))
    within = [
        row for row in table if us("2026-02-01T00:00:00+00:00") < row[0] < us("2026-12-01T00:00:00+00:00")
    ]
    assert table[0][0] <= us("2026-02-01T00:00:00+00:00")
    assert within == [
        (us("2026-03-29T01:00:00+00:00"), 2 * HOUR),
        (us("2026-10-25T01:00:00+00:00"), HOUR),
    ]


def test_it_finds_the_last_summer_time_of_zones_that_dropped_it():
    moscow = offsets("Europe/Moscow", us("2014-01-01T00:00:00+00:00"), us("2025-01-01T00:00:00+00:00"))
    assert [row for row in moscow if row[0] > us("2014-01-01T00:00:00+00:00")] == [
        (us("2014-10-25T22:00:00+00:00"), 3 * HOUR)
    ]
    hong_kong = offsets("Asia/Hong_Kong", us("1979-01-01T00:00:00+00:00"), us("1999-01-01T00:00:00+00:00"))
    assert hong_kong[-1] == (us("1979-10-20T18:30:00+00:00"), 8 * HOUR)


@settings(deadline=None)
@given(st.sampled_from(ZONES), st.lists(st.integers(0, 2 * 10**15), min_size=1, max_size=20))
def test_its_local_keys_are_those_of_zoneinfo(zone, instants):
    at = np.array(instants, dtype=np.int64)
    local = LocalTime(zone, int(at.min()), int(at.max()))
    walls = [datetime.fromtimestamp(second, ZoneInfo(zone)) for second in at // 1_000_000]
    assert local.day(at).tolist() == [(wall.date() - date(1970, 1, 1)).days for wall in walls]
    assert local.hour(at).tolist() == [wall.hour for wall in walls]
    assert local.weekday(at).tolist() == [wall.weekday() for wall in walls]


def test_its_weeks_begin_on_the_day_one_says():
    local = LocalTime("UTC", 0, 10**15)
    sunday, monday = np.array([us("2026-03-08T12:00:00+00:00")]), np.array([us("2026-03-09T00:00:00+00:00")])
    assert local.week(monday) == local.week(sunday) + 1
    assert local.week(monday, first_weekday=6) == local.week(sunday, first_weekday=6)


@settings(deadline=None)
@given(st.sampled_from(ZONES), st.integers(0, 2 * 10**9))
def test_a_wall_clock_read_back_is_the_instant_that_python_says(zone, second):
    wall = datetime.fromtimestamp(second, UTC).replace(tzinfo=None)
    expected = int(wall.replace(tzinfo=ZoneInfo(zone), fold=0).timestamp())
    clock = WallClock(zone, second * 1_000_000, second * 1_000_000)
    assert clock.instant(second * 1_000_000) == expected * 1_000_000


def test_it_refuses_instants_no_calendar_holds():
    with pytest.raises(CalendarError, match="nanoseconds"):
        offset_at("UTC", 1_700_000_000_000_000_000)
