"""The three modes: which statement holds from when to when."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from helmline_web.policies import modes
from helmline_web.policies.models import Mode
from helmline_web.policies.modes import Impossible, Now
from helmline_web.policies.sections import SECTIONS

NOW = Now(datetime(2026, 11, 22, 9, 30, 12, 5, tzinfo=UTC), ZoneInfo("Europe/Rome"))
TARGET, CALENDAR = SECTIONS["target"], SECTIONS["calendar"]
OLD = {"within": "8h"}
NEW = {"within": "4h"}
PAST = {**OLD, "to": "2026-05-31"}
PRESENT = {"within": "6h", "from": "2026-06-01"}
PLANNED = {"within": "2h", "from": "2027-01-01"}


def test_it_begins_on_the_day_that_was_chosen():
    assert modes.begin(Mode.FROM_DATE, date(2026, 12, 1), TARGET, NOW) == "2026-12-01"


def test_it_does_not_pass_a_past_day_off_as_the_future():
    with pytest.raises(Impossible):
        modes.begin(Mode.FROM_DATE, date(2026, 11, 21), TARGET, NOW)


def test_it_does_not_rewrite_the_future():
    with pytest.raises(Impossible):
        modes.begin(Mode.REWRITE, date(2026, 11, 23), TARGET, NOW)


def test_it_takes_open_work_over_at_this_very_second():
    assert modes.begin(Mode.OPEN_WORK, None, TARGET, NOW) == "2026-11-22T09:30:12+00:00"


def test_it_changes_hours_for_open_work_at_the_next_midnight():
    assert modes.begin(Mode.OPEN_WORK, None, CALENDAR, NOW) == "2026-11-23"


def test_it_rewrites_since_ever_where_no_day_is_given():
    assert modes.begin(Mode.REWRITE, None, TARGET, NOW) == ""


@pytest.mark.parametrize(
    ("standing", "start", "after"),
    [
        ([], "2026-12-01", [{**NEW, "from": "2026-12-01"}]),
        ([OLD], "2026-12-01", [{**OLD, "to": "2026-11-30"}, {**NEW, "from": "2026-12-01"}]),
        ([OLD], "", [NEW]),
        ([PAST, PRESENT], "", [NEW]),
        (
            [PAST, PRESENT],
            "2026-07-01",
            [PAST, {**PRESENT, "to": "2026-06-30"}, {**NEW, "from": "2026-07-01"}],
        ),
        ([PAST, PRESENT], "2026-06-01", [PAST, {**NEW, "from": "2026-06-01"}]),
        ([PAST, PRESENT], "2026-03-01", [{**OLD, "to": "2026-02-28"}, {**NEW, "from": "2026-03-01"}]),
        (
            [PRESENT, PLANNED],
            "2026-12-01",
            [{**PRESENT, "to": "2026-11-30"}, {**NEW, "from": "2026-12-01", "to": "2026-12-31"}, PLANNED],
        ),
        ([PRESENT, PLANNED], "2027-01-01", [{**PRESENT, "to": "2026-12-31"}, {**NEW, "from": "2027-01-01"}]),
        (
            [{**OLD, "to": "2026-12-31"}],
            "2026-12-01",
            [{**OLD, "to": "2026-11-30"}, {**NEW, "from": "2026-12-01", "to": "2026-12-31"}],
        ),
        (
            [OLD],
            "2026-11-22T09:30:12+00:00",
            [{**OLD, "to": "2026-11-22T09:30:12+00:00"}, {**NEW, "from": "2026-11-22T09:30:12+00:00"}],
        ),
    ],
)
def test_it_puts_the_new_statement_between_the_others(standing, start, after):
    assert modes.superseded(standing, NEW, start, NOW) == after


def test_it_ends_a_policy():
    assert modes.superseded([OLD], {}, "2026-12-01", NOW) == [{**OLD, "to": "2026-11-30"}]


def test_it_ends_a_policy_as_if_it_had_never_been():
    assert modes.superseded([PAST, PRESENT], {}, "", NOW) == []


OFFICE = {"name": "office", "zone": "UTC", "hours": ["Mon-Fri 09:00-17:00"]}
LONGER = ["Mon-Fri 08:00-18:00"]


def test_it_gives_a_calendar_its_next_version():
    changed = modes.with_hours(OFFICE, LONGER, "2026-12-01", NOW.today)
    assert changed["version"] == [{"hours": OFFICE["hours"]}, {"from": "2026-12-01", "hours": LONGER}]
    assert "hours" not in changed


def test_it_replaces_every_version_of_a_calendar_but_the_planned_ones():
    planned = {"from": "2027-03-01", "hours": ["24/7"]}
    calendar = {**OFFICE, "version": [{"from": "2026-02-01", "hours": ["24/7"]}, planned]}
    assert modes.with_hours(calendar, LONGER, "", NOW.today)["version"] == [{"hours": LONGER}, planned]
