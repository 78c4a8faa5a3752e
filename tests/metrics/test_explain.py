"""An explanation says where the time went, and adds up to the number that was asked."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from facts_by_hand import ByHand, instant
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helmline.calendar import Calendar, Reason, closed, weekly
from helmline.errors import NotFound, QueryError
from helmline.metrics.ask import ask
from helmline.metrics.explain import explain
from helmline.metrics.query import RULES, Query
from helmline.reference.entries import CalendarUse, Organisation, Target, Team
from helmline.reference.reference import Reference

HOUR = 3600
OFFICE = Calendar(
    "office",
    "Europe/Rome",
    (weekly("Mon-Fri 09:00-13:00,14:00-18:00"),),
    (closed(date(2024, 1, 4), name="Founders' day"),),
)
NIGHT = Calendar("night", "UTC", (weekly("Mon-Sun 22:00-06:00"),))
HOUSE = Reference(
    organisation=Organisation(calendars=(CalendarUse("office"),)),
    calendars={"office": OFFICE, "night": NIGHT},
    teams={"owls": Team("owls", calendars=(CalendarUse("night"),))},
    targets=(Target("first_reply", 2 * HOUR * 1_000_000, pause_reasons=("*",)),),
)


def _desk(reply: float, moved: float | None = None, pauses: tuple[tuple[float, float], ...] = ()) -> ByHand:
    placements = [{"started_us": 0, "ended_us": moved}]
    if moved is not None:
        placements.append({"started_us": moved, "ended_us": None, "team": "owls"})  # type: ignore[dict-item]
    ticket = {
        "has_customer_message": True,
        "created_us": 0,
        "t0_us": 0,
        "first_reply_us": reply,
        "is_open": True,
    }
    paused = [{"pause_reason": "waiting for parts", "started_us": a, "ended_us": b} for a, b in pauses]
    return ByHand({"interactions": [ticket], "placements": placements, "pauses": paused})


def test_it_names_events_calendar_and_the_closed_stretches() -> None:
    told = explain("first_reply_time", "1", _desk(4 * 86400), HOUSE, clock="business")
    (span,) = told.spans
    assert (span.start_event, span.stop_event) == ("t0", "first_reply")
    holiday = [s for s in span.segments if s.reason == Reason.HOLIDAY]
    assert [s.name for s in holiday] == ["Founders' day"]
    assert {s.calendar for s in span.segments} == {"office"}
    assert span.value_us == 3 * 8 * HOUR * 1_000_000  # Monday to Wednesday; Thursday is the holiday
    assert {str(s.reason) for s in span.segments if s.kind == "closed"} == {"night", "break", "holiday"}


def test_it_is_gapless_from_start_to_stop() -> None:
    (span,) = explain("first_reply_time", "1", _desk(3 * 86400, 86400 * 1.5), HOUSE, clock="business").spans
    edges = [(s.start_us, s.stop_us) for s in span.segments]
    assert edges[0][0] == span.start_us
    assert edges[-1][1] == span.stop_us
    assert all(before[1] == after[0] for before, after in pairwise(edges))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    reply=st.integers(0, 12 * 86400),
    moved=st.none() | st.integers(1, 10 * 86400),
    clock=st.sampled_from(("calendar", "business")),
    rule=st.sampled_from(RULES),
)
def test_it_adds_up_to_the_value_that_was_asked(reply: int, moved: int | None, clock: str, rule: str) -> None:
    desk = _desk(reply, moved)
    asked = ask(Query(metrics=("first_reply_time",), clock=clock, rule=rule), desk, HOUSE).cells[0]
    told = explain("first_reply_time", "1", desk, HOUSE, clock=clock, rule=rule)
    if asked.value is None:  # a span that starts and stops off-hours
        assert (rule, told.value_us) == ("drop_offhours_pairs", None)
        assert told.spans[0].notes == ("dropped_offhours",)
        assert "dropped_offhours" in asked.notes
        return
    assert told.value_us is not None
    assert told.value_us / 1_000_000 == asked.value
    assert sum(s.counted_us for s in told.spans[0].segments) == told.value_us
    if clock == "business":
        assert told.under_rules[rule] == asked.value


def test_it_shows_the_hours_of_everybody_involved_as_one() -> None:
    desk = _desk(86400, 12 * HOUR)  # in the office until noon UTC, then with the owls
    told = explain("first_reply_time", "1", desk, HOUSE, clock="business", rule="union_of_agents")
    (span,) = told.spans
    open_ = [((s.start_us - span.start_us) / 3.6e9, (s.stop_us - span.start_us) / 3.6e9)
             for s in span.segments if s.kind == "open"]  # fmt: skip
    assert open_ == [(0, 6), (8, 12), (13, 17), (22, 24)]
    assert {s.reason for s in span.segments if s.kind == "closed"} == {"every calendar closed"}
    assert told.value_us == 16 * HOUR * 1_000_000


def test_it_says_that_a_span_was_dropped_and_not_that_it_took_no_time() -> None:
    midnight_to_five = explain(
        "first_reply_time", "1", _desk(5 * HOUR), HOUSE, clock="business", rule="drop_offhours_pairs"
    )
    (span,) = midnight_to_five.spans
    assert (span.missing, span.value_us, span.notes) == (True, None, ("dropped_offhours",))
    assert midnight_to_five.to_json()["spans"][0]["notes"] == ["dropped_offhours"]


def test_it_takes_pauses_off_a_promise_and_says_why() -> None:
    nine = 8 * HOUR  # 09:00 in Rome
    desk = _desk(
        nine + 3 * HOUR, pauses=((nine + HOUR, nine + 2 * HOUR), (nine + 1.5 * HOUR, nine + 2 * HOUR))
    )
    told = explain("sla_attainment", "1", desk, HOUSE, clock="business")
    assert told.targets == (("first_reply", 2.0 * HOUR, True),)
    paused = [s for s in told.spans[0].segments if s.kind == "paused"]
    assert [(s.start_us, s.stop_us) for s in paused] == [(instant(nine + HOUR), instant(nine + 2 * HOUR))]
    assert paused[0].reason == "waiting for parts"
    assert sum(s.counted_us for s in told.spans[0].segments) == told.spans[0].value_us
    cell = ask(Query(metrics=("sla_attainment",)), desk, HOUSE).cells[0]
    assert (cell.summary.numerator, cell.summary.denominator) == (1, 1)


def test_it_says_that_an_interaction_is_no_row_of_the_metric() -> None:
    desk = ByHand({"interactions": [{"has_customer_message": True, "t0_us": 0, "is_spam": True}]})
    assert explain("first_reply_time", "1", desk, HOUSE).excluded


def test_it_says_what_it_does_not_know() -> None:
    with pytest.raises(NotFound, match="'77'"):
        explain("first_reply_time", "77", _desk(5), HOUSE)
    with pytest.raises(QueryError, match="not a number of one interaction"):
        explain("backlog", "1", _desk(5), HOUSE)
