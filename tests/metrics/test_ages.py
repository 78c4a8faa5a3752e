"""The backlog in bands of age, at the end of each period."""

from __future__ import annotations

from typing import Any

from facts_by_hand import ByHand

from helmline.metrics.ages import ages
from helmline.metrics.ask import ask
from helmline.metrics.query import Query
from helmline.reference.reference import Reference

DAY = 86_400
DAILY = Query(metrics=("backlog",), period="day", since="2024-01-01", until="2024-01-11")


def _desk(*lives: tuple[float, float | None]) -> ByHand:
    tickets: list[dict[str, Any]] = []
    episodes: list[dict[str, Any]] = []
    for number, (born, solved) in enumerate(lives, start=1):
        tickets.append({"created_us": born, "t0_us": born})
        episodes.append({"interaction": number, "episode": 1, "started_us": born, "solved_us": solved})
    return ByHand({"interactions": tickets, "episodes": episodes})


def test_it_puts_each_open_case_in_the_band_of_its_age() -> None:
    found = ages(DAILY, _desk((0, None), (7 * DAY, None), (9.5 * DAY, None)), Reference())
    assert found[0].counts == (0, 1, 0, 0)  # one day old at the first midnight
    assert found[-1].counts == (1, 0, 1, 1)  # half a day, three days, ten days


def test_its_bands_add_up_to_the_backlog() -> None:
    desk = _desk(*((n * DAY / 3, (n + 5) * DAY / 3 if n % 2 else None) for n in range(20)))
    backlog = {cell.period: cell.value for cell in ask(DAILY, desk, Reference()).cells}
    assert {at.period: sum(at.counts) for at in ages(DAILY, desk, Reference())} == backlog


def test_a_case_that_was_reopened_keeps_the_age_of_its_creation() -> None:
    desk = ByHand(
        {
            "interactions": [{"created_us": 0, "t0_us": 0}],
            "episodes": [
                {"interaction": 1, "episode": 1, "started_us": 0, "solved_us": DAY / 2},
                {"interaction": 1, "episode": 2, "started_us": 8 * DAY, "solved_us": None},
            ],
        }
    )
    counts = [at.counts for at in ages(DAILY, desk, Reference())]
    assert counts[3] == (0, 0, 0, 0)
    assert counts[-1] == (0, 0, 0, 1)
