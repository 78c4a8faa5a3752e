"""A program reads what the owner of its key may see, and is told plainly what it may not."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from helmline.metrics.query import Query
from helmline_web.analytics import door
from helmline_web.api import keys
from helmline_web.decisions.models import Entry
from helmline_web.people.access import viewer_of

from .conftest import Program

pytestmark = [pytest.mark.usefixtures("company"), pytest.mark.django_db]


def _created(answer) -> float:
    return json.loads(answer.content)["cells"][0]["value"]


def _case(cast, team: str) -> tuple[str, str]:
    found = door.rows(viewer_of(cast.user["Mona"]), Query(("created",), where=(("team", (team,)),)), limit=1)
    return found.records[0].source, found.records[0].case_key


def test_it_gives_the_figures_that_the_owner_sees(cast, program) -> None:
    for name in ("Mona", "Lea", "Abe", "Vera"):
        shown = (
            door.ask(viewer_of(cast.user[name]), Query(("created",), zone="Europe/Rome")).one("created").value
        )
        caller = program(name)
        assert _created(caller.get("query", metrics="created")) == shown
        assert _created(caller.post("query", {"metrics": ["created"]})) == shown


def test_it_says_what_the_answer_rests_on(program) -> None:
    told = json.loads(program("Mona").get("query", metrics="created,backlog", by="team").content)
    assert set(told) >= {
        "query",
        "snapshot",
        "known_at",
        "reference",
        "observed_until",
        "data_until",
        "cells",
    }
    assert {cell["metric"] for cell in told["cells"]} == {"created", "backlog"}


def test_filters_of_an_address_and_of_a_body_are_the_same(program) -> None:
    mona = program("Mona")
    by_address = mona.get(
        "query", **{"metrics": "created", "where.team": "Milano,Stockholm", "period": "week"}
    )
    body = {"metrics": ["created"], "where": {"team": ["Milano", "Stockholm"]}, "period": "week"}
    assert json.loads(by_address.content) == json.loads(mona.post("query", body).content)


def test_people_are_named_to_who_may_know_them(program) -> None:
    for name, named in (("Lea", True), ("Vic", False)):
        cells = json.loads(program(name).get("query", metrics="solved", by="agent").content)["cells"]
        assert any(cell["by"].get("agent_name") for cell in cells) == named


@pytest.mark.parametrize("key", ["", "hl_wrong", "nonsense"])
def test_it_answers_nobody_without_a_key(key: str) -> None:
    answer = Program(key).get("query", metrics="created")
    assert answer.status_code == 401
    assert set(json.loads(answer.content)["error"]) == {"value", "cause", "next"}
    assert "hl_wrong" not in answer.content.decode()


def test_a_session_is_no_key(cast) -> None:
    assert cast.client("Ada").get("/api/v1/query?metrics=created").status_code == 401


def test_a_key_is_good_for_its_scopes_alone(program) -> None:
    figures = program("Mona", "figures")
    assert figures.get("metrics").status_code == 200
    for path in ("rows?metrics=created", "interactions?q=4711", "export?metrics=created&what=rows"):
        answer = figures.get(path)
        assert answer.status_code == 403
        assert json.loads(answer.content)["error"]["next"] == "Make a key with the scope 'rows'."
    assert program("Mona", "rows").get("query", metrics="created").status_code == 403


@pytest.mark.parametrize("path", ["rows?metrics=created", "interactions?q=4711"])
def test_rights_are_the_owners(program, path: str) -> None:
    assert program("Vic").get(path).status_code == 403


@pytest.mark.parametrize(
    ("given", "status", "value", "next_step"),
    [
        ({"metrics": "craeted"}, 400, "craeted", "Did you mean created"),
        ({"metrics": "created", "by": "taem"}, 400, "taem", "Did you mean team"),
        ({"metrics": "created", "perid": "week"}, 400, "perid", "Did you mean period"),
        ({"metrics": "created", "since": "yesterday"}, 400, "yesterday", "Write 2024-03-01"),
        ({}, 400, "", "/api/v1/metrics"),
        ({"metrics": "created", "set.window_days": "soon"}, 400, "soon", ""),
        ({"metrics": "created", "by": "team,queue,brand,channel,reason"}, 400, "by", ""),
        ({"metrics": "created", "period": "15min", "since": "1900-01-01", "until": "2026-01-01"}, 400, "", "longer period"),
    ],
)  # fmt: skip
def test_it_names_the_value_the_cause_and_the_next_step(
    program, given: dict[str, str], status: int, value: str, next_step: str
) -> None:
    answer = program("Mona").get("query", **given)
    told = json.loads(answer.content)["error"]
    assert (answer.status_code, told["value"]) == (status, value)
    assert told["cause"]
    assert next_step in told["next"]


def test_a_malformed_body_is_refused_in_the_same_shape(program) -> None:
    answer = program("Mona").post("query", {"metrics": "created"})
    assert answer.status_code == 422
    assert json.loads(answer.content)["error"]["value"] == "metrics"


def test_rows_come_in_pages(cast, program) -> None:
    lea = program("Lea")
    first = json.loads(lea.get("rows", metrics="created", limit=2).content)
    rest = json.loads(lea.get("rows", metrics="created", limit=1000, offset=2).content)
    assert (len(first["rows"]), first["next"]) == (2, 2)
    assert (
        first["total"] == rest["total"] == door.rows(viewer_of(cast.user["Lea"]), Query(("created",))).total
    )
    assert first["rows"][0] not in rest["rows"]
    assert lea.get("rows", metrics="created", limit=100_000).status_code == 422


def test_an_interaction_opens_within_scope_and_is_not_there_otherwise(cast, program) -> None:
    source, case = _case(cast, "Tokyo")
    mona, lea = program("Mona"), program("Lea")
    told = json.loads(mona.get(f"interactions/{source}/{case}").content)
    assert told["interaction"] == case
    assert [each["at"] for each in told["happenings"]] == sorted(each["at"] for each in told["happenings"])
    assert [
        each["interaction"] for each in json.loads(mona.get("interactions", q=case).content)["interactions"]
    ] == [case]
    hidden, absent = lea.get(f"interactions/{source}/{case}"), lea.get(f"interactions/{source}/no-such-case")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content.decode().replace(case, "X") == absent.content.decode().replace("no-such-case", "X")
    assert json.loads(lea.get("interactions", q=case).content) == {"interactions": []}


def test_a_clock_adds_up(cast, program) -> None:
    source, case = _case(cast, "Milano")
    told = json.loads(
        program("Lea").get("clock", metric="first_reply_time", interaction=case, source=source).content
    )
    counted = sum(segment["seconds"] for span in told["spans"] for segment in span["segments"])
    assert counted == pytest.approx(told["seconds"] or counted)


def test_a_file_is_taken_away_with_a_trace(program) -> None:
    answer = program("Mona").get("export", metrics="created", by="team", format="csv")
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"metric,by_team")
    entry = Entry.objects.filter(kind="export").latest("seq")
    assert entry.detail == {"what": "cells", "metrics": "created", "format": "csv"}
    assert program("Abe").get("export", metrics="created").status_code == 403
    assert program("Mona").get("export", metrics="created", format="exe").status_code == 400


def test_it_slows_a_program_that_asks_too_fast(program, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = program("Mona")
    monkeypatch.setattr(keys.Pace, "allow_request", lambda self, request: False)
    monkeypatch.setattr(keys.Pace, "wait", lambda self: 7.0)
    answer = caller.get("metrics")
    assert (answer.status_code, answer["Retry-After"]) == (429, "7")
    assert json.loads(answer.content)["error"]["next"] == "Wait 7 seconds."


def test_definitions_are_told(program) -> None:
    caller = program("Abe", "figures")
    listed = json.loads(caller.get("metrics").content)["metrics"]
    assert json.loads(caller.get("metrics/created").content) in listed
    assert caller.get("metrics/nothing").status_code == 400


def test_the_description_is_a_page_of_our_own_and_a_file_for_programs(cast) -> None:
    page = cast.client("Abe").get("/api/v1/docs")
    assert page.status_code == 200
    content = page.content.decode()
    assert "/api/v1/rows" in content
    assert "style=" not in content
    assert "<script>" not in content
    described = json.loads(Client().get("/api/v1/openapi.json").content)
    assert set(described["paths"]) >= {"/api/v1/query", "/api/v1/metrics", "/api/v1/rows", "/api/v1/export"}
