"""What a person reads: units a person would use, columns that fit, bars that show a shape."""

import pytest

from helmline.cli import show


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (0, "0 s"),
        (45, "45 s"),
        (33.84, "33.8 s"),
        (750, "12.5 min"),
        (49_980, "13.9 h"),
        (525_312, "6.1 d"),
        (-90, "-1.5 min"),
    ],
)
def test_it_says_a_duration_in_the_unit_a_person_would_use(seconds, text):
    assert show.duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.6342, "ratio", "63.4 %"),
        (24_918, "tickets", "24,918"),
        (24_609.56, "tickets", "24,610"),
        (3.857, "score", "3.86"),
        (None, "s", "–"),
    ],
)
def test_it_says_an_amount_with_its_unit(value, unit, text):
    assert show.amount(value, unit) == text


def test_it_draws_a_distribution_as_small_bars():
    assert show.spark([0, 1, 4, 8]) == " ▁▄█"
    assert show.spark([0, 0]) == ""
    assert show.spark([1, 1000])[0] != " ", "what is there is seen, however rare"


def test_it_leaves_out_columns_without_a_value_and_puts_numbers_to_the_right(capsys):
    show.table(
        [{"a": "x", "b": 1234, "c": None}, {"a": "longer", "b": 5, "c": None}],
        {"a": "name", "b": "n", "c": "none"},
    )
    assert capsys.readouterr().out.splitlines() == [
        "name        n",
        "──────  ─────",
        "x       1,234",
        "longer      5",
    ]


def test_it_keeps_columns_in_line_in_japanese(capsys):
    show.table([{"a": "初回返信", "b": 1}, {"a": "ab", "b": 22}], {"a": "語", "b": "n"})
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == "初回返信   1"
    assert lines[3] == "ab        22"


def test_it_cuts_the_widest_column_to_the_terminal(capsys, monkeypatch):
    monkeypatch.setattr(show, "_room", lambda: 40)
    show.table(
        [{"a": "name", "b": "a very long sentence that does not fit in forty columns at all"}],
        {"a": "a", "b": "b"},
    )
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 40
    assert lines[-1].endswith("…")


def test_it_prints_csv_that_can_be_read_back(capsys):
    import csv
    import io

    show.emit([{"a": 'says "no", twice', "b": None}], "csv", {"a": "x", "b": "y"})
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [["a", "b"], ['says "no", twice', ""]]


def test_progress_is_silent_where_nobody_watches(capsys):
    line = show.Progress("facts")
    line(0.5)
    line.note("reading")
    assert capsys.readouterr().err == ""
