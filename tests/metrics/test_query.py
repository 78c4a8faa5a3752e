"""A query is one value behind every door: canonical, hashable, and checked as a whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helmline.errors import QueryError
from helmline.metrics.query import DIMENSIONS, PERIODS, Query, check, from_json


def test_it_lists_every_problem_at_once_with_the_nearest_right_word() -> None:
    query = Query(metrics=("first_reply",), by=("tema",), period="monht", clock="busines", week_start=9)
    with pytest.raises(QueryError) as told:
        check(query)
    text = str(told.value)
    for word in ("first_reply_time", "team", "month", "business", "week_start"):
        assert word in text


def test_it_refuses_a_question_without_a_metric() -> None:
    with pytest.raises(QueryError, match="no metric"):
        check(Query(metrics=()))


def test_it_refuses_an_agent_that_is_not_a_key() -> None:
    with pytest.raises(QueryError, match="subject key"):
        check(Query(metrics=("created",), where=(("agent", ("Bob",)),)))


def test_it_refuses_a_parameter_no_metric_asked_about_has() -> None:
    with pytest.raises(QueryError, match="window_days"):
        check(Query(metrics=("fcr",), parameters=(("window", 3),)))


def test_it_names_an_unknown_time_zone_and_the_nearest_right_one() -> None:
    with pytest.raises(QueryError, match=r"'Europe/Rom'.*Europe/Rome"):
        check(Query(metrics=("created",), zone="Europe/Rom"))


@pytest.mark.parametrize("zone", ["", "../UTC", "Mars/Base", "Europe"])
def test_it_refuses_a_zone_that_is_none(zone: str) -> None:
    with pytest.raises(QueryError, match="no time zone"):
        check(Query(metrics=("created",), zone=zone))


def test_it_takes_a_level_of_the_reasons_but_not_of_another_dimension() -> None:
    check(Query(metrics=("created",), by=("reason:2",)))
    with pytest.raises(QueryError, match="team:2"):
        check(Query(metrics=("created",), by=("team:2",)))


def test_it_has_the_same_hash_however_the_filters_were_ordered() -> None:
    one = Query(metrics=("created",), where=(("team", ("a", "b")), ("brand", ("x",))))
    two = Query(metrics=("created",), where=(("brand", ("x",)), ("team", ("b", "a"))))
    assert one.hash() == two.hash()
    assert one.hash() != Query(metrics=("solved",), where=one.where).hash()


@given(
    by=st.lists(st.sampled_from(DIMENSIONS), max_size=3).map(tuple),
    period=st.sampled_from(("", *PERIODS)),
    where=st.lists(
        st.tuples(st.sampled_from(("team", "brand")), st.tuples(st.text(max_size=5))), max_size=2
    ).map(tuple),
)
def test_it_comes_back_from_its_canonical_form(by, period, where) -> None:  # type: ignore[no-untyped-def]
    query = Query(metrics=("created",), by=by, period=period, where=where)
    assert from_json(query.canonical()).canonical() == query.canonical()
