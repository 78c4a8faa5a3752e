"""Small cells about people are held back, and nobody can work out what was held back."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from facts_by_hand import ByHand
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helmline.inference.summaries import Summary
from helmline.metrics.ask import ask
from helmline.metrics.query import Query
from helmline.metrics.result import Cell, Result
from helmline.metrics.suppression import Suppression

MINIMUM = 5
BY_AGENT = Query(("created",), by=("agent",))


def _desk(counts: dict[int, int]) -> ByHand:
    """A desk on which each agent (by key) owns so many tickets."""
    return ByHand(
        {"interactions": [{"created_us": 0, "agent": key} for key, n in counts.items() for _ in range(n)]}
    )


def _answer(query: Query, counts: dict[int, int], own: frozenset[int] = frozenset()) -> tuple[Cell, ...]:
    rule, desk = Suppression(MINIMUM, own), _desk(counts)
    whole = rule.needs(query)
    result = ask(query, desk)
    return (rule.held_back(query, result, ask(whole, desk)) if whole else result).cells


def _held_back(cells: tuple[Cell, ...]) -> set[Any]:
    return {cell.by.get("agent") for cell in cells if "suppressed" in cell.notes}


def test_it_leaves_figures_alone_that_are_not_about_people() -> None:
    assert Suppression(MINIMUM).needs(Query(("created",), by=("team",))) is None
    assert Suppression(0).needs(BY_AGENT) is None


def test_it_holds_back_a_small_one_and_the_next_smallest() -> None:
    assert _held_back(_answer(BY_AGENT, {1: 2, 2: 9, 3: 20})) == {1, 2}


def test_it_holds_back_only_the_small_ones_where_they_hide_each_other() -> None:
    assert _held_back(_answer(BY_AGENT, {1: 2, 2: 3, 3: 9, 4: 20})) == {1, 2}


def test_what_is_held_back_says_nothing() -> None:
    cell = next(c for c in _answer(BY_AGENT, {1: 2, 2: 9, 3: 20}) if c.by["agent"] == 1)
    told = cell.to_json()
    empty = {name: value for name, value in told.items() if value} | {"by": {"agent": 1}}
    assert empty == {
        "metric": "created",
        "by": {"agent": 1},
        "clock": "calendar",
        "unit": "tickets",
        "notes": ["suppressed"],
    }


def test_a_filter_to_one_person_holds_back_what_the_split_does() -> None:
    counts = {1: 2, 2: 9, 3: 20}
    for key in counts:
        (cell,) = _answer(Query(("created",), where=(("agent", (str(key),)),)), counts)
        assert ("suppressed" in cell.notes) == (key in {1, 2})


def test_a_filter_to_all_but_one_does_not_give_that_one_away() -> None:
    (cell,) = _answer(Query(("created",), where=(("agent", ("2", "3")),)), {1: 2, 2: 9, 3: 20})
    assert "suppressed" in cell.notes


def test_everybody_sees_himself_and_hides_nobody_by_it() -> None:
    cells = _answer(BY_AGENT, {1: 2, 2: 9, 3: 20}, own=frozenset({1}))
    assert _held_back(cells) == set()
    cells = _answer(BY_AGENT, {1: 2, 2: 3, 3: 9, 4: 20}, own=frozenset({1}))
    assert _held_back(cells) == {
        2,
        3,
    }  # with one's own figure known, the other small one needs another beside


def test_a_ratio_that_does_not_say_on_how_many_rows_it_rests_is_held_back() -> None:
    cells = tuple(Cell("active_ratio", by={"agent": key}, value=0.5) for key in (1, 2))
    result = Result("q", "s", None, 1, {}, "none", cells)
    query = Query(("active_ratio",), by=("agent",))
    assert _held_back(Suppression(MINIMUM).held_back(query, result, result).cells) == {1, 2}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.integers(1, 7), st.integers(1, 12), min_size=1))
def test_no_sum_of_shown_figures_tells_of_few(counts: dict[int, int]) -> None:
    """Whoever knows the whole and every figure that is shown knows only sums over enough rows and people."""
    rule = Suppression(MINIMUM)
    cells = tuple(
        Cell("created", by={"agent": key}, value=n, summary=Summary(n=n)) for key, n in counts.items()
    )
    everybody = Result("q", "s", None, 1, {}, "none", cells)
    hidden = _held_back(rule.held_back(BY_AGENT, everybody, everybody).cells)
    if hidden and hidden != set(counts):
        assert len(hidden) >= 2
        assert sum(counts[key] for key in hidden) >= MINIMUM
    for size in range(1, len(counts) + 1):
        for some in combinations(counts, size):
            total = Cell("created", value=1, summary=Summary(n=sum(counts[key] for key in some)))
            query = Query(("created",), where=(("agent", tuple(map(str, some))),))
            (cell,) = rule.held_back(query, Result("q", "s", None, 1, {}, "none", (total,)), everybody).cells
            if "suppressed" not in cell.notes:  # then it says of the hidden ones nothing, or all together
                told = hidden & set(some)
                assert not told or told == hidden
                assert not told or cell.summary.n >= MINIMUM


@pytest.mark.parametrize("period", ["week", ""])
def test_each_split_and_period_is_looked_at_for_itself(period: str) -> None:
    week = 7 * 86_400
    rows = (
        [{"created_us": 0, "agent": 1}]
        + [{"created_us": week, "agent": 1}] * 9
        + [{"created_us": 0, "agent": 2}] * 9
    )
    desk, query = ByHand({"interactions": rows}), Query(("created",), by=("agent",), period=period)
    rule = Suppression(MINIMUM)
    cells = rule.held_back(query, ask(query, desk), ask(query, desk)).cells
    shown = {
        (cell.by["agent"], cell.period) for cell in cells if cell.value and "suppressed" not in cell.notes
    }
    assert shown == ({(1, "2024-W02")} if period else {(1, None), (2, None)})
