"""The command palette: pages, metrics, teams, people and contacts, within scope and without a hint of more."""

from __future__ import annotations

import pytest

from helmline.metrics.query import Query
from helmline_web.analytics import door
from helmline_web.people.access import viewer_of

pytestmark = pytest.mark.usefixtures("company")


def titles(client, words: str) -> dict[str, list[str]]:
    page = client.get("/search", {"q": words})
    return {group.title: [item.title for item in group.items] for group in page.context["groups"]}


def ticket_of(cast, name: str) -> str:
    """Return the number of a ticket that this person may open and the other lead may not."""
    viewer = viewer_of(cast.user[name])
    seen = {row.case_key for row in door.rows(viewer, Query(("created",)), limit=500).records}
    other = viewer_of(cast.user["Lars" if name == "Lea" else "Lea"])
    return min(seen - {row.case_key for row in door.rows(other, Query(("created",)), limit=500).records})


def test_it_finds_pages_and_metrics(cast):
    found = titles(cast.client("Mona"), "metric")
    assert "Metric catalogue" in found["Pages"]
    assert titles(cast.client("Mona"), "first")["Metrics"][0].startswith("First")


def test_it_lists_the_pages_before_anything_is_typed(cast):
    assert set(titles(cast.client("Quinn"), "")) == {"Pages"}


def test_it_finds_what_those_who_may_can_do(cast):
    assert titles(cast.client("Lea"), "declare")["What you can do"] == ["Declare an incident"]
    assert "What you can do" not in titles(cast.client("Quinn"), "declare")


def test_it_finds_teams_and_people_within_scope_only(cast):
    assert titles(cast.client("Lea"), "milano")["Teams"] == ["Milano"]
    assert "Teams" not in titles(cast.client("Lea"), "stockholm")
    assert titles(cast.client("Lea"), "abe")["People"] == ["Abe"]
    assert "People" not in titles(cast.client("Lea"), "bea")


def test_it_finds_no_people_without_the_right(cast):
    assert "People" not in titles(cast.client("Vic"), "abe")
    assert "People" not in titles(cast.client("Abe"), "bea")


def test_it_opens_a_ticket_by_its_number_within_scope_only(cast):
    number = ticket_of(cast, "Lea")
    assert titles(cast.client("Lea"), number)["Contacts"] == [f"#{number}"]
    assert titles(cast.client("Lea"), f"#{number}")["Contacts"] == [f"#{number}"]
    assert "Contacts" not in titles(cast.client("Lars"), number)
    assert "Contacts" not in titles(cast.client("Vic"), number)


def test_it_sends_a_list_to_the_palette_and_a_page_to_everybody_else(cast):
    client = cast.client("Mona")
    part = client.get("/search?q=pulse", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "palette-item" in part
    assert "<html" in client.get("/search?q=pulse").text


def test_it_says_that_nothing_fits(cast):
    assert "Nothing fits" in cast.client("Mona").get("/search?q=xyzzy").text


def test_it_writes_what_was_typed_safely(cast):
    assert "<script>alert" not in cast.client("Mona").get("/search", {"q": "<script>alert(1)</script>"}).text
