"""The written form of calendars: what people type, what comes back, and what is refused with a reason."""

import tomllib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helmline.calendar import Calendar, DayException, Version, weekly
from helmline.errors import CalendarError

SUPPORT = """
[[calendar]]
name = "support-eu"
zone = "Europe/Rome"
[[calendar.version]]
hours = ["Mon-Fri 08:30-12:00", "Mon-Fri 13:00-18:00", "Fri-Sat 22:00-06:00"]
[[calendar.version]]
from = 2026-07-01
hours = ["24/7"]
[[calendar.exception]]
on = 2026-12-24
hours = ["08:30-12:00"]
name = "Christmas Eve"
[[calendar.exception]]
from = 2026-12-25
to = 2026-12-27
hours = []
"""


def read(**changes) -> Calendar:
    table = {"name": "desk", "zone": "UTC", "version": [{"hours": ["Mon-Fri 09:00-17:00"]}]}
    return Calendar.from_dict({**table, **changes})


def test_it_reads_the_documented_form():
    calendar = Calendar.from_dict(tomllib.loads(SUPPORT)["calendar"][0])
    assert calendar.version_on(date(2026, 6, 30)).label == "first"
    assert calendar.version_on(date(2026, 7, 1)).always_open
    assert calendar.hours_on(date(2026, 6, 26)) == ((30600, 43200), (46800, 64800), (79200, 86400))  # Friday
    assert calendar.hours_on(date(2026, 6, 28)) == ((0, 21600),)  # Sunday, the end of Saturday's night
    assert calendar.hours_on(date(2026, 12, 24)) == ((30600, 43200),)
    assert calendar.hours_on(date(2026, 12, 27)) == ()


def test_it_writes_what_it_reads_back():
    calendar = Calendar.from_dict(tomllib.loads(SUPPORT)["calendar"][0])
    written = calendar.to_dict()
    assert written["version"][0]["hours"] == [
        "Mon-Fri 08:30-12:00",
        "Mon-Fri 13:00-18:00",
        "Fri-Sat 22:00-06:00",
    ]
    assert Calendar.from_dict(written) == calendar


SHIFT = st.tuples(st.integers(0, 86399), st.integers(1, 86400)).map(lambda pair: (pair[0], pair[0] + pair[1]))
HOURS = st.sets(
    st.tuples(st.integers(0, 6), SHIFT.filter(lambda shift: shift[1] - shift[0] < 86400)), max_size=12
)


@settings(deadline=None)
@given(HOURS, st.lists(SHIFT.filter(lambda shift: shift[1] <= 86400), max_size=1))
def test_it_writes_any_calendar_so_that_it_reads_back_the_same(hours, special):
    calendar = Calendar(
        "any",
        "Asia/Tokyo",
        (Version(None, tuple(sorted(hours))),),
        (DayException(date(2026, 1, 2), date(2026, 1, 2), tuple(special), "x"),),
    )
    assert Calendar.from_dict(calendar.to_dict()) == calendar


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("mon-fri 9:00-17:00", "Mon-Fri 09:00-17:00"),
        ("Monday-Friday 09:00 - 17:00", "Mon-Fri 09:00-17:00"),
        ("Mon,Tue,Wed,Thu,Fri 09:00–17:00", "Mon-Fri 09:00-17:00"),
        ("Mon-Fri 09:00-12:00, 12:00-17:00", "Mon-Fri 09:00-17:00"),
        ("Mon-Fri 09:00-13:00, 11:00-17:00", "Mon-Fri 09:00-17:00"),
        ("Daily 09:00-17:00", "Sat-Fri 09:00-17:00"),
    ],
)
def test_it_accepts_the_ways_people_write(line, same):
    assert weekly(line).week == weekly(same).week


@pytest.mark.parametrize(
    ("changes", "cause", "hint"),
    [
        ({"zone": "Europe/Roma"}, "'Europe/Roma' is not an IANA", "Europe/Rome"),
        ({"zone": "Rome"}, "'Rome' is not an IANA", "Europe/Rome"),
        ({"zone": ""}, "'' is not an IANA", "Europe/Rome"),
        ({"zone": None}, "zone is None", "zone ="),
        ({"zone": "../etc/passwd"}, "is not an IANA", "Write it like"),
        ({"version": []}, "has no hours", "24/7"),
        ({"version": [{"hours": ["Mo-Fr 09:00-17:00"]}]}, "Weekday 'Mo'", "Mon, Tue"),
        ({"version": [{"hours": ["Mon-Fri 09:00-09:00"]}]}, "'09:00-09:00' start and end", "00:00-24:00"),
        ({"version": [{"hours": ["Mon-Fri 9-17"]}]}, "'9-17' are not a time range", "08:30-12:00"),
        ({"version": [{"hours": ["Mon-Fri 09:00-25:00"]}]}, "no clock shows", "24:00"),
        ({"version": [{"hours": ["Mon-Fri 09:61-10:00"]}]}, "no clock shows", "24:00"),
        ({"version": [{"hours": ["09:00-17:00"]}]}, "not weekly hours", "Mon-Fri"),
        ({"version": [{"hours": ["24/7", "Mon 09:00-10:00"]}]}, "'24/7' are not weekly", "24/7"),
        ({"version": [{"hours": [900]}]}, "Hours are", "list"),
        ({"version": [{"form": "2026-01-01", "hours": []}]}, "no field 'form'", "from, hours"),
        ({"version": [{"from": "1/2/26", "hours": []}]}, "`from` is '1/2/26'", "2026-12-24"),
        ({"version": [{"hours": []}, {"hours": []}]}, "two versions", "from"),
        ({"exception": [{"hours": []}]}, "needs its dates", "`on`"),
        ({"exception": [{"from": "2026-12-24", "hours": []}]}, "`to` is None", "2026-12-24"),
        ({"exception": [{"from": "2026-12-24", "to": "2026-12-20"}]}, "runs from", "last date"),
        (
            {"exception": [{"on": "2026-12-24"}, {"on": "2026-12-24", "hours": ["9:00-10:00"]}]},
            "two exceptions",
            "Keep",
        ),
        ({"exceptions": []}, "no field 'exceptions'", "exception"),
        ({"exception": {"on": "2026-12-24"}}, "`exception` is", "[[calendar.exception]]"),
    ],
)
def test_it_refuses_with_the_value_the_cause_and_the_next_step(changes, cause, hint):
    with pytest.raises(CalendarError) as refused:
        read(**changes)
    assert cause in refused.value.message
    assert hint in refused.value.hint
    assert "'desk'" in refused.value.message


def test_it_accepts_the_same_closed_day_twice():
    both = [
        {"on": "2026-12-25", "name": "Christmas"},
        {"from": "2026-12-24", "to": "2026-12-26", "hours": []},
    ]
    assert read(exception=both).hours_on(date(2026, 12, 25)) == ()


def test_it_refuses_a_calendar_without_a_name():
    with pytest.raises(CalendarError, match="name None"):
        Calendar.from_dict({"zone": "UTC"})
