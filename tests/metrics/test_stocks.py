"""A stock reads only what was not gone before, and says 0 where nothing is left."""

from __future__ import annotations

from facts_by_hand import ByHand

from helmline.metrics.ask import ask
from helmline.metrics.query import Query

DAY = 86_400
EPISODES = [
    {"episode": 2, "started_us": 0, "solved_us": DAY, "team": "north"},
    {"episode": 2, "started_us": 0, "team": "south"},
    {"episode": 2, "started_us": 3 * DAY, "team": "south"},
]
DESK = ByHand(
    {
        "interactions": [{}, {}, {}],
        "episodes": [{**row, "interaction": n + 1} for n, row in enumerate(EPISODES)],
    }
)


def test_a_group_with_nothing_left_is_0() -> None:
    cells = ask(Query(("backlog",), by=("team",), since="2024-01-03", until="2024-01-06"), DESK).cells
    assert {cell.by["team"]: cell.value for cell in cells} == {"north": 0, "south": 2}


def test_each_day_counts_what_was_open_at_its_end() -> None:
    cells = ask(Query(("backlog",), period="day", since="2024-01-01", until="2024-01-05"), DESK).cells
    assert [cell.value for cell in cells] == [2, 1, 1, 2]
