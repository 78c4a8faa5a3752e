"""Files hold what the page shows, to the last digit, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from helmline.errors import InputError
from helmline.metrics.query import Query
from helmline_web.analytics import door, export
from helmline_web.analytics.export import Export
from helmline_web.people.access import viewer_of

pytestmark = pytest.mark.django_db

QUERY = Query(("first_reply_time", "created"), by=("team",), period="week")
HOSTILE = pa.table({
    "text": ["=1+1", "+41", "-2", "@sum", "\tx", "\rx", "plain", None],
    "number": [-1.5, 2.0, 3.25, None, 0.1, 6.0, 7.0, 8.0],
    "key": [2**62, 1, 2, 3, 4, 5, 6, 7],
})  # fmt: skip


def _sent(found: Export, ending: str) -> bytes:
    response = found.response(ending)
    content = b"".join(response.streaming_content)
    response.close()
    return content


def _read(content: bytes, ending: str) -> list[dict]:
    if ending == "csv":
        return list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    if ending == "parquet":
        return pq.read_table(io.BytesIO(content)).to_pylist()
    head, *body = load_workbook(io.BytesIO(content), read_only=True).active.values
    return [dict(zip(head, row, strict=True)) for row in body]


@pytest.mark.parametrize("ending", export.FORMATS)
@pytest.mark.usefixtures("company")
def test_a_file_holds_the_cells_of_the_page(cast, ending: str) -> None:
    mona = viewer_of(cast.user["Mona"])
    shown = door.ask(mona, QUERY).cells
    rows = _read(_sent(export.cells(mona, QUERY), ending), ending)
    assert len(rows) == len(shown) > 20
    for row, cell in zip(rows, shown, strict=True):
        assert (row["metric"], row["by_team"], row["period"]) == (cell.metric, cell.by["team"], cell.period)
        for name, shown_value in (
            ("value", cell.value),
            ("low", cell.low),
            ("high", cell.high),
            ("n", cell.summary.n),
        ):
            told = None if row[name] in (None, "") else float(row[name])
            # a spreadsheet keeps 15 digits; the other files keep all
            assert told == shown_value or (ending == "xlsx" and told == pytest.approx(shown_value, rel=1e-14))
        assert row["query"] == QUERY.hash()


@pytest.mark.usefixtures("company")
def test_rows_come_with_the_names_that_may_be_known(cast) -> None:
    query = Query(("first_reply_time",), by=("agent",))
    for name, knows in (("Lea", True), ("Abe", True), ("Vic", False)):
        viewer = viewer_of(cast.user[name])
        rows = _read(_sent(export.rows(viewer, query), "csv"), "csv")
        assert len(rows) == door.rows(viewer, query, limit=1).total
        assert any(row["agent_name"] for row in rows) == knows


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_it_runs_no_formula_and_leaves_numbers_alone(ending: str) -> None:
    rows = _read(_sent(Export("x", HOSTILE.to_batches()), ending), ending)
    assert [row["text"][:2] for row in rows[:5]] == ["'=", "'+", "'-", "'@", "'\t"]
    assert rows[5]["text"].startswith("'")
    assert rows[6]["text"] == "plain"
    assert float(rows[0]["number"]) == -1.5
    assert str(rows[0]["key"]) == str(2**62)


def test_parquet_keeps_every_value_as_it_is() -> None:
    assert _read(_sent(Export("x", HOSTILE.to_batches()), "parquet"), "parquet") == HOSTILE.to_pylist()


@pytest.mark.parametrize("ending", export.FORMATS)
def test_nothing_is_a_file_too(ending: str) -> None:
    assert _sent(Export("x", iter(())), ending) is not None


def test_it_names_the_file_plainly_and_the_formats_there_are() -> None:
    response = Export('a "b"\r\nSet-Cookie: x/../', HOSTILE.to_batches()).response("csv")
    assert response["Content-Disposition"] == 'attachment; filename="a-b-set-cookie-x.csv"'
    with pytest.raises(InputError, match="csv, xlsx, parquet"):
        Export("x", []).response("exe")


def test_a_sheet_that_cannot_hold_the_rows_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_SHEET_ROWS", 3)
    with pytest.raises(InputError, match="Take CSV or Parquet"):
        Export("x", HOSTILE.to_batches()).response("xlsx")
