"""What rests on few contacts of one person is held back from everybody but that person, rows included."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from helmline.metrics.query import Query
from helmline_web.analytics import door, ground
from helmline_web.people.access import viewer_of
from helmline_web.people.models import Organisation

pytestmark = [pytest.mark.usefixtures("company"), pytest.mark.django_db]


@pytest.fixture
def works_council(cast) -> None:
    Organisation.objects.update(privacy_profile="works_council")


def _few(cast, name: str) -> Query:
    """A question about so short a time that a person did only a few things in it."""
    viewer, subject = viewer_of(cast.user[name]), str(cast.subject[name])
    for day in range(5, 20):
        since, until = f"2026-08-{day:02d}", f"2026-08-{day + 1:02d}"
        query = Query(("created",), where=(("agent", (subject,)),), since=since, until=until)
        if 0 < door.ask(viewer, query).one("created").summary.n < 10:
            return query
    raise AssertionError("the company is too busy for this test")


@pytest.mark.usefixtures("works_council")
def test_it_is_held_back_from_the_lead_and_shown_to_the_person(cast) -> None:
    query = _few(cast, "Abe")
    lea, abe = viewer_of(cast.user["Lea"]), viewer_of(cast.user["Abe"])
    held, own = door.ask(lea, query), door.ask(abe, query)
    assert held.suppressed
    assert held.one("created").value is None
    assert not own.suppressed
    assert own.one("created").value


@pytest.mark.usefixtures("works_council")
def test_its_rows_do_not_open_either(cast) -> None:
    query, lea = _few(cast, "Abe"), viewer_of(cast.user["Lea"])
    assert door.rows(lea, query) == door.RowsPage((), 0, suppressed=True)
    assert door.sample(lea, query).suppressed
    assert list(door.stream(lea, query)) == []


@pytest.mark.usefixtures("works_council")
def test_rows_by_person_do_not_say_whose_they_are(cast) -> None:
    few, lea = _few(cast, "Abe"), viewer_of(cast.user["Lea"])
    query = Query(("created",), by=("agent",), since=few.since, until=few.until)
    assert door.ask(lea, query).suppressed
    hidden = {cell.by["agent"] for cell in door.ask(lea, query).cells if "suppressed" in cell.notes}
    page = door.rows(lea, query)
    assert (
        page.total
        == door.ask(lea, Query(("created",), since=few.since, until=few.until)).one("created").summary.n
    )
    assert not hidden & {record.by["agent"] for record in page.records}
    told = {key for batch in door.stream(lea, query) for key in batch["by_agent"].to_pylist()}
    assert None in told
    assert not hidden & (told - {None})


def test_figures_of_teams_are_never_held_back(cast) -> None:
    Organisation.objects.update(privacy_profile="works_council")
    query = Query(("created",), by=("team", "hour"), since="2026-08-05", until="2026-08-06")
    assert not door.ask(viewer_of(cast.user["Mona"]), query).suppressed


@pytest.mark.usefixtures("works_council")
def test_a_figure_nobody_agreed_to_has_no_value_about_one_person(cast) -> None:
    lea, abe = viewer_of(cast.user["Lea"]), viewer_of(cast.user["Abe"])
    query = Query(("first_reply_time",), where=(("agent", (str(cast.subject["Abe"]),)),))
    held = door.ask(lea, query)
    assert held.suppressed
    assert held.one("first_reply_time").value is None
    assert door.rows(lea, query).suppressed
    assert door.ask(abe, query).one("first_reply_time").value
    assert not {cell.value for cell in door.ask(lea, Query(("first_reply_time",), by=("agent",))).cells} - {
        None
    }
    assert door.ask(lea, Query(("first_reply_time",))).one("first_reply_time").value


@pytest.mark.usefixtures("works_council")
def test_others_see_a_persons_day_only_after_the_delay(cast) -> None:
    lea, abe = viewer_of(cast.user["Lea"]), viewer_of(cast.user["Abe"])
    query = Query(("created",), where=(("agent", (str(cast.subject["Abe"]),)),), since="2026-09-01")
    today = ground.today("UTC")
    assert door.ask(lea, query).query.until == (today - timedelta(days=7)).isoformat()
    assert door.ask(abe, query).query.until == ""
    late = replace(query, since=(today - timedelta(days=3)).isoformat())
    assert not any(cell.value for cell in door.ask(lea, late).cells)
    assert door.rows(lea, late).total == 0


def test_figures_of_people_reach_back_no_further_than_agreed(cast) -> None:
    query = Query(("created",), by=("agent",), since="2020-01-01")
    asked = door.ask(viewer_of(cast.user["Mona"]), query).query
    assert asked.since == (ground.today("UTC") - timedelta(days=730)).isoformat()
