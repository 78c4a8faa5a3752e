"""A team's page: figures by queue, people by home team, and two totals that meet."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from helmline.metrics.audience import Audience, Grant
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.persons import contributions, queries
from helmline_web.dashboards.persons.measures import CONTRIBUTIONS
from helmline_web.people.access import viewer_of
from helmline_web.people.models import Membership, Team

EVERYTHING = {"since": "2026-08-03", "until": "2026-09-27"}


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def opened(cast, reader, team="Milano", **query):
    return cast.client(reader).get(reverse("dashboards:team", args=[team]), {**EVERYTHING, **query})


@pytest.fixture
def house(company, db, cast):
    return cast


def of(team, measure, viewer):
    selection = Selection.read({**EVERYTHING, "team": team})
    members = queries.members([Team.objects.get(code=team)])
    return (
        contributions.totals(viewer, selection, measure, members),
        contributions.shares(viewer, selection, measure, members),
    )


@pytest.mark.parametrize("measure", CONTRIBUTIONS, ids=lambda each: each.metric)
def test_it_adds_up_by_person_and_by_queue(house, measure) -> None:
    totals, shares = of("Milano", measure, viewer_of(house.user["Mona"]))
    assert sum(share.count for share in shares) == totals.by_queue
    assert totals.both + totals.by_others == totals.by_queue
    assert totals.both + totals.elsewhere == totals.by_home
    assert 0 <= totals.both <= min(totals.by_queue, totals.by_home)


def test_it_counts_people_for_their_home_team_of_that_day(house) -> None:
    mona, measure = viewer_of(house.user["Mona"]), CONTRIBUTIONS[1]
    before, _shares = of("Milano", measure, mona)
    Membership.objects.filter(person=house.person["Abe"]).update(valid_to=date(2026, 8, 31))
    after, _shares = of("Milano", measure, mona)
    assert after.by_queue == before.by_queue
    assert after.by_home < before.by_home


def test_it_tells_a_lead_the_same_totals_as_a_manager(house) -> None:
    seen = [of("Milano", CONTRIBUTIONS[0], viewer_of(house.user[name]))[0] for name in ("Mona", "Lea")]
    assert seen[0] == seen[1]


def test_it_says_which_total_follows_what(house) -> None:
    shown = words(opened(house, "Lea"))
    assert "they count what lay in this team's queues, whoever answered" in shown
    assert "People follow their home team of that day." in shown
    assert "counts for whoever solved it" in shown


def test_it_changes_whose_figure_it_is(house) -> None:
    assert "counts for whoever owns it last" in words(opened(house, "Lea", whose="created"))
    assert opened(house, "Lea", whose="nonsense").context["measure"] == CONTRIBUTIONS[0]


def test_it_names_nobody_to_who_may_not_see_people(house) -> None:
    shown = words(opened(house, "Vic"))
    assert "Single people are not shown to you" in shown
    assert "Abe" not in shown


def test_it_is_there_for_whoever_sees_the_team(house) -> None:
    assert [opened(house, name).status_code for name in ("Mona", "Lea", "Lars", "Vera", "Abe")] == [
        200, 200, 404, 404, 404,
    ]  # fmt: skip
    assert opened(house, "Vera", "Contara").status_code == 200


def test_it_lists_the_teams_in_scope(house) -> None:
    assert "Stockholm" in words(house.client("Mona").get(reverse("dashboards:teams"), EVERYTHING))
    assert "Stockholm" not in words(house.client("Lea").get(reverse("dashboards:teams"), EVERYTHING))


def test_it_never_widens_what_somebody_sees(house) -> None:
    lea = viewer_of(house.user["Lea"])
    abe, bea = (Grant(house.subject[name]) for name in ("Abe", "Bea"))
    assert {grant.value for grant in contributions.narrowed(lea, (abe, bea)).audience.agents} == {abe.value}
    mona = viewer_of(house.user["Mona"])
    assert contributions.narrowed(mona, (abe,)).audience == Audience(agents=(abe,))
