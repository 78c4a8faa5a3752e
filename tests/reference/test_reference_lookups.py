"""Lookups: what was in force at an instant, against plain walks over the entries."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helmline.reference import Reference
from helmline.reference.entries import (
    CONDITIONS,
    Brand,
    BusinessEvent,
    CalendarUse,
    Conditions,
    Incident,
    Membership,
    Organisation,
    Queue,
    Reason,
    SlaPolicy,
    Target,
    Team,
    Validity,
)

instants = st.integers(-3, 12)
edges = st.none() | st.integers(0, 9)


@st.composite
def validities(draw):
    start, end = draw(edges), draw(edges)
    return Validity(start, end if end is None or start is None or start < end else start + 1)


@given(validities(), validities())
def test_it_overlaps_exactly_where_some_instant_lies_in_both(one, other):
    shared = any(one.holds(at) and other.holds(at) for at in range(-5, 15))
    assert one.overlaps(other) == other.overlaps(one) == shared


uses = st.lists(st.builds(CalendarUse, st.sampled_from("ABC"), validities()), max_size=3).map(tuple)


@st.composite
def organisations(draw):
    return Reference(
        organisation=Organisation(calendars=draw(uses)),
        brands={"fjord": Brand("fjord", calendars=draw(uses))},
        teams={
            "top": Team("top", calendars=draw(uses)),
            "north": Team("north", parent="top", brand="fjord", calendars=draw(uses)),
        },
    )


@given(organisations(), st.sampled_from(["north", "top", None]), st.sampled_from(["fjord", None]), instants)
def test_it_gives_the_same_hours_as_spans_and_one_by_one(reference, team, brand, at):
    spans = reference.calendar_spans(team=team, brand=brand)
    assert spans[0][0] is None
    assert spans[-1][1] is None
    for before, after in itertools.pairwise(spans):
        assert before[1] == after[0]
        assert before[2] != after[2]
    mine = [name for start, end, name in spans if Validity(start, end).holds(at)]
    assert mine == [reference.calendar_of(at=at, team=team, brand=brand)]


@given(organisations(), instants)
def test_it_asks_team_then_parent_then_brand_then_organisation(reference, at):
    levels = [
        reference.teams["north"].calendars,
        reference.teams["top"].calendars,
        reference.brands["fjord"].calendars,
        reference.organisation.calendars,
    ]
    in_force = [[use.calendar for use in level if use.valid.holds(at)] for level in levels]
    first = next((names for names in in_force if names), [])
    got = reference.calendar_of(at=at, team="north")
    assert got in first if first else got is None


def test_it_takes_the_brand_asked_about_before_the_brand_of_the_team():
    brands = {code: Brand(code, calendars=(CalendarUse(code + "-hours"),)) for code in ("fjord", "lumen")}
    reference = Reference(brands=brands, teams={"shared": Team("shared", brand="fjord")})
    assert reference.calendar_of(at=0, team="shared") == "fjord-hours"
    assert reference.calendar_of(at=0, team="shared", brand="lumen") == "lumen-hours"


def test_it_says_none_and_not_open_where_nobody_gave_hours():
    assert Reference().calendar_of(at=0, team="north", brand="fjord") is None
    assert Reference().calendar_spans() == ((None, None, None),)


words = st.lists(st.sampled_from("ab"), unique=True, max_size=2).map(tuple)
conditions = st.builds(Conditions, *(words for _ in CONDITIONS))
asked = st.fixed_dictionaries({key: st.sampled_from(["a", "b", None]) for key in CONDITIONS})


def as_number(target):
    """Specificity as a number: customer 16, tier 8, brand 4, channel 2, priority 1; a policy 32."""
    bits = zip((16, 8, 4, 2, 1), CONDITIONS, strict=True)
    stated = sum(bit for bit, key in bits if getattr(target.conditions, key))
    return stated + 32 * bool(target.policy)


targets = st.lists(
    st.builds(
        Target, st.just("first_reply"), st.integers(1, 9), conditions=conditions, valid=validities(),
        policy=st.sampled_from(["", "gold", "vip"]),
    ),
    max_size=6,
).map(tuple)  # fmt: skip


@given(targets, asked, instants, st.sampled_from(["", "gold"]))
def test_it_orders_targets_from_the_most_specific(targets, asked, at, policy):
    reference = Reference(targets=targets)
    found = reference.targets_for("first_reply", at, policy=policy, **asked)
    for target in found:
        assert target.valid.holds(at)
        assert target.policy in ("", policy)
        assert all(
            not getattr(target.conditions, k) or asked[k] in getattr(target.conditions, k) for k in asked
        )
    strengths = [as_number(target) for target in found]
    assert strengths == sorted(strengths, reverse=True)
    left_out = [target for target in targets if target not in found]
    assert all(
        not target.valid.holds(at)
        or target.policy not in ("", policy)
        or any(getattr(target.conditions, k) and asked[k] not in getattr(target.conditions, k) for k in asked)
        for target in left_out
    )
    assert reference.targets_for("next_reply", at, policy=policy, **asked) == ()


@given(conditions, conditions)
def test_it_meets_exactly_where_one_case_fulfils_both(one, other):
    def fulfils(condition, key):
        return {
            value for value in ("a", "b", None) if not (names := getattr(condition, key)) or value in names
        }

    shared = all(fulfils(one, key) & fulfils(other, key) for key in CONDITIONS)
    assert one.meet(other) == other.meet(one) == shared


def test_it_uses_the_version_of_a_policy_in_force_when_it_was_applied():
    old = SlaPolicy("gold", "old", conditions=Conditions(tier=("gold",)), valid=Validity(None, 100))
    new = replace(old, name="new", valid=Validity(100, None))
    for_carla = SlaPolicy("own", conditions=Conditions(customer=("zendesk:9",)))
    reference = Reference(sla_policies=(old, new, for_carla))
    assert [reference.policy_for(at, tier="gold").name for at in (99, 100)] == ["old", "new"]
    assert reference.policy_for(99, tier="gold", customer="zendesk:9").code == "own"
    assert reference.policy_for(99, tier="silver") is None


def test_it_prefers_the_later_of_two_equally_specific_targets():
    early, late = Target("agent_work", 5), Target("agent_work", 3, valid=Validity(10, None))
    reference = Reference(targets=(early, late))
    assert [reference.target_for("agent_work", at).within_us for at in (9, 10)] == [5, 3]
    assert reference.target_for("first_reply", 10) is None


BOB = "zendesk:101"


def test_it_moves_bob_between_teams_without_a_gap_or_a_double():
    homes = (
        Membership(BOB, "north", valid=Validity(None, 50)),
        Membership(BOB, "south", valid=Validity(50, None)),
    )
    reference = Reference(memberships=(*homes, Membership(BOB, "north", "skill", level=2)))
    for at, team in ((49, "north"), (50, "south")):
        assert [m.team for m in reference.teams_of(BOB, at, "home")] == [team]
        assert len(reference.teams_of(BOB, at)) == 2
    assert [m.kind for m in reference.members("north", 60)] == ["skill"]
    assert reference.members("north", 60, "home") == ()
    assert reference.teams_of("zendesk:unknown", 0) == ()


def test_it_follows_a_chain_of_renames_and_leaves_unknown_codes_alone():
    reference = Reference(renames={"a": "b", "b": "c"}, reasons=(Reason("c"),))
    assert [reference.canonical_reason(code) for code in "abcx"] == ["c", "c", "c", "x"]
    assert reference.reason_path("a", 0) == ("c",)
    assert reference.reason_path("x", 0) == ("x",)


@pytest.mark.parametrize(
    ("at", "path"),
    [(0, ("one", "leaf")), (12, ("one", "leaf")), (25, ("two", "leaf")), (99, ("two", "leaf"))],
)
def test_it_hangs_a_reason_where_it_hung_then(at, path):
    # not yet there before 10, a gap from 15 to 20, gone after 30
    reasons = (
        Reason("leaf", parent="two", valid=Validity(20, 30)),
        Reason("leaf", parent="one", valid=Validity(10, 15)),
        Reason("one"),
        Reason("two"),
    )
    assert Reference(reasons=reasons).reason_path("leaf", at) == path


def test_it_survives_renames_that_go_in_a_circle():
    reference = Reference(renames={"a": "b", "b": "a"})
    assert reference.canonical_reason("a") in "ab"
    assert len(reference.reason_path("a", 0)) == 1


def test_it_lists_incidents_of_brand_and_reason():
    outage = Incident("outage", Validity(5, 9), brands=("fjord",), reasons=("billing",))
    storm = Incident("storm", Validity(1, None))
    reference = Reference(
        incidents=(outage, storm), reasons=(Reason("billing"), Reason("refund", parent="billing"))
    )

    def codes(*of):
        return [incident.code for incident in reference.incident_windows(*of)]

    assert codes("fjord", "refund") == codes() == ["storm", "outage"]
    assert codes("lumen", "refund") == codes("fjord", "delivery") == ["storm"]


@given(
    st.lists(validities().filter(lambda v: v.from_us is not None), max_size=5), st.integers(0, 9), st.data()
)
def test_it_shows_events_that_touch_a_period(spans, start, data):
    end = data.draw(st.integers(start + 1, 12))
    events = tuple(BusinessEvent(str(i), valid) for i, valid in enumerate(spans))
    found = {event.code for event in Reference(events=events).business_events(start, end)}
    assert found == {e.code for e in events if any(e.valid.holds(at) for at in range(start, end))}


def test_it_shows_events_of_a_brand_and_of_all_brands():
    events = (
        BusinessEvent("sale", Validity(1, 5), brands=("fjord",)),
        BusinessEvent("price", Validity(0, 5)),
    )
    reference = Reference(events=events)
    assert [e.code for e in reference.business_events(0, 9, "fjord")] == ["price", "sale"]
    assert [e.code for e in reference.business_events(0, 9, "lumen")] == ["price"]


def test_it_keeps_old_settings_of_a_queue_for_old_calls():
    reference = Reference(
        queues=(Queue("p", valid=Validity(None, 9)), Queue("p", answer_share=0.9, valid=Validity(9)))
    )
    assert [reference.queue("p", at).answer_share for at in (8, 9)] == [0.8, 0.9]
