"""Each test is a complaint that people filed against other products, and the answer they expected."""

import os
import time
from datetime import date
from itertools import pairwise

import pytest
from calendar_walk import us

from helmline.calendar import Calendar, Reason, closed, part_day, weekly
from helmline.errors import CalendarError

MINUTE = 60_000_000
HOUR = 60 * MINUTE


def desk(*lines: str, zone: str = "Europe/Rome", exceptions=()) -> Calendar:
    return Calendar("desk", zone, (weekly(*lines),), tuple(exceptions))


def test_it_leaves_the_weekend_out():
    office = desk("Mon-Fri 09:00-17:00")
    assert office.elapsed(us("2026-03-06T16:00+01:00"), us("2026-03-09T10:00+01:00")) == 2 * HOUR


def test_it_accepts_a_shift_past_midnight():
    late = desk("Mon-Fri 21:00-02:00")
    assert late.elapsed(us("2026-03-02T23:30+01:00"), us("2026-03-03T00:30+01:00")) == 60 * MINUTE
    assert late.elapsed(us("2026-03-07T00:30+01:00"), us("2026-03-07T09:00+01:00")) == 90 * MINUTE


def test_it_counts_no_lunch_and_no_deadline_falls_into_it():
    split = desk("Mon-Fri 08:30-12:00, 13:00-18:00")
    eleven = us("2026-03-02T11:00+01:00")
    assert split.elapsed(eleven, us("2026-03-02T14:00+01:00")) == 2 * HOUR
    due = [split.add(eleven, minutes * MINUTE) for minutes in range(0, 240, 7)]
    noon, one = us("2026-03-02T12:00+01:00"), us("2026-03-02T13:00+01:00")
    assert not [at for at in due if noon < at < one]


def test_it_takes_half_days_and_holidays():
    office = desk(
        "Mon-Fri 09:00-18:00",
        zone="America/New_York",
        exceptions=[
            part_day(date(2026, 11, 25), "09:00-15:00", name="Day before Thanksgiving"),
            closed(date(2026, 11, 26), date(2026, 11, 27), "Thanksgiving"),
        ],
    )
    # Wednesday 14:00 to Monday 10:00: one hour before the early close, one on Monday.
    assert office.elapsed(us("2026-11-25T14:00-05:00"), us("2026-11-30T10:00-05:00")) == 2 * HOUR


def test_it_starts_the_clock_at_the_next_opening_of_a_ticket_raised_on_a_day_off():
    office = desk("Mon-Fri 09:00-17:00")
    sunday, monday = us("2026-03-08T11:00+01:00"), us("2026-03-09T09:00+01:00")
    assert office.next_open(sunday) == monday
    assert office.elapsed(sunday, monday + 12 * MINUTE) == 12 * MINUTE
    assert office.add(sunday, 30 * MINUTE) == monday + 30 * MINUTE


def test_it_never_closes_at_midnight_when_open_around_the_clock():
    for always in (desk("24/7"), desk("Daily 00:00-24:00"), desk("Mon-Sun 00:00-12:00, 12:00-24:00")):
        start, stop = us("2026-03-01T00:00+01:00"), us("2026-04-01T00:00+02:00")
        assert always.open_intervals(start, stop) == [(start, stop)]
        assert always.elapsed(start, stop) == (31 * 24 - 1) * HOUR  # one hour is lost to daylight saving
        assert always.skipped(start, stop) == []


@pytest.mark.parametrize("days", range(1, 128))
def test_it_works_for_every_subset_of_weekdays(days):
    names = [
        name for bit, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")) if days >> bit & 1
    ]
    calendar = desk(",".join(names) + " 09:00-17:00")
    week = us("2026-02-02T00:00+01:00"), us("2026-02-09T00:00+01:00")
    assert calendar.elapsed(*week) == len(names) * 8 * HOUR


def test_it_fires_a_warning_two_business_hours_before_the_deadline_not_at_midnight():
    office = desk("Mon-Fri 09:00-17:00")
    due = us("2026-03-09T10:00+01:00")  # Monday; two open hours before is Friday 16:00
    assert office.add(due, -2 * HOUR) == us("2026-03-06T16:00+01:00")


def test_it_does_not_depend_on_the_zone_of_the_server(monkeypatch):
    office = desk("Mon-Fri 09:00-17:00")
    start, stop = us("2026-03-02T00:00+00:00"), us("2026-04-02T00:00+00:00")
    expected = office.elapsed(start, stop)
    before = os.environ.get("TZ")
    try:
        for zone in ("Asia/Kolkata", "America/St_Johns", "Pacific/Auckland"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            fresh = desk("Mon-Fri 09:00-17:00")
            assert fresh.elapsed(start, stop) == expected == 23 * 8 * HOUR
    finally:
        monkeypatch.delenv("TZ") if before is None else monkeypatch.setenv("TZ", before)
        time.tzset()


def test_it_gives_a_deadline_at_closing_time_and_not_the_next_morning():
    office = desk("Mon-Fri 09:00-17:00")
    friday = us("2026-03-06T15:00+01:00")
    assert office.add(friday, 2 * HOUR) == us("2026-03-06T17:00+01:00")
    assert office.add(friday, 2 * HOUR + 1) == us("2026-03-09T09:00+01:00") + 1
    assert office.add(friday, 0) == friday


def test_it_is_half_open():
    office = desk("Mon-Fri 09:00-17:00")
    assert office.is_open(us("2026-03-06T09:00+01:00"))
    assert not office.is_open(us("2026-03-06T17:00+01:00"))
    assert office.is_open(us("2026-03-06T17:00+01:00") - 1)


def test_a_night_shift_loses_an_hour_in_spring_and_gains_one_in_autumn_on_both_hemispheres():
    rome, sydney = desk("Daily 22:00-06:00"), desk("Daily 22:00-06:00", zone="Australia/Sydney")
    assert rome.elapsed(us("2026-03-28T20:00+01:00"), us("2026-03-29T12:00+02:00")) == 7 * HOUR
    assert rome.elapsed(us("2026-10-24T20:00+02:00"), us("2026-10-25T12:00+01:00")) == 9 * HOUR
    assert sydney.elapsed(us("2026-10-03T20:00+10:00"), us("2026-10-04T12:00+11:00")) == 7 * HOUR
    assert sydney.elapsed(us("2026-04-04T20:00+11:00"), us("2026-04-05T12:00+10:00")) == 9 * HOUR


def test_hours_that_begin_in_a_skipped_hour_keep_their_length():
    # 02:30 does not exist on 29 March 2026 in Rome; read with the offset before, it is 03:30 afterwards.
    early = desk("Sun 02:30-10:00")
    opened = early.open_intervals(us("2026-03-29T00:00+01:00"), us("2026-03-30T00:00+02:00"))
    assert opened == [(us("2026-03-29T03:30+02:00"), us("2026-03-29T10:00+02:00"))]


def test_hours_that_end_in_a_repeated_hour_end_the_first_time():
    late = desk("Sat 22:00-02:30")
    opened = late.open_intervals(us("2026-10-24T12:00+02:00"), us("2026-10-25T12:00+01:00"))
    assert opened == [(us("2026-10-24T22:00+02:00"), us("2026-10-25T02:30+02:00"))]


def test_it_joins_overlapping_hours_on_the_wall_clock_even_where_the_clock_skips():
    both, one = desk("Sun 00:00-02:01", "Sun 00:00-03:00"), desk("Sun 00:00-03:00")
    night = us("2026-03-29T00:00+01:00"), us("2026-03-29T12:00+02:00")
    assert both.elapsed(*night) == one.elapsed(*night) == 2 * HOUR


def test_it_measures_history_under_the_hours_of_that_time():
    changed = Calendar(
        "desk",
        "UTC",
        (weekly("Mon-Fri 09:00-17:00"), weekly("Mon-Fri 08:00-20:00", valid_from=date(2026, 3, 4))),
    )
    assert changed.elapsed(us("2026-03-03T00:00+00:00"), us("2026-03-04T00:00+00:00")) == 8 * HOUR
    assert changed.elapsed(us("2026-03-04T00:00+00:00"), us("2026-03-05T00:00+00:00")) == 12 * HOUR


def test_it_names_what_it_skipped():
    office = desk(
        "Mon-Fri 09:00-12:00, 13:00-17:00", exceptions=[closed(date(2026, 11, 11), name="St. Martin")]
    )
    skipped = office.skipped(us("2026-11-10T11:00+01:00"), us("2026-11-12T10:00+01:00"))
    assert [(item.reason, item.name, (item.stop_us - item.start_us) / HOUR) for item in skipped] == [
        (Reason.BREAK, "", 1),
        (Reason.NIGHT, "", 7),
        (Reason.HOLIDAY, "St. Martin", 24),
        (Reason.NIGHT, "", 9),
    ]


def test_what_was_skipped_and_what_was_counted_fill_the_whole_span():
    office = desk(
        "Mon-Fri 09:00-17:00", "Sat 22:00-03:00", exceptions=[part_day(date(2026, 3, 30), "23:00-01:00")]
    )
    start, stop = us("2026-03-20T10:17+01:00"), us("2026-04-20T11:11+02:00")
    pieces = [(item.start_us, item.stop_us) for item in office.skipped(start, stop)]
    pieces = sorted(pieces + office.open_intervals(start, stop))
    assert pieces[0][0] == start
    assert pieces[-1][1] == stop
    assert all(before[1] == after[0] for before, after in pairwise(pieces))


def test_it_says_weekend_and_names_the_version_in_force():
    changed = Calendar(
        "desk",
        "UTC",
        (weekly("Mon-Fri 09:00-17:00"), weekly("Mon-Fri 08:00-20:00", valid_from=date(2026, 3, 9))),
    )
    skipped = changed.skipped(us("2026-03-06T17:00+00:00"), us("2026-03-09T08:00+00:00"))
    assert [(item.reason.value, item.version) for item in skipped] == [
        ("night", "first"),
        ("weekend", "first"),
        ("night", "2026-03-09"),
    ]


def test_two_holidays_beside_a_weekend_make_four_closed_days():
    easter = desk("Mon-Fri 09:00-17:00", exceptions=[closed(date(2026, 4, 3)), closed(date(2026, 4, 6))])
    assert easter.elapsed(us("2026-04-02T16:00+02:00"), us("2026-04-07T10:00+02:00")) == 2 * HOUR


def test_a_closed_date_cuts_the_night_shift_of_the_evening_before_at_midnight():
    nights = desk("Daily 22:00-06:00", exceptions=[closed(date(2026, 12, 25))])
    around = us("2026-12-24T12:00+01:00"), us("2026-12-26T12:00+01:00")
    assert nights.open_intervals(*around) == [
        (us("2026-12-24T22:00+01:00"), us("2026-12-25T00:00+01:00")),
        (us("2026-12-26T00:00+01:00"), us("2026-12-26T06:00+01:00")),
    ]


def test_special_hours_past_midnight_reach_into_the_next_day():
    party = desk("Mon-Fri 09:00-17:00", exceptions=[part_day(date(2026, 3, 6), "18:00-02:00")])
    assert party.elapsed(us("2026-03-06T00:00+01:00"), us("2026-03-07T12:00+01:00")) == 8 * HOUR


def test_it_says_so_when_a_calendar_never_opens():
    never = Calendar("never", "UTC", (weekly(),))
    assert never.elapsed(0, 10**15) == 0
    with pytest.raises(CalendarError, match="'never' does not open"):
        never.next_open(0)
    with pytest.raises(CalendarError, match="'never' does not open"):
        never.add(0, HOUR)
