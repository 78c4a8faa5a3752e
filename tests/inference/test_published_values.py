"""Published values, row by row from tests/checks/check_values.csv (source and tolerance stand in the row)."""

import csv
import re
from pathlib import Path

import pytest
from gehan import CONTROL, SIX_MP

from helmline.inference.intervals import byar, clopper_pearson, wilson
from helmline.inference.survival import kaplan_meier, median

FILE = Path(__file__).parents[1] / "checks" / "check_values.csv"
ROWS = [
    row
    for row in csv.DictReader(FILE.read_text(encoding="utf-8").splitlines())
    if row["topic"] in ("interval", "censoring") and not re.match("log-rank|Cox", row["quantity"])
]


def computed(quantity):
    """Compute what a row's text asks for."""
    if found := re.fullmatch(r"(Wilson|Clopper-Pearson) (\d+)/(\d+) (lower|upper)", quantity):
        method = wilson if found[1] == "Wilson" else clopper_pearson
        return end_of(method(int(found[2]), int(found[3])), found[4])
    if found := re.fullmatch(r"Byar (\d+) ([\d.]+) (lower|upper)", quantity):
        return end_of(byar(int(found[1]), float(found[2])), found[3])
    if found := re.fullmatch(r"KM S\((\d+)\) 6-MP arm", quantity):
        return kaplan_meier(*SIX_MP).at(int(found[1]))
    return median(kaplan_meier(*{"median control": CONTROL, "median 6-MP": SIX_MP}[quantity])).value


def end_of(interval, end):
    return interval.low if end == "lower" else interval.high


def test_it_reads_every_row_of_its_topics():
    assert len(ROWS) == 33


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["quantity"])
def test_it_gives_the_published_value(row):
    assert abs(computed(row["quantity"]) - float(row["expected"])) <= float(row["tol"])
