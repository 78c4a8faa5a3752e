"""The cast itself: everybody is who the other tests take them for."""

from __future__ import annotations

from helmline_web.people.access import viewer_of


def test_everybody_of_the_cast_has_their_role(cast) -> None:
    roles = {name: viewer_of(user).roles for name, user in cast.user.items()}
    assert roles["Lea"] == roles["Lars"] == {"lead"}
    assert roles["Ada"] == {"admin"}
    assert roles["Vera"] == {"vendor"}


def test_it_lets_a_lead_see_the_own_team_and_nobody_else(cast) -> None:
    lea = viewer_of(cast.user["Lea"]).audience
    assert {grant.value for grant in lea.teams} == {"Milano"}
    seen = {grant.value for grant in lea.agents}
    assert cast.subject["Abe"] in seen
    assert cast.subject["Bea"] not in seen


def test_it_lets_an_agent_see_himself(cast) -> None:
    abe = viewer_of(cast.user["Abe"])
    assert abe.subjects == (cast.subject["Abe"],)
    assert {grant.value for grant in abe.audience.agents} == {cast.subject["Abe"]}
