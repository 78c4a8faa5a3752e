"""When a schedule is due, by hand-worked dates."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from helmline.errors import InputError
from helmline_web.ingest.timetable import parse

ROME = ZoneInfo("Europe/Rome")


def after(spec: str, moment: str, zone: ZoneInfo = ROME) -> str:
    begin = datetime.fromisoformat(moment).replace(tzinfo=zone)
    return parse(spec).after(begin.astimezone(UTC), zone).astimezone(zone).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("spec", "moment", "due"),
    [
        ("0 7 * * 1", "2026-11-22 10:00", "Mon 2026-11-23 07:00"),
        ("0 7 * * 1", "2026-11-23 06:59", "Mon 2026-11-23 07:00"),
        ("0 7 * * 1", "2026-11-23 07:00", "Mon 2026-11-30 07:00"),
        ("*/15 8-9 * * *", "2026-11-23 09:45", "Tue 2026-11-24 08:00"),
        ("30 2 1 * *", "2026-11-23 09:45", "Tue 2026-12-01 02:30"),
        ("0 0 29 2 *", "2026-03-01 00:00", "Tue 2028-02-29 00:00"),
        ("0 12 13 * 5", "2026-11-01 00:00", "Fri 2026-11-06 12:00"),  # cron: either day is enough
        ("0 12 * * 7", "2026-11-23 00:00", "Sun 2026-11-29 12:00"),
        ("30 2 * * *", "2026-03-28 12:00", "Mon 2026-03-30 02:30"),  # 2:30 does not exist on 29 March in Rome
        ("0 7 * * *", "2026-10-24 12:00", "Sun 2026-10-25 07:00"),  # the long day
        ("every 10 m", "2026-11-23 09:45", "Mon 2026-11-23 09:55"),
        ("every 10 min", "2026-11-23 09:45", "Mon 2026-11-23 09:55"),
        ("every 1 d", "2026-11-23 09:45", "Tue 2026-11-24 09:45"),
    ],
)
def test_it_is_due_next(spec, moment, due):
    assert after(spec, moment) == due


@pytest.mark.parametrize(
    "spec",
    ["", "sometimes", "every 0 m", "0 7 * *", "61 7 * * *", "0 7 32 * *", "*/0 * * * *", "5-1 * * * *"],
)
def test_it_refuses_words_that_are_no_schedule(spec):
    with pytest.raises(InputError):
        parse(spec)


def test_a_day_that_never_comes_is_said():
    with pytest.raises(InputError, match="never due"):
        after("0 0 31 2 *", "2026-01-01 00:00")
