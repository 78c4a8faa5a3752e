"""Hours signed in: what counts, what is unknown, whose they are."""

from __future__ import annotations

from typing import Any

from facts_by_hand import instant
from floor_by_hand import Floor

from helmline.metrics.audience import Audience, Grant
from helmline.metrics.periods import Period
from helmline.metrics.shifts import signed_in

HOUR = 3600
HOUR_US = HOUR * 1_000_000
ABE, BEA = 11, 12
HOURS = [Period(f"h{n}", instant(n * HOUR), instant((n + 1) * HOUR)) for n in range(4)]
DAY = (
    {"agent": ABE, "state": "available", "from": HOUR, "to": 2 * HOUR},
    {"agent": ABE, "state": "break", "from": 2 * HOUR, "to": 2.5 * HOUR},
    {"agent": ABE, "state": "offline", "from": 2.5 * HOUR},
    {"agent": BEA, "state": "available", "from": 1.5 * HOUR, "to": 3 * HOUR, "team": "south"},
)


def hours(*states: Any, **asked: Any) -> list[float | None]:
    spent = signed_in(Floor(states=states), HOURS, **asked)
    return [None if us is None else us / HOUR_US for us in spent]


def test_it_adds_up_what_people_were_signed_in_breaks_included() -> None:
    assert hours(*DAY) == [None, 1.5, 1.5, 0]


def test_it_does_not_take_what_nobody_told_for_no_hours() -> None:
    assert hours() == [None, None, None, None]
    assert hours(*DAY, agents=(BEA,)) == [None, None, 1, 0]


def test_it_asks_for_people_or_for_teams() -> None:
    assert hours(*DAY, agents=(ABE,)) == [None, 1, 0.5, 0]
    assert hours(*DAY, teams=("north",)) == [None, 1, 0.5, 0]


def test_it_believes_a_state_for_so_long_and_no_longer() -> None:
    forever = {"agent": ABE, "state": "available", "from": -15 * HOUR}
    assert hours(forever) == [1, 0, 0, 0]


def test_it_counts_only_what_the_audience_may_see() -> None:
    assert hours(*DAY, audience=Audience(agents=(Grant(ABE),))) == [None, 1, 0.5, 0]
    assert hours(*DAY, audience=Audience()) == [None] * 4
