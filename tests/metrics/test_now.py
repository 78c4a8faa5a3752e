"""The board at an instant: who waits, whose it is then, what people are doing; counted by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from facts_by_hand import instant
from floor_by_hand import Floor

from helmline.errors import QueryError
from helmline.metrics.audience import Audience, Grant
from helmline.metrics.now import LONGEST_STATE_US, Now, now, speaking

MINUTE, HOUR = 60, 3600
ABE, BEA, CARL = 11, 12, 13


def at(seconds: float, *states: Mapping[str, Any], **tables: Any) -> Now:
    return now(Floor(tables, states=states), instant(seconds))


def keys(rows: Sequence[Any]) -> list[str]:
    return [row.case_key for row in rows]


TICKETS = [{"queue": "pl-mail"}, {"queue": "it-mail"}]


def test_it_finds_the_turns_nobody_has_answered_the_longest_first() -> None:
    replies = [
        {"interaction": 1, "asked_us": 10 * MINUTE, "ended_us": 20 * MINUTE, "answered_us": 20 * MINUTE},
        {"interaction": 1, "turn": 2, "asked_us": 30 * MINUTE},
        {"interaction": 2, "asked_us": 25 * MINUTE},
    ]
    board = at(HOUR, interactions=TICKETS, replies=replies)
    assert keys(board.waiting) == ["2", "1"]
    assert board.waiting[0].lasted_us == 35 * MINUTE * 1_000_000


def test_it_looks_back_at_an_instant_when_an_answered_turn_still_waited() -> None:
    replies = [{"asked_us": 10 * MINUTE, "ended_us": 20 * MINUTE, "answered_us": 20 * MINUTE}]
    assert keys(at(15 * MINUTE, interactions=TICKETS, replies=replies).waiting) == ["1"]
    assert keys(at(20 * MINUTE, interactions=TICKETS, replies=replies).waiting) == []
    assert keys(at(9 * MINUTE, interactions=TICKETS, replies=replies).waiting) == []


def test_it_counts_callers_in_a_queue_until_they_are_answered_or_hang_up() -> None:
    calls = [
        {"interaction": 1, "queued_us": MINUTE, "wait_us": 30, "outcome": "abandoned"},
        {"interaction": 2, "queued_us": MINUTE, "outcome": "open"},
    ]
    assert keys(at(MINUTE + 20, interactions=TICKETS, calls=calls).waiting) == ["1", "2"]
    assert keys(at(MINUTE + 40, interactions=TICKETS, calls=calls).waiting) == ["2"]


@pytest.mark.parametrize(
    ("ticket", "waits"),
    [
        ({"is_spam": True}, False),
        ({"is_test": True}, False),
        ({"merged_us": 20 * MINUTE}, False),
        ({"merged_us": 2 * HOUR}, True),
        ({"bot_involved": True}, False),
        ({"bot_involved": True, "handoff_us": 2 * HOUR}, False),
        ({"bot_involved": True, "handoff_us": 30 * MINUTE}, True),
    ],
)
def test_it_leaves_out_who_waits_for_nobody(ticket: dict[str, Any], waits: bool) -> None:
    board = at(HOUR, interactions=[ticket], replies=[{"asked_us": 10 * MINUTE}])
    assert bool(board.waiting) is waits


def test_it_counts_the_wait_behind_a_bot_from_the_hand_off() -> None:
    ticket = {"bot_involved": True, "handoff_us": 30 * MINUTE}
    (one,) = at(HOUR, interactions=[ticket], replies=[{"asked_us": 10 * MINUTE}]).waiting
    assert one.lasted_us == 30 * MINUTE * 1_000_000


def test_it_places_work_where_it_lay_and_whose_it_was_then() -> None:
    placements = [
        {"n": 1, "started_us": 0, "ended_us": 30 * MINUTE, "team": "north", "queue": "pl-mail"},
        {"n": 2, "started_us": 30 * MINUTE, "team": "south", "queue": "it-mail"},
    ]
    stints = [
        {"stint": 1, "agent": ABE, "started_us": 0, "ended_us": 30 * MINUTE},
        {"stint": 2, "agent": BEA, "started_us": 30 * MINUTE},
    ]
    facts = {
        "interactions": [{}], "placements": placements, "stints": stints, "replies": [{"asked_us": 5 * MINUTE}],
    }  # fmt: skip
    (early,), (late,) = at(10 * MINUTE, **facts).waiting, at(HOUR, **facts).waiting
    assert (early.team, early.queue, early.agent) == ("north", "pl-mail", ABE)
    assert (late.team, late.queue, late.agent) == ("south", "it-mail", BEA)


def test_it_sees_a_source_no_further_than_it_was_observed() -> None:
    snapshot = Floor({"interactions": [{"observed_until_us": HOUR}], "replies": [{"asked_us": 0}]})
    (one,) = now(snapshot, instant(2 * HOUR)).waiting
    assert one.lasted_us == HOUR * 1_000_000


def test_it_says_what_people_do_and_who_is_in_contact() -> None:
    states = (
        {"agent": ABE, "state": "available", "from": 0},
        {"agent": BEA, "state": "break", "from": 50 * MINUTE},
        {"agent": BEA, "state": "available", "from": 0, "to": 50 * MINUTE},
        {"agent": CARL, "state": "offline", "from": 40 * MINUTE},
    )
    calls = [{"agent": ABE, "answered_us": 55 * MINUTE, "outcome": "answered"}]
    board = at(HOUR, *states, interactions=[{}], calls=calls)
    assert [(each.agent, each.doing) for each in board.people] == [(ABE, "contact"), (BEA, "break")]
    assert board.off_shift == {CARL}


def test_it_takes_a_state_of_long_ago_for_silence() -> None:
    states = ({"agent": ABE, "state": "available", "from": 0},)
    board = at(LONGEST_STATE_US / 1e6 + HOUR, *states, interactions=[{}])
    assert not board.people
    assert board.off_shift == {ABE}


def test_it_finds_customers_who_wait_for_somebody_whose_shift_is_over() -> None:
    stints = [
        {"interaction": 1, "agent": ABE, "started_us": 0},
        {"interaction": 2, "agent": BEA, "started_us": 0},
    ]
    replies = [{"interaction": 1, "asked_us": 0}, {"interaction": 2, "asked_us": 0}]
    states = (
        {"agent": ABE, "state": "offline", "from": MINUTE},
        {"agent": BEA, "state": "available", "from": MINUTE},
    )
    board = at(HOUR, *states, interactions=TICKETS, stints=stints, replies=replies)
    assert keys(board.left_alone) == ["1"]


def test_it_keeps_a_callback_until_it_reached_the_customer() -> None:
    calls = [{"callback_requested_us": 10 * MINUTE, "callback_kept_us": 40 * MINUTE}]
    facts = {"interactions": [{}], "calls": calls}
    assert keys(at(30 * MINUTE, **facts).callbacks) == ["1"]
    assert keys(at(HOUR, **facts).callbacks) == []


def test_it_counts_open_work_on_our_side_only() -> None:
    statuses = [
        {"interaction": 1, "status": 2, "started_us": 0},
        {"interaction": 2, "status": 3, "started_us": 0},
    ]
    assert keys(at(HOUR, interactions=TICKETS, statuses=statuses).open) == ["1"]


def test_it_shows_an_audience_its_own_teams_and_people_only() -> None:
    snapshot = Floor(
        {
            "interactions": [{"team": "north"}, {"team": "south"}],
            "replies": [{"interaction": 1, "asked_us": 0}, {"interaction": 2, "asked_us": 0}],
        },
        states=[
            {"agent": ABE, "state": "available", "from": 0, "team": "north"},
            {"agent": BEA, "state": "available", "from": 0, "team": "south"},
        ],
    )
    lea = now(snapshot, instant(HOUR), audience=Audience(teams=(Grant("north"),)))
    assert keys(lea.waiting) == ["1"]
    assert [each.agent for each in lea.people] == [ABE]
    nobody = now(snapshot, instant(HOUR), audience=Audience())
    assert (nobody.waiting, nobody.people, nobody.open) == ((), (), ())


def test_it_narrows_by_a_filter_and_refuses_an_unknown_one() -> None:
    snapshot = Floor(
        {"interactions": TICKETS, "replies": [{"interaction": n, "asked_us": 0} for n in (1, 2)]}
    )
    assert keys(now(snapshot, where=(("queue", ("it-mail",)),)).waiting) == ["2"]
    with pytest.raises(QueryError, match="colour"):
        now(snapshot, where=(("colour", ("red",)),))


def test_it_knows_which_sources_tell_of_what() -> None:
    replies = [{"source": "desk", "asked_us": 0}, {"source": "chat", "asked_us": 0}]
    states = ({"agent": ABE, "state": "available", "from": 0},)
    snapshot = Floor({"interactions": TICKETS, "replies": replies}, states=states)
    assert speaking(snapshot) == {"messages": {"desk", "chat"}, "calls": frozenset(), "states": {"desk"}}
