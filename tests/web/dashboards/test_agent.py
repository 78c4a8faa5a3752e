"""One person's page: the same words for the person and the lead, ranges everywhere, never a rank."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from helmline.metrics.query import Query
from helmline.metrics.result import Cell
from helmline_web.analytics import door
from helmline_web.dashboards.persons.figures import Line
from helmline_web.dashboards.persons.measures import GROUPS, Measure
from helmline_web.people import actions
from helmline_web.people.access import viewer_of
from helmline_web.people.models import Organisation, Person
from helmline_web.people.models.organisation import PrivacyProfile

EVERYTHING = {"since": "2026-08-03", "until": "2026-09-27"}


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def opened(cast, reader, whose="", path="agent", **query):
    number = [cast.person[whose].pk] if path == "agent" else []
    return cast.client(reader).get(reverse(f"dashboards:{path}", args=number), {**EVERYTHING, **query})


@pytest.fixture
def house(company, db, cast):
    return cast


def shown(response) -> dict[str, str]:
    lines = [line for _group, lines in response.context["groups"] for line in lines]
    return {str(line.measure.title): line.value for line in lines if not line.is_hidden}


def test_it_tells_the_person_what_it_tells_the_lead(house) -> None:
    own, leads = opened(house, "Abe", path="me"), opened(house, "Lea", "Abe")
    assert shown(leads)
    assert shown(leads).items() <= shown(own).items()
    assert "Whoever leads you sees this page in the same words." in words(own)
    assert "Abe sees this page in the same words." in words(leads)


def test_it_counts_what_the_library_counts(house) -> None:
    (_, work), *_ = opened(house, "Abe", path="me", incidents="with").context["groups"]
    asked = Query(
        ("response_time",), since="2026-08-03", until="2026-09-28", zone="Europe/Rome", clock="business",
        where=(("agent", (str(house.subject["Abe"]),)),),
    )  # fmt: skip
    cell = door.ask(viewer_of(house.user["Abe"]), asked).one("response_time")
    assert work[0].n == cell.summary.n + cell.summary.n_censored > 0


def test_it_is_not_there_for_whoever_may_not_see_the_person(house) -> None:
    for reader in ("Lars", "Bea", "Vic", "Vera"):
        assert opened(house, reader, "Abe").status_code == 404
    assert house.client("Mona").get(reverse("dashboards:agent", args=[999_999])).status_code == 404


def test_it_names_whose_each_figure_is(house) -> None:
    shown = words(opened(house, "Lea", "Abe"))
    for group in GROUPS[:2]:
        for measure in group.measures[:1]:
            assert str(measure.whose) in shown


def test_it_leaves_mass_incidents_out_unless_asked(house) -> None:
    assert opened(house, "Lea", "Abe").context["selection"].incidents == "without"
    assert opened(house, "Lea", "Abe", incidents="with").context["selection"].incidents == "with"


def test_it_looks_at_thirteen_weeks_unless_told_otherwise(house) -> None:
    response = house.client("Abe").get(reverse("dashboards:me"))
    assert response.context["selection"].span.days == 91
    assert "13 weeks" in words(response)


def test_it_works_for_people_who_left(house) -> None:
    actions.note_leaving(house.person["Abe"], date(2026, 9, 30), by=None)
    response = opened(house, "Lea", "Abe")
    assert "left on 30 Sep" in words(response)
    assert response.context["groups"]


def test_it_says_so_where_nobody_knows_a_login(house) -> None:
    assert "No login of Lea is known" in words(opened(house, "Lea", path="me"))


def test_it_computes_only_what_the_staff_agreed_to(house) -> None:
    Organisation.objects.update(privacy_profile=PrivacyProfile.WORKS_COUNCIL)
    response = opened(house, "Lea", "Abe")
    assert [group.code for group, _lines in response.context["groups"]] == ["work", "quality"]
    assert response.context["load"] is None


def test_it_shows_an_agent_no_range_of_colleagues(house) -> None:
    assert not opened(house, "Abe", path="me").context["usual"].ranges


CSAT = Measure("csat", "Satisfied", "")


@pytest.mark.parametrize(
    ("n", "low", "high", "usual", "said"),
    [
        (9, 0.5, 0.9, (0.4, 0.6), "too early to say"),
        (40, 0.5, 0.9, (0.4, 0.6), "in the usual range"),
        (40, 0.7, 0.9, (0.4, 0.6), "above the usual range"),
        (40, 0.1, 0.3, (0.4, 0.6), "below the usual range"),
        (40, 0.1, 0.3, None, "nothing to hold it against yet"),
    ],
)
def test_it_sets_somebody_apart_only_with_the_whole_likely_range(n, low, high, usual, said) -> None:
    from helmline.inference.summaries import Summary

    cell = Cell("csat", unit="ratio", summary=Summary(n=n), value=(low + high) / 2, low=low, high=high)
    assert Line(CSAT, cell, usual).words == said


def test_it_lists_people_by_name_and_never_by_figure(house) -> None:
    response = house.client("Mona").get(reverse("dashboards:agents"), EVERYTHING)
    listed = [row.values["name"] for row in response.context["table"].rows]
    assert listed == sorted(listed)
    assert not any(column.sortable for column in response.context["table"].columns)
    assert {"Abe", "Bea"} <= set(listed)


def test_it_lists_a_leads_own_people_only(house) -> None:
    shown = words(house.client("Lea").get(reverse("dashboards:agents"), EVERYTHING))
    assert "Abe" in shown
    assert "Bea" not in shown
    assert house.client("Vic").get(reverse("dashboards:agents")).status_code == 404


def test_it_finds_those_who_left(house) -> None:
    actions.note_leaving(house.person["Bea"], date(2026, 9, 30), by=None)
    response = house.client("Mona").get(reverse("dashboards:agents"), {**EVERYTHING, "here": "left"})
    assert [row.values["name"] for row in response.context["table"].rows] == ["Bea"]
    assert Person.objects.filter(left_on__isnull=False).count() == 1
