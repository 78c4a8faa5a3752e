"""What queues and brands set: used row by row, unless the question sets it; scales are never averaged."""

from __future__ import annotations

from typing import Any

from facts_by_hand import EPOCH, ByHand

from helmline.metrics.ask import ask
from helmline.metrics.query import Query
from helmline.metrics.result import Cell
from helmline.reference.entries import Brand, Queue, Validity
from helmline.reference.reference import Reference


def _one(name: str, rows: list[dict[str, Any]], reference: Reference, **asked: Any) -> Cell:
    table = "calls" if "outcome" in rows[0] else "ratings"
    (cell,) = ask(Query(metrics=(name,), **asked), ByHand({table: rows}), reference).cells
    return cell


def _call(outcome: str, wait: int, queue: str, at: int = 0) -> dict[str, Any]:
    return {"outcome": outcome, "wait_us": wait, "queue": queue, "offered_us": at}


VIP = Queue("vip", short_abandon_us=2_000_000, answer_within_us=10_000_000)
SLOW = Queue("slow", short_abandon_us=30_000_000, answer_within_us=60_000_000)
CALLS = [
    _call("answered", 15, "vip"), _call("abandoned", 3, "vip"), _call("answered", 50, "slow"),
    _call("abandoned", 29, "slow"), _call("answered", 20, "other"), _call("abandoned", 4, "other"),
]  # fmt: skip


def test_it_judges_each_call_by_its_queue_and_others_by_the_metrics_own_thresholds() -> None:
    cell = _one("service_level", CALLS, Reference(queues=(VIP, SLOW)))
    # vip: 15 s is late, 3 s given up counts; slow: 50 s in time, 29 s short; other: 20 s in time, 4 s short
    assert (cell.summary.numerator, cell.summary.denominator) == (2, 4)
    assert "own_settings" in cell.notes
    cell = _one("abandonment_rate", CALLS, Reference(queues=(VIP, SLOW)))
    assert (cell.summary.numerator, cell.summary.denominator) == (2, 6)  # vip's, and other's: short_s is 0


def test_it_takes_what_the_question_sets_for_every_queue() -> None:
    asked = {"parameters": (("within_s", 20), ("short_s", 5))}
    cell = _one("service_level", CALLS, Reference(queues=(VIP, SLOW)), **asked)
    assert (cell.summary.numerator, cell.summary.denominator) == (2, 4)
    assert cell.to_json() == _one("service_level", CALLS, Reference()).to_json()


def test_it_takes_the_setting_in_force_when_the_call_came() -> None:
    change = (EPOCH + 100) * 1_000_000
    queues = (
        Queue("q", answer_within_us=10_000_000, valid=Validity(None, change)),
        Queue("q", answer_within_us=30_000_000, valid=Validity(change, None)),
    )
    calls = [_call("answered", 20, "q", 99), _call("answered", 20, "q", 100)]
    assert _one("service_level", calls, Reference(queues=queues)).value == 0.5


def _rating(score: int, scale: int, brand: str) -> dict[str, Any]:
    return {
        "kind": "csat", "answered_us": 0, "score": score * 1000, "scale": scale * 1000, "last": True, "brand": brand,
    }  # fmt: skip


BRANDS = {
    "north": Brand("north", csat_scale=5, csat_good=3),
    "smile": Brand("smile", csat_scale=3, csat_good=2),
}
RATINGS = [_rating(3, 5, "north"), _rating(2, 5, "north"), _rating(2, 3, "smile"), _rating(1, 3, "smile")]


def test_it_calls_good_what_the_brand_calls_good() -> None:
    cell = _one("csat", RATINGS, Reference(brands=BRANDS))
    assert (cell.summary.numerator, cell.summary.denominator) == (2, 4)
    assert _one("csat", RATINGS, Reference()).value == 0.0


def test_it_never_averages_different_scales() -> None:
    cell = _one("csat_mean", RATINGS, Reference())
    assert cell.value is None
    assert cell.mean is None
    assert cell.histogram == {}
    assert "mixed_scales" in cell.notes
    query = Query(metrics=("csat_mean",), by=("brand",))
    cells = ask(query, ByHand({"ratings": RATINGS}), Reference()).cells
    assert {cell.by["brand"]: cell.value for cell in cells} == {"north": 2.5, "smile": 1.5}
