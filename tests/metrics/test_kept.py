"""Rows of a stock are read once for several questions, and every question is answered as if it were alone."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from facts_by_hand import ByHand

from helmline.metrics import kept
from helmline.metrics.ask import ask
from helmline.metrics.audience import Audience, Grant
from helmline.metrics.kept import KeptRows
from helmline.metrics.query import Query

DAY = 86_400
EPISODES = [
    {"episode": 2, "started_us": 0, "solved_us": DAY, "team": "north", "queue": "mail"},
    {"episode": 2, "started_us": 0, "team": "south", "queue": "mail"},
    {"episode": 2, "started_us": 3 * DAY, "team": "south", "queue": "chat"},
]
DESK = ByHand(
    {
        "interactions": [{}, {}, {}],
        "episodes": [{**row, "interaction": n + 1} for n, row in enumerate(EPISODES)],
    }
)
WIDE = Query(("backlog",), period="day", since="2024-01-01", until="2024-01-06")
NORTH = Audience(teams=(Grant("north"),))


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    kept.stocks.clear()


@pytest.mark.parametrize(
    "how",
    [
        {"by": ("queue",)},
        {"by": ("team", "queue")},
        {"where": (("team", ("south",)),)},
        {"since": "2024-01-04"},
        {"since": "2023-12-01"},
    ],
)
def test_it_answers_the_same_after_another_question(how: dict[str, Any]) -> None:
    query = Query(("backlog", "backlog_age"), until="2024-01-06", **how)
    alone = ask(query, DESK).cells
    kept.stocks.clear()
    ask(WIDE, DESK)
    assert ask(query, DESK).cells == alone


def test_it_shows_nobody_what_another_reader_may_see() -> None:
    every = ask(WIDE, DESK).cells
    narrowed = ask(WIDE, DESK, audience=NORTH).cells
    assert [cell.value for cell in every] == [2, 1, 1, 2, 2]
    assert [cell.value for cell in narrowed] == [1, 0, 0, 0, 0]


ROWS = pa.table({"number": [1, 2, 3]})


def read_at(rows: KeptRows, *instants: int | None) -> list[int | None]:
    """Return the instants from which rows had to be read."""
    read: list[int | None] = []
    for at in instants:
        rows.since("key", at, lambda at=at: read.append(at) or ROWS)  # type: ignore[misc, func-returns-value]
    return read


def test_what_reaches_further_back_serves_later_questions_about_less() -> None:
    assert read_at(KeptRows(10_000), 5, 7, 3, 5, None, 1) == [5, 3, None]


def test_a_table_too_large_is_read_each_time() -> None:
    assert read_at(KeptRows(10), 5, 5) == [5, 5]
