"""Distributions: every finished value in one bucket, the same buckets in every cell."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
import pytest
from facts_by_hand import ByHand
from hypothesis import given
from hypothesis import strategies as st

from helmline.metrics.ask import ask
from helmline.metrics.histogram import LONG, PLAIN, SHORT, Buckets, buckets_of
from helmline.metrics.loading import metric
from helmline.metrics.query import Query
from helmline.metrics.result import Cell

MINUTE, HOUR, DAY = 60, 3600, 86_400


def _cells(name: str, table: str, rows: list[dict[str, object]], **asked: object) -> tuple[Cell, ...]:
    return ask(Query(metrics=(name,), **asked), ByHand({table: rows})).cells  # type: ignore[arg-type]


def test_it_puts_each_reply_into_its_bucket_bounds_into_the_upper_one() -> None:
    times = [59, 60, 299, 300, 4 * HOUR, 8 * HOUR - 1, DAY, 15 * DAY]
    tickets: list[dict[str, object]] = [
        {"has_customer_message": True, "t0_us": 0, "first_reply_us": time, "is_open": True} for time in times
    ]
    (cell,) = _cells("first_reply_time", "interactions", tickets)
    counted = {label: count for label, count in cell.histogram.items() if count}
    assert counted == {"<1 min": 1, "1-5 min": 2, "5-15 min": 1, "4-8 h": 2, "1-3 d": 1, ">14 d": 1}
    assert cell.to_json()["histogram"] == dict(cell.histogram)


def test_it_names_the_buckets_as_people_say_them() -> None:
    assert LONG.labels == (
        "<1 min", "1-5 min", "5-15 min", "15-60 min", "1-4 h", "4-8 h", "8-24 h", "1-3 d", "3-7 d",
        "7-14 d", ">14 d",
    )  # fmt: skip
    assert SHORT.labels[3:7] == ("20-40 s", "40-90 s", "1.5-3 min", "3-6 min")


def test_it_counts_calls_in_seconds_and_replies_in_whole_numbers() -> None:
    calls: list[dict[str, object]] = [
        {"outcome": "answered", "offered_us": 0, "wait_us": wait} for wait in (0, 7, 19, 21)
    ]
    (cell,) = _cells("asa", "calls", calls)
    assert [cell.histogram[label] for label in SHORT.labels[:4]] == [1, 1, 1, 1]
    assert buckets_of(metric("replies_to_resolution")) is PLAIN
    assert PLAIN.count(np.array([0, 1, 1, 5, 99]), 1) == {
        "0": 1, "1": 2, "2": 0, "3": 0, "4-5": 1, "6-8": 0, "9-16": 0, "17-32": 0, ">32": 1,
    }  # fmt: skip


def test_it_leaves_open_and_unknown_work_out_and_shows_the_same_buckets_in_every_cell() -> None:
    tickets: list[dict[str, object]] = [
        {"team": "a", "t0_us": 0, "first_solved_us": 90},
        {"team": "b", "t0_us": 0, "first_solved_us": 5 * DAY},
        {"team": "b", "t0_us": 0},
        {"team": "b", "t0_us": 0, "solve_unknown": True},
    ]
    cells = _cells("first_resolution_time", "interactions", tickets, by=("team",))
    assert {cell.by["team"]: sum(cell.histogram.values()) for cell in cells} == {"a": 1, "b": 1}
    assert [list(cell.histogram) for cell in cells] == [list(LONG.labels)] * 2


def test_it_shows_no_bars_where_nothing_is_finished() -> None:
    (cell,) = _cells("first_resolution_time", "interactions", [{"t0_us": 0}])
    assert cell.histogram == {}


@given(st.sampled_from([LONG, SHORT, PLAIN]), st.lists(st.integers(0, 40 * DAY), min_size=1))
def test_it_agrees_with_putting_one_value_after_another_into_its_bucket(
    buckets: Buckets, values: list[int]
) -> None:
    found = buckets.count(np.sort(np.array(values, dtype=np.int64)), 1)
    plain = dict.fromkeys(buckets.labels, 0)
    for value in values:
        plain[buckets.labels[bisect_right(buckets.edges, value)]] += 1
    assert found == plain


@pytest.mark.parametrize("buckets", [LONG, SHORT, PLAIN])
def test_its_buckets_rise_and_each_has_a_name(buckets: Buckets) -> None:
    assert list(buckets.edges) == sorted(set(buckets.edges))
    assert len(set(buckets.labels)) == len(buckets.labels) == len(buckets.edges) + 1
