"""A page of rows, and a few of them from all over: in an order that never overlaps or forgets."""

from __future__ import annotations

import pytest
from facts_by_hand import ByHand
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helmline.errors import QueryError
from helmline.metrics.query import Query
from helmline.metrics.records import ORDERS, page, rows, sample

REPLIES = Query(("first_reply_time",))


def _desk(*seconds: int | None) -> ByHand:
    tickets = [
        {"has_customer_message": True, "t0_us": 0, "first_reply_us": s, "is_open": True} for s in seconds
    ]
    return ByHand({"interactions": tickets})


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.none() | st.integers(0, 9), max_size=9), st.sampled_from(sorted(ORDERS)), st.integers(1, 4)
)
def test_pages_together_are_all_rows_each_once(seconds: list[int | None], order: str, limit: int) -> None:
    desk = _desk(*seconds)
    pages = [page(REPLIES, desk, order=order, offset=at, limit=limit) for at in range(0, len(seconds), limit)]
    shown = [record for one in pages for record in one.records]
    assert sorted(shown, key=repr) == sorted(rows(REPLIES, desk), key=repr)
    assert {one.total for one in pages} <= {len(seconds)}


def test_it_begins_with_the_largest() -> None:
    found = page(REPLIES, _desk(5, 60, 7), order="largest", limit=2)
    assert [record.value for record in found.records] == [60.0, 7.0]
    assert (found.total, found.records[0].case_key, found.records[0].source) == (3, "2", "desk")


def test_it_samples_the_middles_of_equal_parts() -> None:
    found = sample(REPLIES, _desk(*range(100)), order="smallest", size=4)
    assert ([record.value for record in found.records], found.total) == ([12.0, 37.0, 62.0, 87.0], 100)
    assert len(sample(REPLIES, _desk(1, 2), size=4).records) == 2


@pytest.mark.parametrize("name", ["first_reply_time", "created", "backlog"])
def test_it_has_no_page_of_nothing(name: str) -> None:
    for by in ((), ("team",)):
        assert page(Query((name,), by=by), ByHand()).records == ()
        assert sample(Query((name,), by=by), ByHand()).total == 0


def test_it_says_which_orders_there_are() -> None:
    with pytest.raises(QueryError, match="there is no order 'oldest'"):
        page(REPLIES, _desk(1), order="oldest")
