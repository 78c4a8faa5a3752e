"""Business time of a metric: the calendar in force by place, pauses, and rows without a calendar."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

import pytest
from facts_by_hand import EPOCH, ByHand

from helmline.calendar import Calendar, weekly
from helmline.metrics.ask import ask
from helmline.metrics.query import Query
from helmline.reference.entries import CalendarUse, Organisation, Team, Validity
from helmline.reference.reference import Reference

HOUR = 3600
OFFICE = Calendar("office", "UTC", (weekly("Mon-Fri 09:00-17:00"),))
NIGHT = Calendar("night", "UTC", (weekly("Mon-Sun 22:00-06:00"),))
HOUSE = Reference(
    organisation=Organisation(calendars=(CalendarUse("office"),)),
    calendars={"office": OFFICE, "night": NIGHT},
    teams={"owls": Team("owls", calendars=(CalendarUse("night"),))},
    version="v1",
)


def _ticket(**given: object) -> dict[str, object]:
    return {"has_customer_message": True, "t0_us": 0, "is_open": True, **given}


def _first_reply(snapshot: ByHand, reference: Reference = HOUSE, **asked: object) -> dict[str, object]:
    query = Query(metrics=("first_reply_time",), clock="business", **asked)  # type: ignore[arg-type]
    return ask(query, snapshot, reference).cells[0].to_json()


def test_it_counts_only_open_hours_of_the_calendar_in_force() -> None:
    snapshot = ByHand(
        {
            "interactions": [_ticket(t0_us=16 * HOUR, first_reply_us=(24 + 10) * HOUR)],
            "placements": [{"started_us": 0}],
        }
    )
    assert _first_reply(snapshot)["value"] == 2 * HOUR  # 16 to 17 on Monday, 9 to 10 on Tuesday


def test_it_measures_each_stretch_under_its_own_calendar() -> None:
    snapshot = ByHand(
        {
            "interactions": [_ticket(t0_us=16 * HOUR, first_reply_us=23 * HOUR)],
            "placements": [
                {"started_us": 0, "ended_us": 20 * HOUR},
                {"started_us": 20 * HOUR, "team": "owls"},
            ],
        }
    )
    assert _first_reply(snapshot)["value"] == 2 * HOUR  # 16 to 17 at the office, 22 to 23 by the owls
    assert _first_reply(snapshot, rule="last_schedule")["value"] == HOUR  # 22 to 23 only
    assert _first_reply(snapshot, calendar="office")["value"] == HOUR


def test_it_cuts_where_the_team_changes_its_calendar() -> None:
    change = (EPOCH + 12 * HOUR) * 1_000_000
    uses = (CalendarUse("office", Validity(None, change)), CalendarUse("night", Validity(change, None)))
    house = Reference(organisation=Organisation(calendars=uses), calendars=HOUSE.calendars)
    snapshot = ByHand(
        {
            "interactions": [_ticket(t0_us=10 * HOUR, first_reply_us=23 * HOUR)],
            "placements": [{"started_us": 0}],
        }
    )
    assert _first_reply(snapshot, house)["value"] == 3 * HOUR  # 10 to 12, then 22 to 23


def test_it_says_null_where_no_calendar_is_in_force_never_zero() -> None:
    snapshot = ByHand({"interactions": [_ticket(first_reply_us=60)], "placements": [{"started_us": 0}]})
    cell = _first_reply(snapshot, Reference())
    assert cell["value"] is None
    assert (cell["n"], cell["n_missing"]) == (0, 1)
    assert "no_calendar" in cell["notes"]  # type: ignore[operator]


def test_it_counts_a_reply_at_night_to_a_message_at_night_as_zero_seconds() -> None:
    snapshot = ByHand({"interactions": [_ticket(first_reply_us=HOUR)], "placements": [{"started_us": 0}]})
    cell = _first_reply(snapshot)
    assert (cell["value"], cell["n"]) == (0.0, 1)


def test_it_gives_both_legal_answers_where_the_schedule_changed() -> None:
    shared = Path(os.environ.get("HELMLINE_SHARED", Path(__file__).parents[2] / ".." / "shared"))
    file = shared / "checks" / "schedule_change_case.json"
    if not file.exists():
        pytest.skip(f"{file} is not there")
    case = json.loads(file.read_text())
    at = [datetime.fromisoformat(text).timestamp() - EPOCH for text, _ in case["events_utc"]]
    calendars = {
        name: _weekly(name, spans) for name, spans in case["schedules_minutes_since_sunday_utc"].items()
    }
    snapshot = ByHand(
        {
            "interactions": [_ticket(t0_us=at[0], first_reply_us=at[2])],
            "placements": [
                {"started_us": at[0], "ended_us": at[1], "calendar": "level_1"},
                {"started_us": at[1], "calendar": "level_2"},
            ],
        }
    )
    house = Reference(calendars=calendars)
    for rule, minutes in case["first_reply_business_minutes"].items():
        value = _first_reply(snapshot, house, rule=rule)["value"]
        assert value / 60 == pytest.approx(minutes, abs=1e-4)  # type: ignore[operator]


def _weekly(name: str, spans: list[list[int]]) -> Calendar:
    days = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
    lines = []
    for begin, end in spans:
        day = begin // 1440
        start, stop = begin - 1440 * day, end - 1440 * day
        lines.append(f"{days[day]} {start // 60:02d}:{start % 60:02d}-{stop // 60 % 24:02d}:{stop % 60:02d}")
    return Calendar(name, "UTC", (weekly(*lines),))
