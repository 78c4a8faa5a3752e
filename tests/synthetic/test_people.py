"""The agents' names and the reference data, against the log and against the package that publishes them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from helmline.calendar import Calendar
from helmline.reference import load, publish
from helmline.synthetic import Company, people, reference_toml, truth
from helmline.synthetic.company import TEAMS
from helmline.synthetic.staff import team_open


def test_it_names_every_agent_of_the_log_once(small: Company, ask_small):
    table = people(small)
    assert table.num_rows == 60
    assert set(table["subject"].to_pylist()) == {
        key for (key,) in ask_small("SELECT DISTINCT owner FROM log WHERE owner > 0")
    }
    for column in ("name", "mail", "identifier"):
        assert len(set(table[column].to_pylist())) == 60
    assert all(mail.isascii() and mail.endswith(".example") for mail in table["mail"].to_pylist())


def test_it_names_as_many_agents_as_asked_for():
    names = people(Company(agents=700))["name"].to_pylist()
    assert len(set(names)) == 700


def test_it_has_one_lead_a_team_one_outsourcer_and_part_timers(small: Company):
    rows = people(small).to_pylist()
    assert sorted(row["team"] for row in rows if row["role"] == "lead") == sorted(team.name for team in TEAMS)
    assert {row["team"] for row in rows if row["employer"] != "Bellamar"} == {"Contara"}
    assert {row["contract"] for row in rows} == {1.0, 0.8, 0.6, 0.5}
    assert {language for row in rows for language in row["languages"]} == {"en", "it", "sv", "pl", "ja"}


def test_it_marks_the_people_as_synthetic(small: Company):
    assert people(small).schema.metadata == {b"synthetic": b"true"}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, small: Company):
    folder = tmp_path_factory.mktemp("data")
    source = folder / "reference.toml"
    source.write_text(reference_toml(small), encoding="utf-8")
    return publish(source, folder), load(Path(folder))


def test_it_publishes_reference_data_without_a_finding(published):
    publication, _ = published
    assert not publication.warnings


def test_it_publishes_what_the_log_speaks_of(published, ask_small):
    _, reference = published
    for column, known in (
        ("brand", set(reference.brands)),
        ("team", set(reference.teams)),
        ("queue", {queue.code for queue in reference.queues}),
        ("reason", {reason.code for reason in reference.reasons}),
    ):
        used = {
            value for (value,) in ask_small(f"SELECT DISTINCT {column} FROM log WHERE {column} IS NOT NULL")
        }
        assert used <= known, column
    policies = {code for (code,) in ask_small("SELECT DISTINCT code FROM log WHERE kind = 26")}
    assert policies <= {policy.code for policy in reference.sla_policies}
    calendars = {code for (code,) in ask_small("SELECT DISTINCT code FROM log WHERE kind = 25")}
    assert calendars <= set(reference.calendars)


def test_it_declares_the_incidents_and_the_price_change_of_the_truth(published, small: Company):
    _, reference = published
    planted = truth(small)
    assert {(each.valid.from_us, each.valid.to_us) for each in reference.incidents} == {
        (each.from_us, each.until_us) for each in planted.incidents
    }
    assert [each.kind for each in reference.events].count("price_change") == 1
    assert reference.canonical_reason("returns/refund") == "billing/refund"


def test_it_opens_its_teams_exactly_when_the_published_calendars_say(small: Company):
    tables = tomllib.loads(reference_toml(small))["calendar"]
    calendars = {table["name"]: Calendar.from_dict(table) for table in tables}
    for team in TEAMS:
        ours = int(team_open(team, small.start_us, small.days).sum()) * 1_800_000_000
        assert calendars[team.name].elapsed(small.start_us, small.end_us) == ours, team.name
