"""A target that takes over: it judges the clocks that ran when it came into force, and nothing finished before."""

from __future__ import annotations

from typing import Any

from facts_by_hand import EPOCH, ByHand

from helmline.metrics.ask import ask
from helmline.metrics.due import due
from helmline.metrics.query import Query
from helmline.reference.entries import Target, Validity
from helmline.reference.reference import Reference

SECOND = 1_000_000
CHANGE = (EPOCH + 20) * SECOND


def _ticket(at: float, reply: float | None, **said: Any) -> dict[str, Any]:
    asked = {"has_customer_message": True, "t0_us": at, "first_reply_us": reply, "is_open": reply is None}
    return {**asked, "observed_until_us": 40, **said}


#: before the change: finished in time and late; running over it and ended; still running; after it
DESK = ByHand(
    {"interactions": [_ticket(0, 5), _ticket(0, 19), _ticket(0, 30), _ticket(15, None), _ticket(25, 30)]},
    observed={"desk": 40},
)


def _reference(takes_over: bool) -> Reference:
    loose = Target("first_reply", 100 * SECOND, "calendar", valid=Validity(to_us=CHANGE))
    tight = Target(
        "first_reply", 10 * SECOND, "calendar", valid=Validity(from_us=CHANGE), takes_over=takes_over
    )
    return Reference(targets=(loose, tight))


def _breached(reference: Reference) -> tuple[int | None, int | None]:
    (cell,) = ask(Query(metrics=("sla_breach_rate",)), DESK, reference).cells
    return cell.summary.numerator, cell.summary.denominator


def test_it_leaves_running_clocks_alone_where_it_does_not_take_over() -> None:
    assert _breached(_reference(False)) == (0, 4)  # the fourth is not due yet


def test_it_judges_running_clocks_from_their_own_start() -> None:
    assert _breached(_reference(True)) == (2, 5)  # the third, after 30 s, and the fourth, after 25 s


def test_it_tells_of_running_promises_by_the_target_that_took_over() -> None:
    (one,) = due(Query(metrics=("sla_attainment",)), DESK, _reference(True))
    assert (one.within_us, one.left_us) == (10 * SECOND, -15 * SECOND)


def test_it_does_not_take_over_what_stopped_at_that_very_instant() -> None:
    desk = ByHand({"interactions": [_ticket(0, 20)]}, observed={"desk": 40})
    (cell,) = ask(Query(metrics=("sla_breach_rate",)), desk, _reference(True)).cells
    assert cell.summary.numerator == 0


def test_it_takes_nothing_over_in_a_world_before_it() -> None:
    world = ByHand(
        {"interactions": [_ticket(5, None)]}, observed={"desk": 18}, as_of_us=(EPOCH + 18) * SECOND
    )
    assert due(Query(metrics=("sla_attainment",)), world, _reference(True))[0].within_us == 100 * SECOND
