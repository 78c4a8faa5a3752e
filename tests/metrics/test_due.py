"""Running promises: as `sla` judges them, least time left first."""

from __future__ import annotations

from typing import Any

import pytest
from facts_by_hand import EPOCH, ByHand

from helmline.metrics.ask import ask
from helmline.metrics.due import due
from helmline.metrics.query import Query
from helmline.reference.entries import Conditions, Target
from helmline.reference.reference import Reference

MINUTE = 60_000_000
ANY = Query(metrics=("sla_attainment",))
PLAIN = Target("first_reply", MINUTE, "calendar")


def _asked(at: float, reply: float | None = None, **said: Any) -> dict[str, Any]:
    asked = {"has_customer_message": True, "t0_us": at, "first_reply_us": reply, "is_open": True}
    return {**asked, "observed_until_us": 50, **said}


def _desk(*tickets: dict[str, Any], **tables: Any) -> ByHand:
    return ByHand({"interactions": tickets, **tables}, observed={"desk": 50})


def test_it_tells_of_open_work_what_is_left_the_shortest_first() -> None:
    tickets = _desk(_asked(0), _asked(40), _asked(0, reply=20), _asked(-30))
    found = due(ANY, tickets, Reference(targets=(PLAIN,)))
    assert [(one.case_key, one.left_us // 1_000_000) for one in found] == [("4", -20), ("1", 10), ("2", 50)]
    assert found[0].start_us == (EPOCH - 30) * 1_000_000


def test_it_takes_the_target_of_the_interactions_own_conditions() -> None:
    urgent = Target("first_reply", MINUTE // 2, "calendar", conditions=Conditions(priority=("urgent",)))
    tickets = _desk(_asked(0, priority="urgent", queue="mail"), _asked(0, priority="low"))
    (one,) = due(ANY, tickets, Reference(targets=(urgent,)))
    assert (one.priority, one.queue, one.within_us) == ("urgent", "mail", MINUTE // 2)


def test_it_filters_as_the_question_does() -> None:
    tickets = _desk(_asked(0, queue="mail"), _asked(0, queue="chat"))
    (one,) = due(
        Query(metrics=("created",), where=(("queue", ("chat",)),)), tickets, Reference(targets=(PLAIN,))
    )
    assert one.case_key == "2"


def test_it_says_nothing_where_nothing_was_promised() -> None:
    assert due(ANY, _desk(_asked(0)), Reference()) == []


@pytest.mark.parametrize("rest", [0, 45])
def test_it_agrees_with_attainment_about_what_is_not_due_yet(rest: int) -> None:
    tickets = [_asked(place * 3 - rest, reply=None if place % 3 else place * 3 + 1) for place in range(15)]
    known = Reference(targets=(PLAIN,))
    (cell,) = ask(ANY, _desk(*tickets), known).cells
    found = due(ANY, _desk(*tickets), known)
    assert sum(one.left_us >= 0 for one in found) == cell.pending


def test_a_customer_who_gave_up_waits_for_no_promise() -> None:
    gone = _asked(0, is_open=False, closed_us=20, ended_unresolved=True)
    assert [one.case_key for one in due(ANY, _desk(gone, _asked(0)), Reference(targets=(PLAIN,)))] == ["2"]
