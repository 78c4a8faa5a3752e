"""Every code that the library may hand to a page has words."""

import pytest

from helmline.metrics import metric, query, result
from helmline.metrics.loading import catalogue
from helmline.reference import entries
from helmline_web.analytics import terms


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (query.DIMENSIONS, terms.DIMENSIONS),
        (query.PERIODS, terms.PERIODS),
        (query.RULES, terms.RULES),
        (query.INCIDENTS, terms.INCIDENTS),
        (metric.CLOCKS, terms.CLOCKS),
        (metric.COHORTS, terms.COHORTS),
        (metric.DIRECTIONS, terms.DIRECTIONS),
        (metric.STATISTICS, terms.STATISTICS),
        (metric.UNITS, terms.UNITS),
        (entries.TARGET_KINDS, terms.TARGETS),
        (result.NOTES, terms.NOTES),
        ({m.family for m in catalogue().values()}, terms.FAMILIES),
        ({name for m in catalogue().values() for name in m.attributions}, terms.ATTRIBUTIONS),
    ],
    ids=lambda value: "",
)
def test_it_has_words_for_every_code(codes, words):
    assert set(codes) <= set(words)


def test_it_names_a_level_of_the_reasons():
    assert terms.dimension("reason:2") == "Contact reason, level 2"


def test_it_shows_a_code_that_nobody_put_into_words():
    assert terms.notes(("no_data", "a_new_code")) == ["Nothing to count.", "a_new_code"]
