"""Batches hold the very rows that `rows` gives, however they are made."""

from __future__ import annotations

from typing import Any

import pytest
from facts_by_hand import ByHand
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helmline.errors import QueryError
from helmline.metrics import batches
from helmline.metrics.batches import record_batches
from helmline.metrics.query import Query
from helmline.metrics.records import rows

TICKETS = [
    {"has_customer_message": True, "t0_us": 0, "created_us": 0, "team": "a", "first_reply_us": 60.25, "is_open": True},
    {"has_customer_message": True, "t0_us": 10, "created_us": 10, "team": "b", "is_open": True},
    {"has_customer_message": True, "t0_us": 90_000.5, "created_us": 90_000.5, "team": None, "first_reply_us": 90_010,
     "first_solved_us": 90_100, "last_solved_us": 90_100, "next_contact_us": 91_000, "status": 5},
    {"t0_us": 5, "created_us": 5, "team": "a", "closed_us": 50, "solve_unknown": True, "status": 6},
]  # fmt: skip
STATUSES = [
    {"interaction": 1, "status": 1, "started_us": 0, "ended_us": 50},
    {"interaction": 1, "status": 2, "started_us": 50},
    {"interaction": 3, "status": 2, "started_us": 90_000.5, "ended_us": 90_100},
]
EPISODES = [
    {"interaction": 3, "episode": 1, "started_us": 90_000.5, "solved_us": 90_100, "closed_us": 90_100},
    {"interaction": 1, "episode": 1, "started_us": 0, "team": "a"},
]
FACTS = {"interactions": TICKETS, "statuses": STATUSES, "episodes": EPISODES}


def _flat(query: Query, facts: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    snapshot = ByHand(facts)
    streamed = [row for batch in record_batches(query, snapshot) for row in batch.to_pylist()]
    plain = [record.to_json() for record in rows(query, snapshot)]
    listed = [row | {f"by_{name}": value for name, value in row.pop("by").items()} for row in plain]
    return sorted(streamed, key=repr), sorted(listed, key=repr)


@pytest.mark.parametrize(
    "name",
    ["first_reply_time", "first_resolution_time", "requester_wait", "created", "solved", "fcr", "backlog",
     "replies_to_resolution", "backlog_age"],
)  # fmt: skip
@pytest.mark.parametrize("asked", [{}, {"by": ("team",)}, {"period": "day", "by": ("team", "source")}])
def test_it_holds_the_rows_behind_a_number(name: str, asked: dict[str, Any]) -> None:
    streamed, listed = _flat(Query(metrics=(name,), **asked), FACTS)
    assert streamed == listed
    assert streamed


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 10**6), st.none() | st.integers(0, 10**6)), max_size=8))
def test_it_holds_them_whatever_the_instants(times: list[tuple[int, int | None]]) -> None:
    tickets = [
        {"has_customer_message": True, "t0_us": t / 7, "first_reply_us": None if r is None else (t + r) / 7}
        for t, r in times
    ]
    streamed, listed = _flat(Query(metrics=("first_reply_time",), period="week"), {"interactions": tickets})
    assert streamed == listed


def test_it_comes_in_parts_of_one_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH_ROWS", 2)
    found = list(record_batches(Query(metrics=("created",), by=("team",)), ByHand(FACTS)))
    assert max(batch.num_rows for batch in found) <= 2
    assert sum(batch.num_rows for batch in found) == len(TICKETS)
    assert len({str(batch.schema) for batch in found}) == 1


@pytest.mark.parametrize("names", [("created", "solved"), ("net_flow",), ("contact_rate",)])
def test_it_refuses_what_has_no_rows(names: tuple[str, ...]) -> None:
    with pytest.raises(QueryError):
        list(record_batches(Query(metrics=names), ByHand(FACTS)))
