"""Holidays are proposed with their origin and change nothing until a person approves them."""

from datetime import date

import pytest
from calendar_walk import us

from helmline.calendar import Calendar, part_day, weekly
from helmline.calendar.holidays import Origin, from_ical, propose
from helmline.calendar.hours import parse_interval
from helmline.errors import CalendarError

HOUR = 3_600_000_000
BERLIN = Calendar("berlin", "Europe/Berlin", (weekly("Mon-Fri 09:00-17:00"),))
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def feed(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""])


def event(*lines: str) -> list[str]:
    return ["BEGIN:VEVENT", "UID:1@example", *lines, "END:VEVENT"]


MARTIN = feed(
    *event("DTSTART;VALUE=DATE:20261111", "DTEND;VALUE=DATE:20261112", "SUMMARY:St. Martin"),
    *event("DTSTART;VALUE=DATE:20261115", "SUMMARY:Volkstrauertag"),
    *event("DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261227", "SUMMARY:Weihnachten"),
)


def days(text: str, first=YEAR[0], last=YEAR[1]) -> list[str]:
    return [proposal.day.isoformat() for proposal in from_ical(text, first, last)]


def test_a_feed_with_saint_martin_in_it_changes_nothing_before_somebody_approves():
    proposals = from_ical(MARTIN, *YEAR)
    start, stop = us("2026-11-10T09:00+01:00"), us("2026-11-12T17:00+01:00")
    assert [proposal.name for proposal in proposals][:2] == ["St. Martin", "Volkstrauertag"]
    assert BERLIN.with_holidays(proposals) == BERLIN
    assert BERLIN.with_holidays(proposals).elapsed(start, stop) == 24 * HOUR


def test_an_approved_day_closes_and_is_named_where_it_was_skipped():
    martin, *_ = from_ical(MARTIN, *YEAR)
    reviewed = BERLIN.with_holidays([martin.approve()])
    start, stop = us("2026-11-10T09:00+01:00"), us("2026-11-12T17:00+01:00")
    assert reviewed.elapsed(start, stop) == 16 * HOUR
    assert [item.name for item in reviewed.skipped(start, stop) if item.name] == ["St. Martin"]


def test_an_approved_day_may_have_hours_of_its_own():
    martin, *_ = from_ical(MARTIN, *YEAR)
    reviewed = BERLIN.with_holidays([martin.approve((parse_interval("09:00-12:00"),))])
    assert reviewed.elapsed(us("2026-11-11T00:00+01:00"), us("2026-11-12T00:00+01:00")) == 3 * HOUR


def test_a_day_that_the_calendar_already_has_stays_as_it_is():
    own = BERLIN.with_exceptions([part_day(date(2026, 11, 11), "10:00-11:00", name="ours")])
    martin, *_ = from_ical(MARTIN, *YEAR)
    assert own.with_holidays([martin.approve()]).exception_on(date(2026, 11, 11)).name == "ours"


# Counted on the calendar of each country, not taken from the library.
@pytest.mark.parametrize(
    ("region", "city", "day", "origin"),
    [
        ("SE", None, date(2026, 6, 19), Origin.DE_FACTO),  # Midsummer Eve, a Friday
        ("SE", None, date(2027, 6, 25), Origin.DE_FACTO),
        ("SE", None, date(2026, 12, 24), Origin.DE_FACTO),
        ("JP", None, date(2026, 12, 29), Origin.DE_FACTO),
        ("JP", None, date(2026, 1, 3), Origin.DE_FACTO),
        ("JP", None, date(2026, 1, 1), Origin.LAW),
        ("IT", "Milano", date(2026, 12, 7), Origin.PATRON_SAINT),
        ("IT", "Napoli", date(2027, 9, 19), Origin.PATRON_SAINT),
        ("IT", None, date(2026, 12, 24), Origin.DE_FACTO),
        ("US", None, date(2026, 11, 27), Origin.DE_FACTO),  # the Friday after Thanksgiving
        ("DE-BY", None, date(2026, 1, 6), Origin.LAW),  # Epiphany, in Bavaria only
    ],
)
def test_it_proposes_law_and_custom_each_with_its_origin(region, city, day, origin):
    found = {item.day: item for item in propose(region, [2026, 2027], city=city)}
    assert day in found
    assert found[day].origin == origin
    assert not any(item.approved for item in found.values())


def test_a_regional_day_is_not_proposed_elsewhere():
    assert date(2026, 1, 6) not in {item.day for item in propose("DE-BE", [2026])}


def test_company_days_are_proposed_and_law_names_a_shared_day():
    company = {date(2026, 9, 18): "Founders' day", date(2026, 12, 25): "Party"}
    found = {item.day: item for item in propose("IT", [2026], company)}
    assert found[date(2026, 9, 18)].origin == Origin.COMPANY
    assert found[date(2026, 12, 25)].origin == Origin.LAW


def test_it_refuses_a_region_and_a_city_it_does_not_know():
    with pytest.raises(CalendarError, match="'XX'"):
        propose("XX", [2026])
    with pytest.raises(CalendarError, match="'Atlantis'"):
        propose("IT", [2026], city="Atlantis")


def test_it_reads_ranges_with_the_end_left_out():
    assert days(MARTIN)[-2:] == ["2026-12-25", "2026-12-26"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART;VALUE=DATE:20200601", "RRULE:FREQ=YEARLY"], ["2026-06-01"]),
        (["DTSTART;VALUE=DATE:20200601", "RRULE:FREQ=YEARLY;COUNT=6"], []),
        (["DTSTART;VALUE=DATE:20200601", "RRULE:FREQ=YEARLY;COUNT=7"], ["2026-06-01"]),
        (["DTSTART;VALUE=DATE:20200601", "RRULE:FREQ=YEARLY;UNTIL=20251231"], []),
        (["DTSTART;VALUE=DATE:20200601", "RRULE:FREQ=YEARLY;INTERVAL=4"], []),
        (["DTSTART;VALUE=DATE:20200601", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20260601"], []),
        (["DTSTART;VALUE=DATE:20201126", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"], ["2026-11-26"]),
        (["DTSTART;VALUE=DATE:20200525", "RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO"], ["2026-05-25"]),
        (["DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY"], []),
        (["DTSTART:20260601T090000Z", "DTEND:20260601T170000Z"], ["2026-06-01"]),
        (["DTSTART;VALUE=DATE:20260601", "DURATION:P2D"], ["2026-06-01", "2026-06-02"]),
        (["DTSTART;VALUE=DATE:20260601", "STATUS:CANCELLED"], []),
        (["DTSTART;VALUE=DATE:20260601", "BEGIN:VALARM", "DURATION:P9D", "END:VALARM"], ["2026-06-01"]),
    ],
)
def test_it_understands_yearly_repetition(lines, expected):
    assert days(feed(*event(*lines, "SUMMARY:day"))) == expected


def test_it_joins_folded_lines_and_unescapes_names():
    text = feed(*event("DTSTART;VALUE=DATE:20260601", "SUMMARY:Founders\\, ", " and friends"))
    assert from_ical(text, *YEAR)[0].name == "Founders, and friends"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("<html>", "'<html>'"),
        ("", "''"),
        (feed(*event("DTSTART:yesterday")), "'yesterday'"),
        (feed(*event("DTSTART;VALUE=DATE:20260231")), "'20260231'"),
        (feed(*event("SUMMARY:when?")), "no DTSTART"),
        (feed("BEGIN:VEVENT", "DTSTART:20260101"), "no END:VEVENT"),
        (feed(*event("DTSTART:20260101", "RRULE:FREQ=WEEKLY")), "FREQ=WEEKLY"),
        (feed(*event("DTSTART:20260101", "RRULE:FREQ=YEARLY;BYEASTER=1")), "BYEASTER"),
        (feed(*event("DTSTART:20260101", "RRULE:FREQ=YEARLY;BYMONTH=13")), "BYMONTH=13"),
        (feed(*event("DTSTART:20260101", "RDATE:20260401")), "RDATE"),
    ],
)
def test_it_refuses_what_it_does_not_understand_and_never_drops_a_day(text, cause):
    with pytest.raises(CalendarError, match=cause):
        from_ical(text, *YEAR)
