"""Promises: met exactly at the second, breached at the deadline even in silence, and found by their conditions."""

from __future__ import annotations

from typing import Any

from facts_by_hand import EPOCH, ByHand
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helmline.metrics.ask import ask
from helmline.metrics.query import Query
from helmline.reference.entries import Conditions, Target, Validity
from helmline.reference.reference import Reference

MINUTE = 60_000_000


def _asked(reply: float | None, **said: Any) -> dict[str, Any]:
    return {"has_customer_message": True, "t0_us": 0, "first_reply_us": reply, "is_open": True, **said}


def _attained(
    tickets: list[dict[str, Any]], *targets: Target, name: str = "sla_attainment", **asked: Any
) -> Any:
    extra = {
        table: asked.pop(table) for table in ("pauses", "statuses", "updates", "placements") if table in asked
    }
    observed = asked.pop("observed", 1000)
    for ticket in tickets:
        ticket.setdefault("observed_until_us", observed)
    snapshot = ByHand({"interactions": tickets, **extra}, observed={"desk": observed})
    return ask(Query(metrics=(name,), **asked), snapshot, Reference(targets=targets)).cells


PLAIN = Target("first_reply", MINUTE, "calendar")


def test_it_is_met_exactly_at_the_second_and_breached_a_microsecond_later() -> None:
    (cell,) = _attained([_asked(60), _asked(60.000001)], PLAIN)
    assert (cell.summary.numerator, cell.summary.denominator) == (1, 2)


def test_it_is_breached_at_the_deadline_though_nobody_ever_replied() -> None:
    (cell,) = _attained([_asked(None)], PLAIN, observed=61)
    assert (cell.summary.numerator, cell.summary.denominator, cell.pending) == (0, 1, 0)


def test_it_leaves_open_work_that_is_not_due_out_and_counts_it() -> None:
    (cell,) = _attained([_asked(None), _asked(10)], PLAIN, observed=60)
    assert (cell.summary.numerator, cell.summary.denominator, cell.pending) == (1, 1, 1)
    assert "not_due" in cell.notes


def test_it_takes_the_target_of_the_priority_and_of_the_date_the_clock_started() -> None:
    change = (EPOCH + 500) * 1_000_000
    targets = (
        Target("first_reply", MINUTE, "calendar", conditions=Conditions(priority=("high",))),
        Target("first_reply", 5 * MINUTE, "calendar", valid=Validity(None, change)),
        Target("first_reply", 2 * MINUTE, "calendar", valid=Validity(change, None)),
    )
    tickets = [
        _asked(90, priority="high"),  # a minute: breached
        _asked(200, priority="low"),  # five minutes then: met
        _asked(700, t0_us=500, priority="low"),  # two minutes from there on: breached
    ]
    (cell,) = _attained(tickets, *targets)
    assert (cell.summary.numerator, cell.summary.denominator) == (1, 3)


def test_it_asks_nothing_of_interactions_without_a_target() -> None:
    only_high = Target("first_reply", MINUTE, "calendar", conditions=Conditions(priority=("high",)))
    (cell,) = _attained([_asked(10, priority="high"), _asked(999, priority="low")], only_high)
    assert (cell.summary.numerator, cell.summary.denominator) == (1, 1)


def test_it_stops_the_clock_for_the_pauses_the_target_names_only() -> None:
    pauses = [
        {"interaction": 1, "pause_reason": "parts", "started_us": 10, "ended_us": 60},
        {"interaction": 2, "pause_reason": "lunch", "started_us": 10, "ended_us": 60},
    ]
    target = Target("first_reply", MINUTE, "calendar", pause_reasons=("parts",))
    (cell,) = _attained([_asked(100), _asked(100)], target, pauses=pauses)
    assert (cell.summary.numerator, cell.summary.denominator) == (1, 2)


def test_it_stops_the_clock_in_the_states_the_target_names() -> None:
    statuses = [{"status": 3, "started_us": 20, "ended_us": 80}]
    target = Target("first_reply", MINUTE, "calendar", pause_statuses=("pending",))
    (cell,) = _attained([_asked(100)], target, statuses=statuses)
    assert cell.value == 1.0


def test_it_promises_an_update_every_so_often_with_or_without_the_wait_for_the_customer() -> None:
    updates = [
        {"started_us": 0, "ended_us": 50}, {"started_us": 50, "ended_us": 130}, {"started_us": 130},
    ]  # fmt: skip
    pending = [{"status": 3, "started_us": 60, "ended_us": 110}]
    periodic = Target("periodic_update", MINUTE, "calendar")
    pausable = Target("periodic_update", MINUTE, "calendar", pause_statuses=("pending",))
    known = [{**gap, "observed_until_us": 150} for gap in updates]
    (cell,) = _attained([_asked(50)], periodic, updates=known, statuses=pending)
    assert (cell.summary.numerator, cell.summary.denominator, cell.pending) == (1, 2, 1)
    (cell,) = _attained([_asked(50)], pausable, updates=known, statuses=pending)
    assert (cell.summary.numerator, cell.summary.denominator, cell.pending) == (2, 2, 1)
    long_silent = [{**gap, "observed_until_us": 999} for gap in updates]
    (cell,) = _attained([_asked(50)], periodic, updates=long_silent)
    assert (cell.summary.numerator, cell.summary.denominator, cell.pending) == (1, 3, 0)


def test_it_groups_by_team_and_day() -> None:
    tickets = [_asked(10, team="a"), _asked(99, team="a"), _asked(10, team="b")]
    cells = _attained(tickets, PLAIN, by=("team",), period="day")
    assert {(c.by["team"], c.period): c.value for c in cells} == {
        ("a", "2024-01-01"): 0.5,
        ("b", "2024-01-01"): 1.0,
    }


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    replies=st.lists(st.none() | st.integers(0, 300), min_size=1, max_size=15),
    within=st.integers(1, 200),
    observed=st.integers(0, 300),
)
def test_it_agrees_with_a_plain_count(replies: list[int | None], within: int, observed: int) -> None:
    known = [r if r is not None and r <= observed else None for r in replies]
    (cell,) = _attained(
        [_asked(r) for r in known], Target("first_reply", within * 1_000_000, "calendar"), observed=observed
    )
    met = sum(r is not None and r <= within for r in known)
    breached = sum((observed if r is None else r) > within for r in known)
    assert (cell.summary.numerator, cell.summary.denominator) == (met, met + breached)
    assert cell.pending == len(known) - met - breached


def _placed(n: int, start: float, end: float | None, **said: Any) -> dict[str, Any]:
    return {"n": n, "started_us": start, "ended_us": end, **said}


HIGH_AND_LOW = (
    Target("first_reply", MINUTE, "calendar", conditions=Conditions(priority=("high",))),
    Target("first_reply", 5 * MINUTE, "calendar", conditions=Conditions(priority=("low",))),
)


def test_it_does_not_move_a_running_target_when_the_priority_changes() -> None:
    changed = [_placed(1, 0, 30, priority="low"), _placed(2, 30, None, priority="high")]
    (cell,) = _attained([_asked(100, priority="high")], *HIGH_AND_LOW, placements=changed)
    assert cell.value == 1.0  # low when it began: five minutes
    (cell,) = _attained([_asked(100, t0_us=30, priority="high")], *HIGH_AND_LOW, placements=changed)
    assert cell.value == 0.0  # high when it began, a minute later


def test_it_chooses_anew_when_a_policy_is_applied_but_not_one_that_came_too_late() -> None:
    changed = [
        _placed(1, 0, 20, priority="low"), _placed(2, 20, 40, priority="high"),
        _placed(3, 40, None, priority="high", policy="gold", applied_us=40),
    ]  # fmt: skip
    gold = Target("first_reply", 2 * MINUTE, "calendar", policy="gold")
    for reply, met in ((39, 1.0), (40, 1.0), (119, 1.0), (121, 0.0)):
        (cell,) = _attained([_asked(reply, priority="high")], *HIGH_AND_LOW, gold, placements=changed)
        assert cell.value == met, reply
    shorter = Target("first_reply", MINUTE // 2, "calendar", policy="gold")
    (cell,) = _attained([_asked(40, priority="high")], *HIGH_AND_LOW, shorter, placements=changed)
    assert cell.value == 1.0  # stopped as the policy came: the old five minutes
    (cell,) = _attained([_asked(41, priority="high")], *HIGH_AND_LOW, shorter, placements=changed)
    assert cell.value == 0.0


def test_it_takes_the_later_of_two_changes_at_one_instant() -> None:
    changed = [
        _placed(1, 0, 0, priority="high"), _placed(2, 0, 50, priority="low"), _placed(3, 50, None, priority="high"),
    ]  # fmt: skip
    (cell,) = _attained([_asked(100, priority="high")], *HIGH_AND_LOW, placements=changed)
    assert cell.value == 1.0


def test_it_keeps_the_promise_made_to_one_customer_where_it_is_known_who_that_is() -> None:
    dmitri = Target("first_reply", MINUTE, "calendar", conditions=Conditions(customer=("crm:dmitri",)))
    general = Target("first_reply", 5 * MINUTE, "calendar")
    tickets = [
        _asked(100, customer=101, observed_until_us=1000), _asked(100, customer=102, observed_until_us=1000),
    ]  # fmt: skip
    snapshot = ByHand({"interactions": tickets}, observed={"desk": 1000})
    reference = Reference(targets=(dmitri, general))
    query = Query(metrics=("sla_attainment",))
    (cell,) = ask(query, snapshot, reference, resolve={"crm:dmitri": 101}.get).cells
    assert (cell.summary.numerator, cell.summary.denominator) == (1, 2)
    assert "customers_unresolved" not in cell.notes
    (cell,) = ask(query, snapshot, reference).cells
    assert (cell.summary.numerator, cell.summary.denominator) == (2, 2)
    assert "customers_unresolved" in cell.notes
