"""Two numbers compared: the printed values of Newcombe's method 10, and what may be said."""

import math
import random

import pytest

from helmline.inference.comparison import HIGHER, LOWER, UNCLEAR, UNKNOWN, change, verdict
from helmline.inference.estimates import NO_DATA, TOO_FEW, Estimate, cannot_say, count, share

#: R. G. Newcombe, Stat. Med. 17 (1998) 873, table II, method 10: a/m less b/n, 95 %
PRINTED = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((0, 10), (0, 10), -0.2775, 0.2775),
    ((10, 10), (0, 20), 0.6791, 1.0),
    ((10, 10), (0, 10), 0.6075, 1.0),
]


@pytest.mark.parametrize(("after", "before", "low", "high"), PRINTED)
def test_it_gives_the_printed_interval_of_two_shares(after, before, low, high):
    found = change(share(*before), share(*after))
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_it_turns_round_with_its_two_numbers():
    forth, back = change(count(40), count(60)), change(count(60), count(40))
    assert (forth.value, forth.low, forth.high) == (-back.value, -back.high, -back.low)


def test_it_covers_the_true_difference_of_two_counts():
    draw = random.Random(5)
    covered = 0
    for _ in range(400):
        before, after = (sum(draw.random() < 0.02 for _ in range(2000)) for _ in range(2))
        found = change(count(before), count(after))
        covered += found.low <= 0 <= found.high
    assert covered >= 0.93 * 400


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(1, 2, HIGHER), (-2, -1, LOWER), (-1, 1, UNCLEAR), (0, 1, UNCLEAR), (None, 1, UNKNOWN)],
)
def test_it_says_no_more_than_the_interval(low, high, said):
    assert verdict(Estimate(0.5, low, high, 10)) == said


def test_it_cannot_say_without_a_number():
    assert change(cannot_say(NO_DATA), share(1, 2)).reason == NO_DATA


@pytest.mark.parametrize("end", [None, math.inf])
def test_it_tells_the_difference_but_no_interval_where_an_end_is_open(end):
    found = change(Estimate(1.0, 0.5, end, 3), Estimate(2.0, 1.5, 2.5, 9))
    assert (found.value, found.low, found.high, found.n, found.reason) == (1.0, None, None, 3, TOO_FEW)
