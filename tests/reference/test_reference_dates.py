"""Dates of the file are days in the organisation's zone; instants are instants."""

from datetime import UTC, datetime

import pytest

from helmline.reference import load, publish

ROME = '[organisation]\nzone = "Europe/Rome"\n[[team]]\ncode = "north"\n'


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("from = 2026-01-01\nto = 2026-01-31", "2025-12-31T23:00", "2026-01-31T23:00"),
        ("from = 2026-03-29\nto = 2026-03-29", "2026-03-28T23:00", "2026-03-29T22:00"),  # a day of 23 hours
        ("from = 2026-10-25\nto = 2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00"),  # a day of 25 hours
        (
            'from = "2026-07-01"\nto = "2026-07-02"',
            "2026-06-30T22:00",
            "2026-07-02T22:00",
        ),  # as in stored JSON
        (
            "from = 2026-01-01T08:00:00Z\nto = 2026-01-01T09:30:00+01:00",
            "2026-01-01T08:00",
            "2026-01-01T08:30",
        ),
        ("from = 2026-01-01T08:00:00\nto = 2026-01-01 09:00:00", "2026-01-01T07:00", "2026-01-01T08:00"),
    ],
)
def test_it_reads_dates_in_the_zone_of_the_organisation(tmp_path, written, start, end):
    (tmp_path / "r.toml").write_text(ROME + written, encoding="utf-8")
    publish(tmp_path / "r.toml", tmp_path)
    valid = load(tmp_path).teams["north"].valid
    edges = [
        datetime.fromtimestamp(us / 10**6, UTC).strftime("%Y-%m-%dT%H:%M")
        for us in (valid.from_us, valid.to_us)
    ]
    assert edges == [start, end]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("90s", 90), ("30min", 1800), ("1h 30min", 5400), ("1h30min", 5400), ("0.5h", 1800), ("2d", 172_800)],
)
def test_it_reads_durations(tmp_path, written, seconds):
    target = f'[[target]]\nkind = "first_reply"\nclock = "calendar"\nwithin = "{written}"\n'
    (tmp_path / "r.toml").write_text(target, encoding="utf-8")
    publish(tmp_path / "r.toml", tmp_path)
    assert load(tmp_path).targets[0].within_us == seconds * 10**6


def test_it_holds_until_further_notice_where_no_end_is_written(tmp_path):
    (tmp_path / "r.toml").write_text(ROME + "from = 2026-01-01", encoding="utf-8")
    publish(tmp_path / "r.toml", tmp_path)
    valid = load(tmp_path).teams["north"].valid
    assert valid.to_us is None
    assert valid.holds(2**62)


def test_it_ends_the_targets_of_a_promise_with_the_promise(tmp_path):
    promise = (
        '[[sla]]\ncode = "gold"\nfrom = 2026-01-01\nto = 2026-06-30\n'
        '[[sla.target]]\nkind = "first_reply"\nclock = "calendar"\nwithin = "1h"\nfrom = 2026-03-01\n'
    )
    (tmp_path / "r.toml").write_text(promise, encoding="utf-8")
    publish(tmp_path / "r.toml", tmp_path)
    valid = load(tmp_path).targets[0].valid
    assert datetime.fromtimestamp(valid.from_us / 10**6, UTC).date().isoformat() == "2026-03-01"
    assert datetime.fromtimestamp(valid.to_us / 10**6, UTC).date().isoformat() == "2026-07-01"
