"""Periods in words."""

import pytest
from django.utils.translation import override

from helmline_web.analytics import labels


@pytest.mark.parametrize(
    ("label", "words"),
    [
        (None, "the whole period"),
        ("2026-W46", "week 46"),
        ("2026-11-15/7d", "week from 15 Nov"),
        ("2026-11", "November 2026"),
        ("2026-Q4", "quarter 4 of 2026"),
        ("2026-P07", "period 7 of 2026"),
        ("2026", "2026"),
        ("2026-11-16", "16 Nov"),
        ("2026-10-25T02:30+01:00", "25 Oct, 02:30"),
    ],
)
def test_it_names_every_kind_of_period(label, words):
    assert labels.period(label) == words


def test_it_names_a_month_as_the_language_does():
    with override("ja"):
        assert labels.period("2026-11") == "2026年11月"
