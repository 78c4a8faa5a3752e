"""One statement for all questions of a shape: the same answer as if each were compiled for itself."""

from __future__ import annotations

from typing import Any

import pytest
from facts_by_hand import ByHand, instant
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helmline.metrics import compile as compiling
from helmline.metrics.ask import ask
from helmline.metrics.cohort import Scope
from helmline.metrics.forms import form_of
from helmline.metrics.query import Query

TICKETS = [
    {"created_us": day * 86_400, "team": team, "agent": agent}
    for day, (team, agent) in enumerate(
        [("north", 1), ("south", 2), (None, None), ("o'hara", 3), ("north", 7)]
    )
]
texts = st.sampled_from(
    ["north", "south", "o'hara", "", "7777000000000000000", "\ue0000\ue001", "'\ue0001\ue001'"]
)


def _count(**asked: Any) -> int:
    (cell,) = ask(Query(("created",), **asked), ByHand({"interactions": TICKETS})).cells
    return cell.summary.n


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"since": "2024-01-01"}, {"since": "2025-01-01"}),
        ({"where": (("team", ("a",)),)}, {"where": (("team", ("b",)),)}),
        ({"where": (("agent", ("1",)),)}, {"where": (("agent", ("2",)),)}),
    ],
)
def test_it_has_one_form_for_questions_of_one_shape(first: dict[str, Any], second: dict[str, Any]) -> None:
    one, other = (
        form_of("created", Query(("created",), **asked), Scope(since_us=instant(0)))
        for asked in (first, second)
    )
    assert (one.query, one.scope) == (other.query, other.scope)


@pytest.mark.parametrize(
    "other",
    [
        {"where": (("team", ("a", "b")),)},
        {"where": (("team", ("",)),)},
        {"by": ("team",)},
        {"cohort": "by_start"},
    ],
)
def test_it_has_another_form_for_another_shape(other: dict[str, Any]) -> None:
    plain = form_of("created", Query(("created",), where=(("team", ("a",)),)), Scope())
    assert form_of("created", Query(("created",), **other), Scope()).query != plain.query


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(texts, min_size=1, max_size=3), st.sets(st.sampled_from([1, 2, 7, 7_777_000_000_000_000_001]))
)
def test_it_counts_what_was_asked_whatever_the_values_look_like(teams: list[str], agents: set[int]) -> None:
    where: list[tuple[str, tuple[str, ...]]] = [("team", tuple(teams))]
    where += [("agent", tuple(map(str, sorted(agents))))] if agents else []
    wanted = [
        row for row in TICKETS if (row["team"] or "") in teams and (not agents or row["agent"] in agents)
    ]
    assert _count(where=tuple(where)) == len(wanted)


def test_it_compiles_once_for_all_instants(monkeypatch: pytest.MonkeyPatch) -> None:
    _count(since="2024-01-01")
    before = compiling._cached.cache_info().misses
    assert [_count(since=f"2024-01-0{day}") for day in (2, 3, 4)] == [4, 3, 2]
    assert compiling._cached.cache_info().misses == before
