"""Whose work somebody sees: leads then and now, agents, vendors, the whole house, people who left."""

from datetime import UTC, date, datetime, timedelta

import pytest

from helmline.errors import NotFound
from helmline.metrics.audience import Audience, Grant
from helmline_web.people import actions
from helmline_web.people.access import Viewer, viewer_of
from helmline_web.people.models import Person, Team

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()


def day_us(day: date) -> int:
    return round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000_000


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture(autouse=True)
def house() -> None:
    actions.found_organisation(by=None, name="Test", zone="UTC")
    for code in ("north", "south"):
        actions.add_team(code, by=None)


def team(code: str) -> Team:
    return Team.objects.get(code=code)


def somebody(name: str, role: str = "", subject: int = 0, **scope) -> Person:
    person = actions.add_person(name, by=None)
    actions.give_sign_in(person, f"{name.lower()}@example.com", "correct horse battery", by=None)
    if role:
        actions.grant_role(person, role, by=None, **scope)
    if subject:
        actions.add_identity("desk", name.lower(), subject, person=person, by=None)
    return person


def looking(person: Person) -> Viewer:
    return viewer_of(type(person.user).objects.get(pk=person.user_id))


def leads(
    person: Person, code: str, start: date | None = None, end: date | None = None, kind: str = "line_manager"
) -> None:
    actions.add_membership(person, team(code), kind, by=None, valid_from=start, valid_to=end)


def at_home(person: Person, code: str, start: date | None = None, end: date | None = None) -> None:
    actions.add_membership(person, team(code), by=None, valid_from=start, valid_to=end)


@pytest.mark.parametrize("role", ["admin", "manager", "qa", "trainer", "planner", "viewer"])
def test_it_shows_the_whole_house_to_roles_of_the_whole(role):
    assert looking(somebody("Mona", role)).audience is None


def test_it_gives_a_viewer_no_people_by_name():
    assert not looking(somebody("Vic", "viewer")).may("see.people")


def test_it_shows_an_agent_only_himself():
    viewer = looking(somebody("Abe", "agent", subject=11))
    assert (viewer.audience, viewer.subjects) == (Audience(agents=(Grant(11),)), (11,))


def test_it_shows_a_lead_the_whole_past_of_a_team_that_is_his_now():
    lea = somebody("Lea", "lead")
    leads(lea, "north", start=days_ago(10))
    assert looking(lea).audience.teams == (Grant("north"),)


def test_it_shows_a_former_lead_the_time_that_was_his():
    lea = somebody("Lea", "lead")
    leads(lea, "north", start=days_ago(90), end=days_ago(31))
    assert looking(lea).audience.teams == (Grant("north", day_us(days_ago(90)), day_us(days_ago(30))),)


def test_it_shows_a_lead_his_people_for_the_days_they_are_his():
    lea, abe = somebody("Lea", "lead"), somebody("Abe", "agent", subject=11)
    leads(lea, "north")
    at_home(abe, "north", start=days_ago(20), end=days_ago(11))
    assert looking(lea).audience.agents == (Grant(11, day_us(days_ago(20)), day_us(days_ago(10))),)


def test_it_shows_a_former_lead_his_people_for_the_days_both_were_there():
    lea, abe = somebody("Lea", "lead"), somebody("Abe", "agent", subject=11)
    leads(lea, "north", start=days_ago(90), end=days_ago(31))
    at_home(abe, "north", start=days_ago(60))
    assert looking(lea).audience.agents == (Grant(11, day_us(days_ago(60)), day_us(days_ago(30))),)


def test_it_shows_no_lead_people_who_came_after_him():
    lea, abe = somebody("Lea", "lead"), somebody("Abe", "agent", subject=11)
    leads(lea, "north", start=days_ago(90), end=days_ago(31))
    at_home(abe, "north", start=days_ago(30))
    assert looking(lea).audience.agents == ()


def test_it_makes_a_deputy_a_lead_on_his_days_only():
    abe, bea = somebody("Abe", "agent"), somebody("Bea", "agent")
    leads(abe, "north", start=days_ago(1), end=TODAY, kind="deputy")
    leads(bea, "north", start=TODAY + timedelta(days=1), kind="deputy")
    assert looking(abe).roles == {"agent", "lead"}
    assert looking(abe).audience.teams == (Grant("north"),)
    assert (looking(bea).roles, looking(bea).audience.teams) == ({"agent"}, ())


def test_it_shows_a_lead_the_teams_below_his_team():
    Team.objects.filter(code="south").update(parent=team("north"))
    lea = somebody("Lea", "lead", team=team("north"))
    assert {grant.value for grant in looking(lea).audience.teams} == {"north", "south"}


def test_it_shows_a_vendor_his_teams_and_people_only():
    outside = actions.add_vendor("outside", by=None)
    Team.objects.filter(code="south").update(vendor=outside)
    bea, abe = somebody("Bea", "agent", subject=22), somebody("Abe", "agent", subject=11)
    at_home(bea, "south")
    at_home(abe, "north")
    audience = looking(somebody("Vera", "vendor", vendor=outside)).audience
    assert audience == Audience(teams=(Grant("south"),), agents=(Grant(22),))


def test_it_keeps_a_shared_login_off_every_person():
    actions.add_identity("desk", "frontdesk", 33, kind="seat", by=None)
    assert looking(somebody("Abe", "agent", subject=11)).subjects == (11,)


def test_it_limits_a_manager_of_one_brand_to_it():
    brand = actions.add_brand("Bellamar", by=None)
    audience = looking(somebody("Mona", "manager", brand=brand)).audience
    assert audience.teams == (Grant("north", brands=("Bellamar",)), Grant("south", brands=("Bellamar",)))
    assert not audience.whole


def test_two_brands_are_both_seen_and_nothing_else():
    mona = somebody("Mona", "manager", brand=actions.add_brand("Bellamar", by=None))
    actions.grant_role(mona, "manager", by=None, brand=actions.add_brand("Other", by=None))
    viewer = looking(mona)
    assert viewer.audience.whole_brands == viewer.brands == ("Bellamar", "Other")
    assert not viewer.everyone


def test_a_role_within_a_brand_does_not_take_the_own_work_away():
    bellamar, other = (actions.add_brand(code, by=None) for code in ("Bellamar", "Other"))
    abe = somebody("Abe", "agent", subject=11)
    for brand in (bellamar, other):
        actions.grant_role(abe, "viewer", by=None, brand=brand)
    audience = looking(abe).audience
    assert (audience.agents, audience.brands) == ((Grant(11),), ())
    assert audience.whole_brands == ("Bellamar", "Other")


def test_a_brand_of_one_team_does_not_limit_another():
    lea = somebody("Lea", "lead", team=team("north"), brand=actions.add_brand("Bellamar", by=None))
    actions.grant_role(lea, "lead", by=None, team=team("south"))
    assert set(looking(lea).audience.teams) == {Grant("south"), Grant("north", brands=("Bellamar",))}


def test_a_brands_manager_sees_its_work_that_lies_in_no_team_too():
    audience = looking(somebody("Mona", "manager", brand=actions.add_brand("Bellamar", by=None))).audience
    assert audience.whole_brands == ("Bellamar",)


def test_it_never_shows_a_confidential_brand_with_another():
    actions.add_brand("Open", by=None)
    actions.add_brand("Secret", by=None, confidential=True)
    viewer = looking(somebody("Mona", "manager"))
    assert viewer.audience.brands == ("Open",)
    assert viewer.within("Secret").audience.brands == ("Secret",)


def test_it_shows_a_confidential_brand_to_those_who_have_no_other():
    secret = actions.add_brand("Secret", by=None, confidential=True)
    actions.add_brand("Open", by=None)
    Team.objects.filter(code="north").update(brand=secret)
    lea = somebody("Lea", "lead", team=team("north"))
    viewer = looking(lea)
    assert viewer.audience.brands == ("Secret",)
    with pytest.raises(NotFound):
        viewer.within("Open")


def test_it_lets_somebody_who_left_do_nothing_and_keeps_the_history():
    abe, lea = somebody("Abe", "agent", subject=11), somebody("Lea", "lead", team=team("north"))
    at_home(abe, "north", end=days_ago(5))
    actions.note_leaving(abe, days_ago(5), by=None)
    assert (looking(abe).roles, looking(abe).audience) == (frozenset(), Audience())
    assert looking(lea).audience.agents == (Grant(11, None, day_us(days_ago(4))),)


def test_it_asks_the_database_a_bounded_number_of_times(django_assert_max_num_queries):
    lea = somebody("Lea", "lead")
    for number, code in enumerate(("north", "south")):
        leads(lea, code)
        for other in range(5):
            at_home(somebody(f"Abe{number}{other}", "agent", subject=100 * number + other + 1), code)
    user = type(lea.user).objects.get(pk=lea.user_id)
    with django_assert_max_num_queries(12):
        viewer_of(user)


def test_it_asks_once_until_something_is_recorded(django_assert_num_queries):
    lea = somebody("Lea", "lead", team=team("north"))
    user = type(lea.user).objects.get(pk=lea.user_id)
    first = viewer_of(user)
    with django_assert_num_queries(1):
        assert viewer_of(user) == first
    leads(lea, "south")
    assert {grant.value for grant in viewer_of(user).audience.teams} == {"north", "south"}


def test_it_shows_a_manager_of_one_team_that_team():
    viewer = looking(somebody("Mona", "manager", team=team("north")))
    assert (viewer.audience.teams, viewer.everyone) == ((Grant("north"),), False)


def test_it_shows_an_agent_no_team_whatever_his_role_names():
    assert looking(somebody("Abe", "agent", subject=11, team=team("north"))).audience.teams == ()
