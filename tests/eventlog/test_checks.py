"""Every check: a log with the fault is found out, a log without it is not."""

import pytest
from cast import BOB, DMITRI, asks, assigned, batches, created, event, replies, status

from helmline.eventlog.checks import CHECKS, check
from helmline.eventlog.schema import Flag, Kind, Status

DAY = 1440


def codes(desk, *rows):
    desk.lands(batches(*rows))
    return {finding.code for finding in check(desk.data)}


CLEAN = [*created(0), assigned(1, BOB), replies(5), status(6, Status.SOLVED)]


def busy_days(*, without=None):
    return [
        row for day in range(63) for n in range(20) if day != without
        for row in created(day * DAY + n, f"D-{day}-{n}")
    ]  # fmt: skip


FAULTS = {
    "orphan_events": [replies(5, "A-9"), status(6, Status.SOLVED, "A-9")],
    "impossible_order": [*created(60, "A-9"), status(5, Status.SOLVED, "A-9")],
    "clock_skew": [*created(1, "A-9"), replies(0.5, "A-9")],
    "created_twice": [*created(0, "A-9"), event(3, Kind.CREATED, "A-9", actor=DMITRI)],
    "two_keys_one_number": [*created(0), asks(3) | {"case_key": "other", "event_id": b"o" * 16}],
    "unknown_actor": [*created(0, "A-9"), event(3, Kind.MESSAGE_PUBLIC, "A-9")],
    "duplicate_events": [*created(0, "A-9"), replies(4, "A-9", key="1"), replies(4, "A-9", key="2")],
    "from_the_future": created(60 * 24 * 365 * 40, "A-9"),
    "gap": busy_days(without=31),
    "zone_assumed": created(0, "A-9", flags=Flag.ASSUMED_ZONE),
}


@pytest.mark.parametrize("code", FAULTS)
def test_it_finds_the_fault_and_says_what_to_do(desk, code):
    desk.lands(batches(*FAULTS[code]))
    found = {finding.code: finding for finding in check(desk.data)}
    assert code in found
    assert found[code].count >= 1
    assert found[code].source == "desk"
    assert found[code].meaning.endswith(".")
    assert found[code].next_step.endswith(".")


def test_it_finds_nothing_wrong_with_a_clean_log(desk):
    assert codes(desk, *CLEAN) == set()


def test_it_does_not_call_quiet_weekends_a_gap(desk):
    rows = [row for row in busy_days() if row["occurred_at_us"] // 86_400_000_000 % 7 not in (2, 3)]
    assert "gap" not in codes(desk, *rows)


def test_it_lists_every_finding_errors_first(desk):
    rows = [row for code in ("zone_assumed", "orphan_events", "duplicate_events") for row in FAULTS[code]]
    desk.lands(batches(*rows))
    severities = [finding.severity for finding in check(desk.data)]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    assert len(severities) >= 3


def test_it_names_some_of_the_cases(desk):
    desk.lands(batches(*(replies(5, f"O-{n}") for n in range(9))))
    (finding,) = [found for found in check(desk.data) if found.code == "orphan_events"]
    assert (finding.count, len(finding.examples)) == (9, 5)


def test_it_finds_actors_whom_the_register_does_not_know(desk):
    from helmline.eventlog.privacy import Subjects

    Subjects(desk.data).keys("desk", ["somebody else"])
    assert "unknown_person" in codes(desk, *CLEAN)


def test_it_does_not_miss_people_who_were_erased(desk):
    from helmline.eventlog.privacy import Subject, Subjects, erase

    Subjects(desk.data).register([Subject(BOB, "desk", "bob", 2, "Bob", None)])
    erase(desk.data, "bob")
    assert "unknown_person" not in codes(desk, *CLEAN)


def test_every_check_has_its_case_here():
    assert {one.code for one in CHECKS} == {*FAULTS, "unknown_person"}
