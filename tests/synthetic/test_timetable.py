"""Open time forward against a walk slot by slot; keys that never collide."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from helmline.synthetic import keys
from helmline.synthetic.company import MINUTE_US
from helmline.synthetic.timetable import SLOT_US, SLOTS_A_DAY, Timetable, local_slots


def _walk(opened: list[bool], at: int, amount: int) -> int:
    """Minute by minute: the instant at which `amount` minutes have been open since minute `at`."""
    minute = at
    while True:
        if opened[minute // 30]:
            if amount == 0:
                return minute
            amount -= 1
        minute += 1


@settings(max_examples=150, deadline=None)
@given(
    opened=st.lists(st.booleans(), min_size=3 * SLOTS_A_DAY, max_size=3 * SLOTS_A_DAY),
    at=st.integers(0, 2 * 24 * 60),
    amount=st.integers(0, 600),
)
def test_it_advances_through_open_time_like_a_walk_by_the_minute(opened: list[bool], at: int, amount: int):
    # Two rows, so that one's slots cannot be taken for the other's.
    table = Timetable(np.array([[True] * len(opened), opened, [True] * len(opened)]), 0)
    found = table.advance(np.array([1]), np.array([at * MINUTE_US]), np.array([amount * MINUTE_US]))[0]
    endless = opened[: -2 * SLOTS_A_DAY] + [True] * (20 * SLOTS_A_DAY)
    assert found // MINUTE_US == _walk(endless, at, amount)


def test_it_knows_the_hour_that_is_lost_and_the_hour_that_comes_twice():
    # Rome 2026: clocks go forward on 29 March at 01:00 UTC and back on 25 October at 01:00 UTC.
    for day, offsets in (("2026-03-29", (2, 4)), ("2026-10-25", (4, 2))):
        start = int(np.datetime64(day, "us").astype(np.int64))
        utc = start // SLOT_US + np.arange(2 * SLOTS_A_DAY)
        local = local_slots("Europe/Rome", start, 2 * SLOTS_A_DAY) - utc
        assert local[:2].tolist() == [offsets[0]] * 2
        assert local[2:].tolist() == [offsets[1]] * (2 * SLOTS_A_DAY - 2)


def test_it_scrambles_counters_without_collision_into_positive_keys():
    counters = np.arange(1, 500_001)
    for salt in (0, 7, 28):
        found = keys.scramble(counters, salt)
        assert len(np.unique(found)) == len(counters)
        assert found.min() > 0
    assert (keys.scramble(counters, 1) != keys.scramble(counters, 2)).all()


def test_it_scrambles_so_that_neighbours_are_far_apart():
    bits = keys.scramble(np.arange(1, 10_001), 5)
    apart = np.bitwise_count(bits[1:] ^ bits[:-1])
    assert abs(apart.mean() - 31.5) < 0.5  # half of 63 bits differ
