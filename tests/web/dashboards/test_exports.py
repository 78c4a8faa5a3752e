"""Exports of the explorer: the very same cells, recorded, within scope, and safe in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from helmline_web.decisions.models import Entry

SPAN = "since=2026-08-31&until=2026-09-27"

pytestmark = pytest.mark.usefixtures("company")


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def rows_of(client, text: str) -> list[dict[str, str]]:
    answer = client.get(f"/explorer/export?{SPAN}&{text}&format=csv")
    return list(csv.DictReader(io.StringIO(body(answer).decode())))


@pytest.mark.parametrize(
    "view", ["metric=created&grain=week", "metric=first_reply_time&view=parts&by=channel"]
)
def test_it_holds_the_values_of_the_page(cast, view):
    client = cast.client("Mona")
    shown = client.get(f"/explorer?{SPAN}&{view}").context["panels"][0].table.rows
    taken = rows_of(client, view)
    values = sorted(float(row["value"]) for row in taken if row["value"])
    assert values == sorted(row.values["value"] for row in shown if row.values["value"] is not None)


def test_it_is_the_same_in_every_kind_of_file(cast):
    client = cast.client("Mona")
    address = f"/explorer/export?{SPAN}&metric=created&view=parts&by=team&format="
    plain = rows_of(client, "metric=created&view=parts&by=team")
    table = pq.read_table(io.BytesIO(body(client.get(address + "parquet"))))
    sheet = list(load_workbook(io.BytesIO(body(client.get(address + "xlsx")))).active.values)
    assert table["value"].to_pylist() == [float(row["value"]) for row in plain]
    assert [row[sheet[0].index("value")] for row in sheet[1:]] == [float(row["value"]) for row in plain]


def test_it_holds_both_spans_of_a_comparison_with_their_days(cast):
    taken = rows_of(cast.client("Mona"), "metric=created&view=change")
    assert [row["since"] for row in taken] == ["2026-08-03", "2026-08-31"]


def test_it_opens_to_the_rows_of_the_number(cast):
    client = cast.client("Mona")
    (cell,) = rows_of(client, "metric=created&view=parts&by=source")
    assert len(rows_of(client, "metric=created&what=rows&view=spread")) == int(cell["n"])


def test_it_gives_a_lead_the_own_rows_alone(cast):
    teams = {row["by_team"] for row in rows_of(cast.client("Lea"), "metric=created&view=parts&by=team")}
    assert teams == {"Milano"}


def test_it_is_recorded_with_the_question(cast):
    rows_of(cast.client("Mona"), "metric=created")
    entry = Entry.objects.get(kind="export")
    assert entry.by == cast.user["Mona"].pk
    assert entry.detail["metrics"] == "created"
    assert '"since":"2026-08-31"' in entry.detail["query"]


@pytest.mark.parametrize("name", ["Vic", "Abe"])
def test_it_does_not_exist_without_the_right(cast, name):
    assert cast.client(name).get(f"/explorer/export?{SPAN}").status_code == 404
    assert not Entry.objects.filter(kind="export").exists()


@pytest.mark.parametrize("text", ["format=exe", "what=everything", "metric=nonsense", "period=whenever"])
def test_it_says_what_cannot_be_taken_away(cast, text):
    assert cast.client("Mona").get(f"/explorer/export?{text}").status_code == 400


def test_it_offers_files_only_to_who_may_take_them(cast):
    assert "/explorer/export" in cast.client("Mona").get(f"/explorer?{SPAN}").text
    assert "/explorer/export" not in cast.client("Vic").get(f"/explorer?{SPAN}").text
