"""From values to places, against positions worked out by hand."""

import pytest

from helmline_web.ui.charts.scales import (
    Scale,
    count_ticks,
    duration_ticks,
    label_places,
    roof,
    shortened,
    span,
    spread,
    ticks,
    width_of,
)

MINUTE, HOUR = 60, 3600


def test_it_places_a_value_in_proportion():
    # A dial from 84 m to 156 m, the value at 130 m: 46 of 72.
    assert Scale(84, 156)(130) == pytest.approx(63.89, abs=0.005)


def test_it_turns_the_vertical_axis_around():
    assert Scale(0, 200, 208, 8)(50) == 158


def test_it_keeps_values_inside_the_frame():
    assert Scale(0, 10)(12) == 100
    assert Scale(0, 10)(-1) == 0


def test_it_puts_everything_in_the_middle_when_there_is_no_range():
    assert Scale(5, 5)(5) == 50


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [(0, 1612, [0, 500, 1000, 1500]), (0, 7, [0, 2, 4, 6]), (0.7, 1.0, [0.7, 0.8, 0.9, 1.0]), (3, 3, [3])],
)
def test_it_marks_round_numbers(low, high, marks):
    assert ticks(low, high) == marks


@pytest.mark.parametrize(
    ("high", "marks"), [(1, [0, 1]), (3, [0, 1, 2, 3]), (2, [0, 1, 2]), (200, [0, 50, 100, 150, 200])]
)
def test_it_marks_counts_at_whole_numbers_only(high, marks):
    assert count_ticks(0, high) == marks


def test_it_marks_durations_at_steps_that_people_count_in():
    assert duration_ticks(0, 12 * HOUR, 6) == [hour * HOUR for hour in (0, 2, 4, 6, 8, 10, 12)]
    assert duration_ticks(0, 50, 4) == [0, 15, 30, 45]
    assert duration_ticks(0, 100 * MINUTE) == [0, 30 * MINUTE, 60 * MINUTE, 90 * MINUTE]


def test_it_ends_an_axis_at_a_round_value_above_all():
    assert roof([1, None, 1612]) == 2000
    assert roof([None]) == 1
    assert roof([0.62], "ratio") == 1
    assert roof([130 * MINUTE], "s") == 3 * HOUR


def test_it_leaves_room_beside_the_values():
    assert span([10, 20, None], room=0.1) == (9, 21)
    assert span([None]) == (0, 1)


def test_it_moves_labels_apart_but_not_out_of_the_frame():
    assert spread([100, 100, 100], 16, 0, 200) == [100, 116, 132]
    assert spread([195, 190], 16, 0, 200) == [200, 184]


def test_it_names_some_points_evenly():
    assert label_places(9) == [0, 2, 4, 6, 8]
    assert label_places(3) == [0, 1, 2]
    assert label_places(20, every=7) == [0, 7, 14]


def test_it_gives_a_japanese_letter_twice_the_room():
    assert width_of("時間") == width_of("abcd")


def test_it_cuts_words_that_have_no_room():
    assert shortened("Polish", 60) == "Polish"
    assert shortened("Waiting for the customer", 70) == "Waiting f…"
