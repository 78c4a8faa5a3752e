"""Who is called by name, and to whom."""

from __future__ import annotations

import pytest

from helmline_web.analytics import names
from helmline_web.people.access import viewer_of

pytestmark = [pytest.mark.usefixtures("company"), pytest.mark.django_db]


@pytest.mark.parametrize("reader", ["Mona", "Lea", "Quinn", "Pia"])
def test_the_office_knows_colleagues_by_name(cast, reader: str) -> None:
    keys = [cast.subject["Abe"], cast.subject["Bea"], None]
    assert set(names.names(viewer_of(cast.user[reader]), keys).values()) == {"Abe", "Bea"}


def test_an_agent_knows_the_own_name_alone(cast) -> None:
    abe = viewer_of(cast.user["Abe"])
    assert names.names(abe, cast.subject.values()) == {cast.subject["Abe"]: "Abe"}
    assert names.name_of(abe, cast.subject["Bea"]) == "a colleague"


def test_who_may_only_look_knows_nobody(cast) -> None:
    assert names.names(viewer_of(cast.user["Vic"]), cast.subject.values()) == {}


def test_a_vendors_manager_knows_the_vendors_people_alone(cast) -> None:
    vera = viewer_of(cast.user["Vera"])
    assert names.names(vera, cast.subject.values()) == {}
    theirs = [int(grant.value) for grant in vera.audience.agents]
    assert theirs
    assert set(names.names(vera, theirs)) == set(theirs)


def test_nobody_is_nobody(cast) -> None:
    assert names.name_of(viewer_of(cast.user["Mona"]), None) == "nobody"
