"""Business time against two referees: a walk minute by minute, and the published package workclock."""

from datetime import date, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import workclock
from calendar_walk import SIGNS, Sign
from hypothesis import given, settings
from hypothesis import strategies as st

from helmline.calendar import BusinessTime, Calendar, DayException, Version

PAIRS = 10_000
NAMES = list(SIGNS)
DAY_US = 86_400_000_000


def calendar_of(sign: Sign) -> Calendar:
    def hours(week):
        return tuple((day, (a * 60, b * 60)) for day, spans in sorted(week.items()) for a, b in spans)

    versions = [Version(None, hours(sign.week))]
    if sign.changed:
        versions.append(Version(sign.changed[0], hours(sign.changed[1])))
    exceptions = [
        DayException(day, day, tuple((a * 60, b * 60) for a, b in spans)) for day, spans in sign.dates.items()
    ]
    return Calendar(sign.zone, sign.zone, tuple(versions), tuple(exceptions))


@cache
def walked(name: str) -> np.ndarray:
    return SIGNS[name].walk()


def random_pairs(sign: Sign, count: int = PAIRS) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of every size: a quarter within hours, the rest anywhere; a third on whole minutes."""
    low, high = sign.bounds()
    rng = np.random.default_rng(len(sign.zone))
    start = rng.integers(low, high - 2 * DAY_US, count)
    stop = rng.integers(low, high - 2 * DAY_US, count)
    near = np.arange(count) % 4 == 0
    stop[near] = start[near] + rng.integers(0, DAY_US, near.sum())
    whole = np.arange(count) % 3 == 0
    start[whole] -= start[whole] % 60_000_000
    stop[whole] -= stop[whole] % 60_000_000
    return start, stop


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_it_equals_the_walk_on_ten_thousand_pairs_each(name, engine):
    if engine == "numba":
        pytest.importorskip("numba", reason="the `fast` extra is not installed")
    sign = SIGNS[name]
    start, stop = random_pairs(sign)
    table = BusinessTime([calendar_of(sign)], *sign.bounds(), engine=engine)
    expected = sign.elapsed(start, stop, walked(name))
    np.testing.assert_array_equal(table.elapsed(start, stop), expected)


@pytest.mark.parametrize("name", NAMES)
def test_it_equals_the_walk_one_instant_at_a_time(name):
    sign, calendar = SIGNS[name], calendar_of(SIGNS[name])
    start, stop = random_pairs(sign, 1_000)
    expected = sign.elapsed(start, stop, walked(name))
    assert [calendar.elapsed(int(a), int(b)) for a, b in zip(start, stop, strict=True)] == expected.tolist()


@pytest.mark.parametrize("name", NAMES)
def test_it_knows_open_from_closed_at_each_minute_and_just_before_it(name):
    sign, calendar = SIGNS[name], calendar_of(SIGNS[name])
    low = sign.bounds()[0]
    is_open = np.diff(walked(name)).astype(bool)
    edges = np.flatnonzero(np.diff(is_open)) + 1
    at = low + edges * 60_000_000
    table = BusinessTime([calendar], *sign.bounds())
    np.testing.assert_array_equal(table.is_open(at), is_open[edges])
    np.testing.assert_array_equal(table.is_open(at - 1), is_open[edges - 1])
    assert [calendar.is_open(int(instant)) for instant in at[:300]] == is_open[edges][:300].tolist()


def schedule_of(sign: Sign) -> workclock.Schedule:
    def clock(minute):
        return time(minute // 60 % 24, minute % 60)

    rules = [
        workclock.WorkDay(clock(start), clock(stop), days=[day])
        for day, spans in sign.week.items()
        for start, stop in spans
    ]
    if sign.dates:
        rules.append(workclock.Holidays([day for day, spans in sign.dates.items() if not spans]))
    return workclock.Schedule(rules, time_zone=ZoneInfo(sign.zone))


def fits_workclock(sign: Sign) -> bool:
    """Say whether it can express the calendar: it has neither half days nor versions."""
    return not sign.changed and not any(sign.dates.values())


@pytest.mark.parametrize("name", NAMES)
def test_it_equals_workclock_on_ten_thousand_pairs_each(name):
    sign = SIGNS[name]
    whole_days = {day: [] for day in sign.dates}
    sign = Sign(sign.zone, sign.since, sign.until, sign.week, whole_days)
    assert fits_workclock(sign)
    start, stop = random_pairs(sign)
    table = BusinessTime([calendar_of(sign)], *sign.bounds())
    theirs = schedule_of(sign).between_many(start.astype("datetime64[us]"), stop.astype("datetime64[us]"))
    np.testing.assert_array_equal(table.elapsed(start, stop), theirs.astype(np.int64))


ZONES = ["Europe/Rome", "America/New_York", "Australia/Sydney", "America/Santiago", "Asia/Kolkata", "UTC"]


def outside_clock_changes(minute: int) -> int:
    """Round what lies between 23:00 and 03:00 to the hour: inside a clock change the two unite overlapping
    shifts differently, we on the wall clock and workclock on the instants."""
    return minute if 180 <= minute % 1440 <= 1380 else minute // 60 * 60


MINUTES = st.integers(0, 1439).map(outside_clock_changes)
SHIFTS = st.tuples(MINUTES, st.integers(120, 1440)).map(
    lambda pair: (pair[0], outside_clock_changes(pair[0] + pair[1]))
)
WEEKS = st.dictionaries(st.integers(0, 6), st.lists(SHIFTS, min_size=1, max_size=3), min_size=1)
CLOSED = st.sets(st.integers(0, 364).map(lambda day: date(2026, 1, 1) + timedelta(days=day)), max_size=6)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(ZONES), WEEKS, CLOSED, st.integers(0, 2**32))
def test_it_equals_workclock_on_any_subset_of_weekdays_and_any_shifts(zone, week, closed, seed):
    sign = Sign(zone, "2026-01-01", "2027-01-01", week, {day: [] for day in closed})
    low, high = sign.bounds()
    start, stop = np.random.default_rng(seed).integers(low, high, (2, 400))
    theirs = schedule_of(sign).between_many(start.astype("datetime64[us]"), stop.astype("datetime64[us]"))
    ours = BusinessTime([calendar_of(sign)], low, high, engine="numpy").elapsed(start, stop)
    np.testing.assert_array_equal(ours, theirs.astype(np.int64))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(ZONES), WEEKS, st.integers(0, 2**32))
def test_its_deadlines_equal_those_of_workclock(zone, week, seed):
    sign = Sign(zone, "2026-01-01", "2027-01-01", week)
    low, high = sign.bounds()
    rng = np.random.default_rng(seed)
    start, length = rng.integers(low, high, 50), rng.integers(1, 3 * DAY_US, 50)
    theirs = schedule_of(sign).add_many(start.astype("datetime64[us]"), length.astype("timedelta64[us]"))
    ours = BusinessTime([calendar_of(sign)], low, high, engine="numpy").add(start, length)
    np.testing.assert_array_equal(ours, theirs.astype(np.int64))
