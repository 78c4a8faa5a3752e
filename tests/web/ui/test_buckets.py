"""Buckets of unequal length: where bars and marks stand, and what each is called."""

import pytest

from helmline_web.ui.charts.buckets import Buckets

WAITS = Buckets(title="Half within 2 m", edges=(60, 300), counts=(3, 5, 2), p50=120, p90=400, late_from=300)


@pytest.mark.parametrize(
    ("value", "place"), [(0, 0), (30, 100 / 6), (60, 100 / 3), (180, 50), (300, 250 / 3)]
)
def test_it_places_a_value_within_its_bucket(value, place):
    assert WAITS.place(value) == pytest.approx(place)


def test_it_names_the_buckets():
    assert [WAITS.name(place) for place in range(3)] == [
        "below 1\u00a0m",
        "1\u00a0m to 5\u00a0m",
        "5\u00a0m and more",
    ]


def test_it_draws_every_count_and_darkens_what_is_late():
    drawn = str(WAITS.svg())
    assert drawn.count('class="hist') == 3
    assert drawn.count("is-late") == 1
    assert "style=" not in drawn


def test_it_stands_alone_on_paper():
    assert str(WAITS.svg(standalone=True)).startswith("<svg xmlns")


def test_it_has_its_numbers_in_a_table():
    assert [row.values["share"] for row in WAITS.table().rows] == [0.3, 0.5, 0.2]


def test_it_refuses_counts_that_do_not_fit():
    with pytest.raises(ValueError, match="buckets"):
        Buckets(title="", edges=(1,), counts=(1,))
