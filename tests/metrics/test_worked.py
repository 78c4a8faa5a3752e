"""The worked cases row by row: what is read in plain Python agrees with the cell counted by hand."""

from statistics import mean

import pytest

from helmline.metrics.loading import catalogue
from helmline.metrics.metric import Metric
from helmline.metrics.worked import worked_rows

#: one row a value, so that the mean of the drawn clocks is the mean of the cell
DRAWN = [m for m in catalogue().values() if m.kind == "duration" and not m.folds and not m.pauses]
SHARES = [m for m in catalogue().values() if m.kind == "ratio"]


def mean_of_clocks(metric: Metric) -> float:
    runs = [
        row
        for row in worked_rows(metric)
        if row.counts and row.start_s is not None and row.stop_s is not None
    ]
    return mean(row.stop_s - row.start_s for row in runs)


@pytest.mark.parametrize("metric", DRAWN, ids=lambda metric: metric.name)
def test_it_draws_the_clocks_that_the_cell_was_counted_from(metric):
    expected = metric.worked.expected
    assert mean_of_clocks(metric) == expected["mean" if "mean" in expected else "value"]


@pytest.mark.parametrize("metric", SHARES, ids=lambda metric: metric.name)
def test_it_tells_numerator_and_denominator_row_by_row(metric):
    decided = [row.over for row in worked_rows(metric) if row.counts and row.over is not None]
    expected = metric.worked.expected
    if "denominator" in expected:
        assert (sum(decided), len(decided)) == (expected["numerator"], expected["denominator"])
    else:
        assert sum(decided) / len(decided) == expected["value"]


def test_it_leaves_out_what_the_definition_leaves_out():
    replied, late, spam = worked_rows(catalogue()["first_reply_time"])
    assert (replied.counts, late.counts, spam.counts) == (True, True, False)
    assert (late.start_s, late.stop_s) == (100, 280)


def test_it_has_no_rows_where_nothing_can_be_counted():
    assert worked_rows(catalogue()["deflection"]) == ()
