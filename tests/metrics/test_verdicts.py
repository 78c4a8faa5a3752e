"""Promises row by row: the same verdicts as attainment counts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from facts_by_hand import ByHand

from helmline.metrics.ask import ask
from helmline.metrics.query import Query
from helmline.metrics.verdicts import verdicts
from helmline.reference.entries import Conditions, Target
from helmline.reference.reference import Reference

SECOND = 1_000_000


def _ticket(at: float, reply: float | None, **said: Any) -> dict[str, Any]:
    asked = {"has_customer_message": True, "t0_us": at, "first_reply_us": reply, "is_open": reply is None}
    return {**asked, "observed_until_us": 50, **said}


def _target(seconds: int, **asked: Any) -> Target:
    return Target("first_reply", seconds * SECOND, "calendar", conditions=Conditions(**asked))


DESK = ByHand(
    {"interactions": [_ticket(0, 10), _ticket(0, 11), _ticket(45, None), _ticket(0, None)]},
    observed={"desk": 50},
)
ANY = Query(metrics=("sla_attainment",))


def test_it_says_of_each_promise_what_it_came_to() -> None:
    found = verdicts(ANY, DESK, Reference(targets=(_target(10),))).sort_by("interaction").to_pylist()
    assert [(row["interaction"], row["verdict"], row["open"]) for row in found] == [
        ("1", "met", False), ("2", "broken", False), ("3", "running", True), ("4", "broken", True),
    ]  # fmt: skip
    assert [row["elapsed_us"] // SECOND for row in found] == [10, 11, 5, 50]


def test_it_counts_as_attainment_does() -> None:
    known = Reference(targets=(_target(10),))
    counted = Counter(verdicts(ANY, DESK, known)["verdict"].to_pylist())
    (cell,) = ask(ANY, DESK, known).cells
    assert (cell.summary.numerator, cell.summary.denominator) == (1, counted["met"] + counted["broken"])
    assert cell.pending == counted["running"]


def test_it_leaves_out_what_nobody_promised() -> None:
    assert verdicts(ANY, DESK, Reference(targets=(_target(10, priority=("high",)),))).num_rows == 0
    assert verdicts(ANY, DESK, Reference()).num_rows == 0
