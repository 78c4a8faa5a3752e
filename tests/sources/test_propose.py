"""`helmline map` proposes what it can show and asks for what it cannot know."""

from pathlib import Path

import pytest
from doubles import FakeLog, FakePeople

from helmline.sources.table import parsing
from helmline.sources.table.landing import import_files
from helmline.sources.table.propose import propose

SAMPLES = Path(__file__).parent / "samples"


def write(tmp_path, text):
    path = tmp_path / "export.csv"
    path.write_text(text, "utf-8")
    return path


def test_it_recognises_a_ready_mapping_and_shows_the_first_events():
    proposal = propose(SAMPLES / "servicenow.csv", show=3)
    assert proposal.preset == "servicenow"
    assert proposal.rows[0] == {
        "case": "INC1", "kind": "created", "at": "2016-02-29 01:16:00", "role": "customer", "team": "Desk",
        "channel": "Phone", "reason": "Mail", "priority": "3 - Moderate",
    }  # fmt: skip
    assert proposal.rejects == ["line 6: incident_state '-100' is not under [status]"]


def test_it_proposes_a_process_log_that_imports_as_it_stands():
    proposal = propose(SAMPLES / "case_activity.csv")
    assert not proposal.questions
    log = FakeLog()
    import_files([SAMPLES / "case_activity.csv"], parsing.parse(proposal.text), log, FakePeople())
    assert sorted((row["case_key"], row["code"]) for row in log.of(11)) == [
        ("A", "Resolve"), ("A", "Take in charge"), ("B", "Take in charge"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "header",
    ["Ticket ID,Created at,Solved at,Status,Agent",
     "Numero pratica,Data creazione,Data risoluzione,Stato,Operatore",
     "Ärende,Skapad,Löst,Status,Handläggare", "Zgłoszenie,Utworzono,Rozwiązano,Stan,Pracownik",
     "チケット番号,作成日時,解決日時,ステータス,担当者"],
)  # fmt: skip
def test_it_understands_the_columns_of_a_ticket_list_in_five_languages(header, tmp_path):
    rows = "\n7,2024-03-01 09:00,2024-03-02 09:00,Solved,Bob\n8,2024-03-01 10:00,,Open,Carla\n"
    proposal = propose(write(tmp_path, header + rows))
    assert not proposal.questions
    kinds = [(row["case"], row["kind"], row.get("status")) for row in proposal.rows]
    assert sorted(kinds) == [
        ("7", "assigned", None), ("7", "created", None), ("7", "status_changed", "solved"),
        ("8", "assigned", None),
        ("8", "created", None),
    ]  # fmt: skip


def test_it_asks_for_day_or_month_first_instead_of_choosing(tmp_path):
    proposal = propose(write(tmp_path, "ticket,created\n1,3/4/2024\n2,5/6/2024\n"))
    assert 'day_first = "ask"' in proposal.text
    assert any("Day and month cannot be told apart" in question for question in proposal.questions)
    assert not proposal.rows


def test_it_takes_the_order_that_a_value_proves_and_says_which(tmp_path):
    proposal = propose(write(tmp_path, "ticket,created\n1,3/14/2024\n2,5/6/2024\n"))
    assert "day_first = false" in proposal.text
    assert any("month first, proven" in finding for finding in proposal.findings)
    assert [row["at"][:10] for row in proposal.rows] == ["2024-03-14", "2024-05-06"]


def test_it_asks_what_an_unknown_state_means(tmp_path):
    proposal = propose(write(tmp_path, "ticket,updated,status\n1,2024-03-01,Open\n1,2024-03-02,Frozen\n"))
    assert any("'Frozen'" in question for question in proposal.questions)
    assert '"Open" = "open"' in proposal.text


def test_it_asks_for_the_case_where_no_column_looks_like_one(tmp_path):
    proposal = propose(write(tmp_path, "colour,moment\nred,2024-03-01\nblue,2024-03-02\n"))
    assert any("which column holds the ticket" in question for question in proposal.questions)
