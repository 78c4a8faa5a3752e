"""A ticket number opens the ticket, an address the customer's tickets: within scope, and without a hint of the rest."""

from __future__ import annotations

import pytest

from helmline.eventlog.privacy import Subject, Subjects
from helmline.eventlog.schema import Role
from helmline.metrics.query import Query
from helmline_web.analytics import door
from helmline_web.analytics.search import find
from helmline_web.people.access import viewer_of

pytestmark = pytest.mark.django_db


def _case(cast, team: str) -> str:
    query = Query(("transfer_rate",), where=(("team", (team,)),))
    return door.rows(viewer_of(cast.user["Mona"]), query, order="smallest").records[0].case_key


@pytest.mark.usefixtures("company")
def test_a_ticket_number_opens_the_ticket_within_scope(cast) -> None:
    case = _case(cast, "Tokyo")
    (hit,) = find(viewer_of(cast.user["Mona"]), f" #{case} ")
    assert (hit.kind, hit.title, hit.latest.case_key) == ("interaction", case, case)
    assert (
        find(viewer_of(cast.user["Lea"]), case) == find(viewer_of(cast.user["Lea"]), "no such ticket") == []
    )


@pytest.mark.usefixtures("company")
def test_who_may_not_open_interactions_finds_none(cast) -> None:
    assert find(viewer_of(cast.user["Vic"]), _case(cast, "Tokyo")) == []


def test_an_address_opens_what_of_the_customer_may_be_seen(cast, own_company) -> None:
    mona, lea = viewer_of(cast.user["Mona"]), viewer_of(cast.user["Lea"])
    view = door.interaction(mona, "", _case(cast, "Tokyo"))
    customer = Subject(
        view.facts["customer"], "synthetic", "c-1", Role.CUSTOMER, "Carla Conti", "carla@example.org"
    )
    Subjects(own_company).register([customer])
    (hit,) = find(mona, "Carla@example.org")
    assert (hit.kind, hit.title) == ("contact", "Carla Conti")
    assert view.facts["case_key"] in {found.case_key for found in hit.interactions}
    for seen in (found for hit in find(lea, "carla@example.org") for found in hit.interactions):
        assert door.interaction(lea, seen.source, seen.case_key).facts["case_key"] == seen.case_key
