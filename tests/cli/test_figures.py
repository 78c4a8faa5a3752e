"""Asking: the documented JSON, the same numbers in every form, and the past."""

import csv
import io
import json
from pathlib import Path

import pytest


def test_it_prints_the_documented_json(tickets):
    said = tickets("kpi", "first_reply_time", "--format", "json").json
    assert {"as_of", "known_at", "observed_until", "reference", "cells"} <= set(said)
    (cell,) = said["cells"]
    wanted = {
        "metric",
        "by",
        "period",
        "clock",
        "unit",
        "value",
        "n",
        "n_censored",
        "mean",
        "p50",
        "p75",
        "p90",
        "p95",
        "p99",
        "low",
        "high",
    }
    assert wanted <= set(cell)
    assert said["observed_until"] == {"desk": "2026-03-03T08:00:00Z"}


def test_it_counts_what_was_counted_by_hand(tickets):
    assert tickets("kpi", "created", "--format", "json").cell["value"] == 3
    assert tickets("kpi", "solved", "--format", "json").cell["value"] == 1
    assert tickets("kpi", "backlog", "--format", "json").cell["value"] == 2
    cell = tickets("kpi", "first_reply_time", "--format", "json").cell
    assert (cell["n"], cell["n_censored"]) == (2, 1)
    assert cell["naive"]["p50"] == (1800 + 7200) / 2


def test_it_splits_by_dimension_and_narrows(tickets):
    cells = tickets("kpi", "created", "--by", "team", "--format", "json").json["cells"]
    assert {cell["by"]["team"]: cell["value"] for cell in cells} == {"Mail": 2, "Phone": 1}
    assert tickets("kpi", "created", "--where", "team=Mail", "--format", "json").cell["value"] == 2
    days = tickets("kpi", "created", "--period", "day", "--format", "json").json["cells"]
    assert [(cell["period"], cell["value"]) for cell in days] == [("2026-03-02", 2), ("2026-03-03", 1)]


def test_it_sorts_and_cuts_as_asked(tickets):
    def teams(*words):
        cells = tickets("kpi", "created", "--by", "team", *words, "--format", "json").json["cells"]
        return [cell["by"]["team"] for cell in cells]

    assert teams() == ["Mail", "Phone"]
    assert teams("--sort", "value") == ["Mail", "Phone"]
    assert teams("--sort", "n", "--top", "1") == ["Mail"]


def test_it_reads_days_in_the_zone_it_is_told(tickets):
    cells = tickets(
        "kpi", "created", "--period", "day", "--zone", "America/Los_Angeles", "--format", "json"
    ).json["cells"]
    assert [(cell["period"], cell["value"]) for cell in cells] == [("2026-03-02", 2), ("2026-03-03", 1)]
    cells = tickets(
        "kpi", "created", "--period", "day", "--zone", "Pacific/Honolulu", "--format", "json"
    ).json["cells"]
    assert [(cell["period"], cell["value"]) for cell in cells] == [("2026-03-01", 1), ("2026-03-02", 2)]


def test_it_calls_agents_by_their_names(tickets):
    said = tickets("kpi", "first_reply_time", "--by", "agent", "--format", "json").json
    assert {cell["by"].get("agent_name") for cell in said["cells"]} >= {"Bob", "Carla"}
    assert "Bob" in tickets("kpi", "first_reply_time", "--by", "agent").out
    only = tickets("kpi", "first_reply_time", "--where", "agent=Carla", "--format", "json").json
    assert sum(cell["n"] for cell in only["cells"]) == 1


def test_table_csv_and_json_say_the_same(tickets):
    cell = tickets("kpi", "created", "--format", "json").cell
    (row,) = csv.DictReader(io.StringIO(tickets("kpi", "created", "--format", "csv").out))
    assert float(row["value"]) == cell["value"]
    assert int(row["n"]) == cell["n"]
    assert "3" in tickets("kpi", "created").out


def test_it_says_what_a_reader_must_know(tickets):
    said = tickets("kpi", "first_reply_time")
    assert "data until 2026-03-03T08:00:00Z" in said.err
    assert "Kaplan-Meier" in said.err
    assert "still open" in said.out


def test_it_shows_the_world_as_it_was(tickets):
    cell = tickets("kpi", "created", "--as-of", "2026-03-02T10:30Z", "--format", "json").cell
    assert cell["value"] == 1
    said = tickets("kpi", "first_reply_time", "--as-of", "2026-03-02T12:00Z", "--format", "json").json
    assert said["as_of"] == "2026-03-02T12:00:00Z"
    assert (said["cells"][0]["n"], said["cells"][0]["n_censored"]) == (1, 1)


def test_it_shows_what_was_known_then(tickets, tmp_path):
    late = "ticket,at,what,who,role,team\nT-2,2026-03-02 11:05,answered,Bob,agent,\n"
    known = tickets("kpi", "created", "--format", "json").json["known_at"]
    (tmp_path / "late.csv").write_text(late)
    tickets("import", "late.csv", "--mapping", "desk.toml")
    before = tickets(
        "kpi", "first_reply_time", "--where", "team=Phone", "--known-at", known, "--format", "json"
    ).cell
    after = tickets("kpi", "first_reply_time", "--where", "team=Phone", "--format", "json").cell
    assert (before["value"], after["value"]) == (7200, 300)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("kpi", "first_rely_time"), "first_reply_time"),
        (("kpi", "created", "--by", "teem"), "team"),
        (("kpi", "created", "--period", "fortnight"), "fortnight"),
        (("kpi", "created", "--zone", "Europe/Rom"), "Europe/Rom"),
        (("kpi", "created", "--zone", "Europe/Rom", "--as-of", "2026-03-02"), "Europe/Rome"),
        (("explain", "created", "T-1", "--zone", "Europe/Rom"), "Europe/Rome"),
        (("export", "created", "--to", "x.csv", "--zone", "Europe/Rom"), "Europe/Rome"),
        (("kpi", "created", "--where", "team"), "DIM=VALUE"),
        (("kpi", "created", "--as-of", "yesterday"), "2026-03-01"),
        (("kpi", "created", "--since", "32 March"), "32 March"),
        (("kpi", "fcr", "--set", "window=long"), "NAME=NUMBER"),
        (("kpi", "first_reply_time", "--clock", "business", "--calendar", "nights"), "nights"),
    ],
)
def test_it_names_the_wrong_word_and_the_right_one(tickets, words, complaint):
    said = tickets(*words)
    assert said.code == 2
    assert complaint in said.err
    assert "Traceback" not in said.err


def test_it_answers_an_empty_filter_with_no_rows_not_with_nought(tickets):
    cell = tickets("kpi", "first_reply_time", "--where", "team=Nobody", "--format", "json").json["cells"]
    assert all(c["value"] is None and c["n"] == 0 for c in cell)


def test_it_explains_a_clock_with_both_legal_answers(helmline):
    folder = Path(__file__).parents[2] / "docs" / "examples" / "schedule_change"
    assert helmline("reference", "publish", folder / "reference.toml").code == 0
    assert (
        helmline("import", folder / "ticket.csv", "--mapping", folder / "mapping.toml", "--rejects", ".").code
        == 0
    )
    asked = ("kpi", "first_reply_time", "--clock", "business", "--format", "json")
    assert helmline(*asked).cell["value"] == pytest.approx(960.1333 * 60, abs=0.01)
    assert helmline(*asked, "--rule", "last_schedule").cell["value"] == pytest.approx(690.1333 * 60, abs=0.01)
    said = helmline("explain", "first_reply_time", "76123", "--clock", "business")
    assert "16 h 8 s" in said.out
    assert "690.13 min" in said.out
    document = helmline(
        "explain", "first_reply_time", "76123", "--clock", "business", "--format", "json"
    ).json
    counted = sum(
        segment["seconds"]
        for span in document["spans"]
        for segment in span["segments"]
        if segment["kind"] == "open"
    )
    assert counted == document["seconds"] == pytest.approx(57608)


def test_it_says_when_there_is_no_such_ticket(tickets):
    said = tickets("explain", "first_reply_time", "T-99")
    assert said.code == 3
    assert "T-99" in said.err


def test_it_describes_a_metric_and_finds_one_by_a_word(tickets):
    assert "first_reply_time" in tickets("metrics", "--search", "reply").out
    text = tickets("metrics", "first_reply_time").out
    for word in ("first public", "Zendesk", "median"):
        assert word.lower() in text.lower()
    assert tickets("metrics", "first_rely_time").code == 2
    listed = tickets("metrics", "--format", "json").json
    assert len(listed) >= 46


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "xlsx"])
def test_it_exports_the_rows_behind_a_number(tickets, tmp_path, ending):
    target = tmp_path / f"rows.{ending}"
    said = tickets("export", "first_reply_time", "--where", "team=Mail", "--to", target)
    assert said.code == 0, said.err
    assert f"2 rows written to {target}" in said.out
    assert _count(target, ending) == 2


def test_it_exports_a_whole_table(tickets, tmp_path):
    assert tickets("export", "interactions", "--to", tmp_path / "all.csv").code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "all.csv").read_text())))
    assert {row["case_key"] for row in rows} == {"T-1", "T-2", "T-3"}


def test_it_exports_no_formula_and_no_half_file(tickets, tmp_path):
    (tmp_path / "evil.csv").write_text(
        "ticket,at,what,who,role,team\n=1+1,2026-03-02 09:00,created,x,customer,Mail\n"
    )
    tickets("import", "evil.csv", "--mapping", "desk.toml")
    tickets("export", "interactions", "--to", tmp_path / "all.csv")
    assert "'=1+1" in (tmp_path / "all.csv").read_text()
    assert tickets("export", "interactions", "--to", tmp_path / "all.doc").code == 2
    assert not list(tmp_path.glob("*.part"))


def _count(path, ending):
    if ending == "csv":
        return len(list(csv.DictReader(io.StringIO(path.read_text()))))
    if ending == "jsonl":
        return len([json.loads(line) for line in path.read_text().splitlines()])
    if ending == "parquet":
        import pyarrow.parquet as pq

        return pq.read_table(path).num_rows
    from openpyxl import load_workbook

    return load_workbook(path).active.max_row - 1
