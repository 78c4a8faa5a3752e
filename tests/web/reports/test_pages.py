"""The pages of reports, for those whose they are."""

import io

import pytest

from helmline_web.reports import exports


def test_it_closes_a_month_and_compares_it(house):
    mona = house.client("Mona")
    assert "Before 2026-08 is closed" in mona.get("/reports/months?month=2026-08").content.decode()
    answer = mona.post("/reports/months", {"month": "2026-08", "note": "first"})
    page = mona.get(answer["Location"]).content.decode()
    assert "first" in page
    assert "closed by Mona" in page
    assert "style=" not in page
    today = mona.get("/reports/months/2026-08/today").content.decode()
    assert "Every stored figure comes out again." in today
    assert mona.get("/reports/months/2026-08/today/late").status_code == 200
    assert mona.post("/reports/months", {"month": "2026-08"}).status_code == 409


@pytest.mark.parametrize(
    ("form", "begins"), [("csv", b"\xef\xbb\xbfmetric"), ("xlsx", b"PK"), ("pdf", b"%PDF")]
)
def test_it_hands_a_month_out(august, house, form, begins):
    answer = house.client("Mona").get(f"/reports/months/2026-08/file.{form}")
    assert answer.content.startswith(begins)


def test_it_writes_numbers_as_numbers(august, house):
    from openpyxl import load_workbook

    answer = house.client("Mona").get("/reports/months/2026-08/file.xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0][:3] == ("metric", "by", "value")
    assert isinstance(rows[1][2], int | float)


def test_it_guards_against_formulas():
    assert exports.guarded("=1+1") == "'=1+1"
    assert exports.guarded(-1.5) == -1.5


def test_it_is_for_those_whose_it_is(august, house):
    expected = {
        "Mona": (200, 200, 200),
        "Lea": (200, 404, 404),
        "Vera": (200, 200, 404),
        "Abe": (404, 404, 404),
    }
    for name, codes in expected.items():
        client = house.client(name)
        addresses = ("/reports/", "/reports/months", "/reports/months/2026-08")
        assert tuple(client.get(address).status_code for address in addresses) == codes, name


def test_it_knows_no_month_that_is_none(house):
    assert house.client("Mona").get("/reports/months?month=soon").status_code == 404
