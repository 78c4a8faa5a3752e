"""The named rules, on the published worked case and on cases counted by hand."""

import json
from pathlib import Path

import numpy as np
import pytest
from calendar_walk import us

from helmline.calendar import BusinessTime, Calendar, weekly
from helmline.calendar.rules import NONE, Placements, Rule, elapsed_by_rule
from helmline.errors import CalendarError

HOUR = 3_600_000_000
FOREVER = np.iinfo(np.int64).max
CASE = json.loads((Path(__file__).parent / "schedule_change_case.json").read_text())
DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")

EARLY = Calendar("early", "UTC", (weekly("Mon-Fri 06:00-14:00"),))
LATE = Calendar("late", "UTC", (weekly("Mon-Fri 14:00-22:00"),))
ROUND = Calendar("round", "UTC", (weekly("24/7"),))
MONDAY = us("2026-03-02T00:00:00+00:00")
BUSINESS = BusinessTime([EARLY, LATE, ROUND], MONDAY, MONDAY + 30 * 24 * HOUR)


def placed(*rows: tuple[int, int, int, int]) -> Placements:
    row, begin, end, calendar = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return Placements(row, begin, end, calendar.astype(np.int32))


def hours_of(rule, begin, end, placements, business=BUSINESS, **more):
    """Hours of one span counted from Monday midnight, or None where it is missing."""
    start, stop = np.array([MONDAY + begin * HOUR]), np.array([MONDAY + end * HOUR])
    values, missing = elapsed_by_rule(rule, start, stop, placements, business, **more)
    return None if missing[0] else values[0] / HOUR


def level(name: str) -> Calendar:
    lines = [
        f"{DAYS[start // 1440]} {start % 1440 // 60:02}:{start % 60:02}-{stop % 1440 // 60:02}:{stop % 60:02}"
        for start, stop in CASE["schedules_minutes_since_sunday_utc"][name]
    ]
    return Calendar(name, "UTC", (weekly(*lines),))


@pytest.mark.parametrize("rule", ["segment", "last_schedule"])
def test_it_gives_both_legal_answers_of_the_published_case(rule):
    created, changed, replied = (us(at.replace("Z", "+00:00")) for at, _ in CASE["events_utc"][:3])
    business = BusinessTime([level("level_1"), level("level_2")], created, replied)
    under = placed((0, created, changed, 0), (0, changed, FOREVER, 1))
    values, missing = elapsed_by_rule(rule, np.array([created]), np.array([replied]), under, business)
    assert not missing[0]
    assert values[0] / 60e6 == pytest.approx(CASE["first_reply_business_minutes"][rule], abs=5e-5)


def test_it_measures_each_version_of_a_calendar_in_its_own_time_by_segment():
    # Until Tuesday 24:00 open 09-17; from Wednesday 4 March 09-12. Monday 16:00 to Thursday 10:00.
    desk = Calendar(
        "desk",
        "UTC",
        (weekly("Mon-Fri 09:00-17:00"), weekly("Mon-Fri 09:00-12:00", valid_from=_day("2026-03-04"))),
    )
    business = BusinessTime([desk], MONDAY, MONDAY + 200 * HOUR)
    under = placed((0, 0, FOREVER, 0))
    assert hours_of("segment", 16, 82, under, business) == 1 + 8 + 3 + 1
    assert hours_of("last_schedule", 16, 82, under, business) == 0 + 3 + 3 + 1
    assert hours_of("last_schedule", 16, 47, under, business) == 1 + 8


def test_it_measures_the_whole_span_under_the_calendar_at_its_stop_for_zendesk_and_chatwoot():
    under = placed((0, 0, MONDAY + 12 * HOUR, 0), (0, MONDAY + 12 * HOUR, FOREVER, 1))
    assert hours_of("segment", 10, 16, under) == 2 + 2
    assert hours_of("last_schedule", 10, 16, under) == 2
    assert hours_of("inbox", 10, 16, under) == 2


def test_it_is_missing_and_never_zero_without_a_calendar():
    nothing = placed((0, 0, FOREVER, NONE))
    for rule in ("segment", "last_schedule", "union_of_agents", "drop_offhours_pairs", "team_else_default"):
        assert hours_of(rule, 10, 16, nothing) is None


def test_it_is_missing_when_only_a_part_of_the_span_had_a_calendar():
    assert hours_of("segment", 10, 16, placed((0, 0, MONDAY + 12 * HOUR, 0))) is None
    assert hours_of("segment", 10, 12, placed((0, 0, MONDAY + 12 * HOUR, 0))) == 2


def test_it_says_zero_without_a_calendar_only_as_chatwoot_does():
    assert hours_of(Rule.INBOX, 10, 16, placed((0, 0, FOREVER, NONE))) == 0


def test_it_takes_the_default_calendar_where_the_team_has_none():
    under = placed((0, 0, MONDAY + 12 * HOUR, NONE), (0, MONDAY + 12 * HOUR, FOREVER, 1))
    assert hours_of("team_else_default", 10, 16, under, default=2) == 2 + 2
    assert hours_of("team_else_default", 10, 16, under, default=0) == 2 + 2
    assert hours_of("team_else_default", 10, 16, under) is None


def test_it_takes_the_default_calendar_for_a_span_without_any_placement():
    start, stop = np.array([MONDAY, MONDAY]), np.array([MONDAY + 8 * HOUR] * 2)
    under = placed((1, 0, FOREVER, 1))
    values, missing = elapsed_by_rule("team_else_default", start, stop, under, BUSINESS, default=0)
    assert (values / HOUR).tolist() == [2, 0]
    assert not missing.any()


def test_it_opens_whenever_one_of_the_agents_is_at_work():
    both = placed((0, 0, FOREVER, 0), (0, 0, FOREVER, 1))
    assert hours_of("union_of_agents", 0, 24, both) == 16
    assert hours_of("union_of_agents", 0, 24, placed((0, 0, FOREVER, 0))) == 8


def test_it_counts_an_overlap_of_two_agents_once():
    nine = Calendar("nine", "Europe/Rome", (weekly("Mon 09:00-17:00"),))
    business = BusinessTime([EARLY, nine], MONDAY, MONDAY + 48 * HOUR)
    both = placed((0, 0, FOREVER, 0), (0, 0, FOREVER, 1))
    assert hours_of("union_of_agents", 0, 24, both, business) == 10  # 06-14 and 08-16 UTC


def test_it_drops_a_pair_only_when_both_ends_are_off_hours():
    under = placed((0, 0, FOREVER, 0))
    assert hours_of("drop_offhours_pairs", 2, 5, under) is None
    assert hours_of("drop_offhours_pairs", 5, 15, under) is None
    assert hours_of("drop_offhours_pairs", 5, 7, under) == 1
    assert hours_of("segment", 2, 5, under) == 0


def test_it_counts_an_empty_span_as_zero_under_a_calendar():
    assert hours_of("segment", 10, 10, placed((0, 0, FOREVER, 0))) == 0
    assert hours_of("segment", 10, 10, placed((0, 0, FOREVER, NONE))) is None


def test_it_measures_a_span_backwards_as_a_negative_time():
    assert hours_of("segment", 12, 10, placed((0, 0, FOREVER, 0))) == -2


def test_it_keeps_the_spans_apart():
    rng = np.random.default_rng(7)
    start = MONDAY + rng.integers(0, 300 * HOUR, 500)
    stop = start + rng.integers(0, 300 * HOUR, 500)
    calendar = rng.integers(0, 3, 500).astype(np.int32)
    values, missing = elapsed_by_rule("segment", start, stop, Placements.whole(calendar), BUSINESS)
    one_by_one = [
        BUSINESS.calendars[place].elapsed(int(a), int(b))
        for a, b, place in zip(start, stop, calendar, strict=True)
    ]
    assert values.tolist() == one_by_one
    assert not missing.any()


def test_it_refuses_an_unknown_rule_and_names_those_it_knows():
    with pytest.raises(CalendarError, match=r"last_schedule"):
        hours_of("zendesk", 1, 2, placed((0, 0, FOREVER, 0)))


def test_it_refuses_placements_out_of_order_or_of_other_spans():
    with pytest.raises(CalendarError, match="order"):
        placed((1, 0, 5, 0), (0, 0, 5, 0))
    with pytest.raises(CalendarError, match="spans"):
        hours_of("segment", 1, 2, placed((3, 0, FOREVER, 0)))


def _day(text):
    from datetime import date

    return date.fromisoformat(text)
