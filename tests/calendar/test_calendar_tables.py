"""The tables: their laws, the edges of their range, odd hours, and the answers to bad questions."""

from datetime import date

import numpy as np
import pytest
from calendar_walk import us
from hypothesis import given, settings
from hypothesis import strategies as st

from helmline.calendar import BusinessTime, Calendar, closed, weekly
from helmline.calendar.edges import Edges
from helmline.errors import CalendarError

LOW, HIGH = us("2026-01-01T00:00:00+00:00"), us("2026-12-31T00:00:00+00:00")
SECOND, HOUR, DAY = 1_000_000, 3_600_000_000, 86_400_000_000
DESKS = [
    Calendar(
        "split", "Europe/Rome", (weekly("Mon-Sat 08:30-12:00, 13:00-18:00"),), (closed(date(2026, 5, 1)),)
    ),
    Calendar("nights", "America/New_York", (weekly("Daily 22:00-06:00"),)),
    Calendar("always", "Asia/Tokyo", (weekly("24/7"),)),
    Calendar("never", "UTC", (weekly(),)),
]
SECONDS = Calendar("seconds", "UTC", (weekly("Daily 09:00:00-09:00:01, 09:00:02-09:00:03, 10:00-10:00:07"),))
TABLE = BusinessTime(DESKS, LOW, HIGH)
INSTANTS = st.integers(LOW, HIGH)
PLACES = st.integers(0, len(DESKS) - 1)


def one(table, start, stop, place=0):
    return int(table.elapsed(np.array([start]), np.array([stop]), place)[0])


@settings(deadline=None)
@given(INSTANTS, INSTANTS, INSTANTS, PLACES)
def test_it_adds_up_over_any_three_instants(a, b, c, place):
    assert one(TABLE, a, b, place) + one(TABLE, b, c, place) == one(TABLE, a, c, place)
    assert one(TABLE, a, b, place) == -one(TABLE, b, a, place)


@settings(deadline=None)
@given(INSTANTS, INSTANTS, PLACES)
def test_it_never_runs_backwards_nor_faster_than_the_clock(a, b, place):
    low, high = min(a, b), max(a, b)
    assert 0 <= one(TABLE, low, high, place) <= high - low


@settings(deadline=None)
@given(INSTANTS, INSTANTS, PLACES)
def test_it_agrees_with_the_calendar_itself(a, b, place):
    assert one(TABLE, a, b, place) == DESKS[place].elapsed(a, b)


@settings(deadline=None)
@given(INSTANTS, st.integers(-20 * DAY, 20 * DAY), st.integers(0, 2))
def test_adding_is_the_inverse_of_measuring(start, length, place):
    end = int(TABLE.add(np.array([start]), np.array([length]), place)[0])
    assert end == DESKS[place].add(start, length)
    assert DESKS[place].elapsed(start, end) == length
    nearer = end - 1 if length > 0 else end + 1
    if length:
        assert DESKS[place].elapsed(start, nearer) != length


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_it_is_exact_where_edges_are_a_second_apart(engine):
    if engine == "numba":
        pytest.importorskip("numba", reason="the `fast` extra is not installed")
    table = BusinessTime([SECONDS, *DESKS], LOW, LOW + 30 * DAY, engine=engine)
    nine = LOW + 9 * HOUR
    offsets = np.array(
        [-1, 0, 1, SECOND - 1, SECOND, 2 * SECOND - 1, 2 * SECOND + 5, 3 * SECOND, HOUR + 8 * SECOND]
    )
    expected = [0, 0, 1, SECOND - 1, SECOND, SECOND, SECOND + 5, 2 * SECOND, 9 * SECOND]
    assert table.elapsed(np.full(9, nine - 1), nine + offsets).tolist() == expected


def test_it_searches_the_edges_themselves_where_the_tables_would_be_too_big(monkeypatch):
    rng = np.random.default_rng(3)
    start, stop = rng.integers(LOW, HIGH, (2, 2_000))
    places = rng.integers(0, len(DESKS), 2_000).astype(np.int32)
    expected = TABLE.elapsed(start, stop, places)
    monkeypatch.setattr("helmline.calendar.pages._MOST_ENTRIES", 10)
    small = BusinessTime(DESKS, LOW, HIGH)
    assert small.pages is None
    np.testing.assert_array_equal(small.elapsed(start, stop, places), expected)
    np.testing.assert_array_equal(small.elapsed(start, stop, 1), TABLE.elapsed(start, stop, 1))


def test_numpy_gives_the_same_with_and_without_the_flat_table(monkeypatch):
    rng = np.random.default_rng(4)
    start, stop = rng.integers(LOW, HIGH, (2, 20_000))
    places = rng.integers(0, len(DESKS), 20_000).astype(np.int32)
    flat = BusinessTime(DESKS, LOW, HIGH, engine="numpy")
    assert flat.pages.flat is not None
    monkeypatch.setattr("helmline.calendar.pages._MOST_FLAT", 10)
    paged = BusinessTime(DESKS, LOW, HIGH, engine="numpy")
    assert paged.pages.flat is None
    np.testing.assert_array_equal(flat.elapsed(start, stop, places), paged.elapsed(start, stop, places))


def test_it_spans_centuries():
    table = BusinessTime(DESKS[2:3], us("1900-01-01T00:00:00+00:00"), us("2100-01-01T00:00:00+00:00"))
    start, stop = us("1950-01-01T00:00:00+00:00"), us("2050-01-01T00:00:00+00:00")
    assert one(table, start, stop) == stop - start


def test_it_answers_at_both_ends_of_its_range_and_refuses_beyond():
    assert one(TABLE, *TABLE.bounds, 2) == TABLE.bounds[1] - TABLE.bounds[0]
    for outside in (TABLE.bounds[0] - 1, TABLE.bounds[1] + 1, 0, 2**62, -(2**62)):
        for engine in ("numpy", "auto"):
            table = BusinessTime(DESKS, LOW, HIGH, engine=engine)
            with pytest.raises(CalendarError, match="outside the table's range"):
                one(table, LOW, outside)
            with pytest.raises(CalendarError, match="outside the table's range"):
                one(table, outside, LOW)
            with pytest.raises(CalendarError, match="outside the table's range"):
                table.is_open(np.array([outside]))


def test_a_deadline_may_lie_beyond_the_range():
    late = HIGH - HOUR
    expected = DESKS[0].add(late, 300 * HOUR)
    assert expected > TABLE.bounds[1]
    assert TABLE.add(np.array([late]), 300 * HOUR, 0).tolist() == [expected]


@pytest.mark.parametrize("place", [-1, 4])
def test_it_refuses_a_calendar_that_is_not_there(place):
    with pytest.raises(CalendarError, match=f"number {place} does not exist"):
        one(TABLE, LOW, HIGH, place)
    with pytest.raises(CalendarError, match=f"number {place} does not exist"):
        TABLE.elapsed(np.array([LOW, LOW]), np.array([LOW, LOW]), np.array([0, place], dtype=np.int32))


def test_it_refuses_columns_of_different_lengths_and_floats():
    two, three = np.full(2, LOW), np.full(3, LOW)
    with pytest.raises(CalendarError, match="2 starts and 3 stops"):
        TABLE.elapsed(two, three)
    with pytest.raises(CalendarError, match="3 calendars for 2 rows"):
        TABLE.elapsed(two, two, np.zeros(3, dtype=np.int32))
    with pytest.raises(CalendarError, match="float64"):
        TABLE.elapsed(two.astype(float), two)


def test_it_takes_nothing_and_writes_into_what_it_is_given():
    nothing = np.zeros(0, dtype=np.int64)
    assert len(TABLE.elapsed(nothing, nothing)) == 0
    out = np.zeros(2, dtype=np.int64)
    assert TABLE.elapsed(np.array([LOW, LOW]), np.array([LOW, LOW + HOUR]), 2, out=out) is out
    assert out.tolist() == [0, HOUR]


def test_it_finds_calendars_by_name():
    assert TABLE.index("always") == 2
    with pytest.raises(CalendarError, match="Known calendars: split"):
        TABLE.index("Always")


def test_it_refuses_an_unknown_engine_and_a_range_turned_round():
    with pytest.raises(CalendarError, match="'gpu'"):
        BusinessTime(DESKS, LOW, HIGH, engine="gpu")
    with pytest.raises(CalendarError, match="ends before it starts"):
        BusinessTime(DESKS, HIGH, LOW)


def test_edges_know_the_time_before_within_and_after_their_spans():
    edges = Edges([(10, 20), (30, 40)], 0, 100)
    at = np.array([0, 10, 15, 20, 29, 31, 40, 99])
    assert edges.opened(at).tolist() == [0, 0, 5, 10, 10, 11, 20, 20]
    assert edges.is_open(at).tolist() == [False, True, True, False, False, True, False, False]
