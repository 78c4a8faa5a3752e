"""Tables: what a column writes, how a heading sorts, which rows a page shows."""

import pytest

from helmline_web.ui.charts.gauge import Gauge
from helmline_web.ui.tables import Column, Pager, Row, Table, arrange

COLUMNS = (
    Column("team", "Team", sortable=True),
    Column("n", "Contacts", "number", sortable=True),
    Column("reply", "First reply", "duration"),
)
ROWS = (
    Row({"team": "North", "n": 12, "reply": 15120}, key="7"),
    Row({"team": "East", "n": None, "reply": 60}),
)


@pytest.fixture
def table_shown(shown):
    return lambda table: shown('<c-table :table="table" />', table=table)


def test_it_writes_each_kind_of_value():
    row = Table(columns=COLUMNS, rows=ROWS).body[0]
    assert [str(cell.text).replace("\u00a0", " ") for cell in row.cells] == [
        "North", "12", '<span title="4 h 12 m 00 s">4 h 12 m</span>',
    ]  # fmt: skip
    assert [cell.css for cell in row.cells] == ["", "num", "num"]


def test_it_writes_a_dash_for_what_is_unknown():
    assert Table(columns=COLUMNS, rows=ROWS).body[1].cells[1].text == "–"


def test_it_leaves_a_total_that_means_nothing_empty():
    table = Table(columns=COLUMNS, rows=ROWS, footer=Row({"team": "All", "n": 12}))
    assert table.foot.cells[2].text == ""


def test_it_refuses_a_kind_that_nobody_can_write():
    with pytest.raises(ValueError, match="is no kind"):
        Column("x", "X", "colour")


def test_it_sorts_numbers_from_the_top_and_words_from_the_start():
    heads = Table(columns=COLUMNS, rows=ROWS, sort_link="?sort={}".format).heads
    assert [head.sort_href for head in heads] == ["?sort=team", "?sort=-n", ""]


def test_it_turns_the_order_of_the_column_it_is_sorted_by():
    heads = Table(columns=COLUMNS, rows=ROWS, sort="-n", sort_link="?sort={}".format).heads
    assert (heads[1].sorted, heads[1].sort_href) == ("descending", "?sort=n")


def test_it_keeps_unknown_values_last_whichever_way_it_sorts():
    assert [row.values["team"] for row in arrange(ROWS, "-n")] == ["North", "East"]
    assert [row.values["team"] for row in arrange(ROWS, "n")] == ["North", "East"]


def test_it_shows_the_columns_one_chose_and_always_the_first():
    table = Table(columns=COLUMNS, rows=ROWS).choose(["reply", "nonsense"])
    assert [column.name for column in table.columns] == ["team", "reply"]
    assert Table(columns=COLUMNS, rows=ROWS).choose(["nonsense"]).columns == COLUMNS


def test_it_says_how_the_first_row_comes_to_be(table_shown):
    words = table_shown(Table(columns=COLUMNS, rows=(), empty_title="No teams", empty="Import people first."))
    assert "No teams" in words
    assert "Import people first." in words
    assert "<table" not in words


def test_it_escapes_what_people_wrote(table_shown):
    words = table_shown(
        Table(columns=COLUMNS, rows=[Row({"team": "<script>alert(1)</script>"})], caption='"><b>')
    )
    assert "<script>" not in words
    assert "<b>" not in words


def test_it_draws_pictures_in_cells(table_shown):
    table = Table(columns=[Column("dial", "Range", "picture")], rows=[Row({"dial": Gauge(value=1)})])
    assert '<svg class="chart gauge"' in table_shown(table)


def test_it_names_the_boxes_that_select_rows(table_shown):
    words = table_shown(Table(columns=COLUMNS, rows=ROWS, select="team"))
    assert 'name="team" value="7" aria-label="Select North"' in words


def test_it_pages_to_both_sides_but_not_beyond():
    def link(offset):
        return f"?offset={offset}"

    middle = Pager(50, 50, 120, link)
    assert (middle.first, middle.last, middle.previous, middle.next) == (51, 100, "?offset=0", "?offset=100")
    last = Pager(100, 50, 120, link)
    assert (last.last, last.next) == (120, "")
    assert Pager(0, 50, 120, link).previous == ""
