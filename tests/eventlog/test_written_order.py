"""Fact tables lie in order of time, whatever the order of arrival, so that a question about a week reads little."""

import pytest
from cast import batches, created, minute
from desk_of_tests import ask

from helmline.eventlog.facts.layers import WRITTEN_BY, files
from helmline.eventlog.facts.snapshots import TABLES


def written(snapshot, table, column):
    """Return a column of the last layer's file as it lies there."""
    rows = files(snapshot.root, snapshot.layers[-1], table).replace("')", "', file_row_number = true)")
    return [row[column] for row in ask(f"SELECT {column} FROM {rows} ORDER BY file_row_number")]


LATE, EARLY = created(90, "A-1"), created(0, "A-2")


def test_every_table_has_an_order():
    assert set(WRITTEN_BY) == set(TABLES)


def test_a_base_is_written_in_order_of_time(desk):
    desk.lands(batches(*LATE, *EARLY))
    assert written(desk.facts(), "interactions", "created_us") == [minute(0), minute(90)]


@pytest.mark.parametrize("table", ["interactions", "placements"])
def test_a_layer_is_written_in_order_of_time(desk, table):
    desk.lands(batches(*created(200, "A-9")))
    desk.facts()
    desk.lands(batches(*LATE, *EARLY))
    found = written(desk.facts(), table, WRITTEN_BY[table])
    assert len(found) == 2
    assert found == sorted(found)
