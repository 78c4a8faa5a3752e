"""The contract of every ready mapping, and what each makes of a small file, counted by hand."""

from pathlib import Path

import pytest
from doubles import FakeLog, FakePeople, FakeTexts

from helmline.eventlog.schema import Flag, Kind, Status
from helmline.sources.table import presets
from helmline.sources.table.landing import import_files

SAMPLES = Path(__file__).parent / "samples"

#: Events by kind and rejected rows by line, counted by hand from the samples.
COUNTED = {
    # INC1: new, open, solved, closed by its rows, closed again by closed_at; INC2: first row rejected
    "servicenow": (
        {"created": 2, "status_changed": 6, "assigned": 2, "team_changed": 2, "priority_changed": 2,
         "reason_changed": 2, "vendor_figure": 5},
        [(6, "unknown_status")],
    ),
    "zendesk_tickets": ({"created": 2, "status_changed": 3, "assigned": 1, "vendor_figure": 6}, []),
    "freshdesk": ({"created": 2, "status_changed": 3, "assigned": 1, "vendor_figure": 5}, []),
    "intercom": (
        {"created": 2, "status_changed": 1, "assigned": 1, "message_public": 1, "survey_answered": 1,
         "vendor_figure": 4},
        [],
    ),
    "genesys_interactions": (
        {"call_offered": 2, "queued": 2, "answered": 1, "abandoned": 1, "call_ended": 1, "wrapped_up": 1,
         "vendor_figure": 6},
        [],
    ),
    "case_activity": ({"created": 2, "activity": 3}, []),
    "xes": ({"created": 2, "activity": 3}, []),
    "calls": (
        {"call_offered": 4, "queued": 2, "answered": 2, "call_ended": 2, "abandoned": 1, "ivr_exited": 1,
         "vendor_figure": 6},
        [(7, "negative_duration")],
    ),
    "csat_list": ({"survey_answered": 2}, [(4, "bad_number")]),
}  # fmt: skip


def sample(preset):
    return next(SAMPLES.glob(f"{preset}.*"))


def landed(preset, tmp_path, log=None):
    log, people, texts = log or FakeLog(), FakePeople(), FakeTexts()
    [report] = import_files(
        [sample(preset)], presets.load(preset), log, people, texts, rejects_folder=tmp_path
    )
    return log, people, texts, report


def test_every_ready_mapping_has_a_sample():
    assert set(COUNTED) == set(presets.names()) == {path.stem for path in SAMPLES.iterdir()}


@pytest.mark.parametrize("preset", sorted(COUNTED))
class TestContract:
    def test_it_says_what_it_is_for_and_its_zone(self, preset):
        mapping = presets.load(preset)
        assert mapping.about
        assert "zone" in presets.text(preset)

    def test_it_lands_the_events_counted_by_hand(self, preset, tmp_path):
        _, _, _, report = landed(preset, tmp_path)
        events, rejected = COUNTED[preset]
        assert report.events == events
        assert [(reject.line, reject.code) for reject in report.first_rejects] == rejected

    def test_it_adds_nothing_the_second_time(self, preset, tmp_path):
        log, _, _, first = landed(preset, tmp_path)
        again = FakeLog()
        again.rows = dict(log.rows)
        people = FakePeople()
        # the same keys for the same people, as the real store gives
        [report] = import_files(
            [sample(preset)], presets.load(preset), again, people, rejects_folder=tmp_path
        )
        assert (report.added, report.corrected) == (0, 0)
        assert report.unchanged == first.added == sum(first.events.values())

    def test_rows_are_whole_and_in_range(self, preset, tmp_path):
        log, people, _, _ = landed(preset, tmp_path)
        for event_id, row in log.rows.items():
            assert len(event_id) == 16
            assert 0 <= row["ordinal"] < 2048
            assert row["interaction"] > 0
            assert row["case_key"]
            assert 900_000_000 * 10**6 < row["occurred_at_us"] < 2_000_000_000 * 10**6
            assert {row["actor"], row["owner"], row["customer"]} <= {None, *people.known.values()}

    def test_no_name_address_or_text_of_a_person_is_in_the_log(self, preset, tmp_path):
        log, _, _, _ = landed(preset, tmp_path)
        said = {str(value) for row in log.rows.values() for value in row.values()}
        for private in (
            "Dmitri",
            "Dmitri D",
            "dmitri@example.org",
            "+4612345",
            "Bob",
            "Quick and kind",
            "77",
        ):
            assert not any(private == value for value in said), private

    def test_an_assumed_zone_is_on_the_events_and_in_the_report(self, preset, tmp_path):
        log, _, _, report = landed(preset, tmp_path)
        flagged = {bool(row["flags"] & Flag.ASSUMED_ZONE) for row in log.rows.values()}
        own_zones = preset in ("intercom", "xes")  # every moment of these two samples names its zone
        assert flagged == {not own_zones}
        assert report.zone_assumed is not own_zones


def us(text):
    from datetime import UTC, datetime

    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1_000_000)


def test_servicenow_states_follow_the_rows_and_end_with_the_vendors_own_closing(tmp_path):
    log, _, _, _ = landed("servicenow", tmp_path)
    states = [(row["case_key"], row["status"], row["occurred_at_us"]) for row in log.of(Kind.STATUS_CHANGED)]
    assert states == [
        ("INC1", Status.NEW, us("2016-02-29 01:23")),
        ("INC1", Status.OPEN, us("2016-02-29 02:00")),
        ("INC1", Status.SOLVED, us("2016-02-29 11:29")),
        ("INC1", Status.CLOSED, us("2016-03-05 12:00")),
        ("INC1", Status.CLOSED, us("2016-03-05 12:00")),
        ("INC2", Status.NEW, us("2016-03-01 09:05")),
    ]
    figures = {(row["case_key"], row["code"]): row["amount"] for row in log.of(Kind.VENDOR_FIGURE)}
    assert figures == {
        ("INC1", "sla_made"): 1,
        ("INC1", "resolution"): (10 * 60 + 13) * 60 * 10**6,
        ("INC1", "reopen_count"): 0,
        ("INC2", "sla_made"): 0,
        ("INC2", "reopen_count"): 0,
    }


def test_a_call_that_passes_midnight_is_queued_and_answered_in_order(tmp_path):
    log, _, _, report = landed("calls", tmp_path)
    one = {
        row["kind"]: row["occurred_at_us"]
        for row in log.rows.values()
        if row["case_key"].endswith("/AA0101/1")
    }
    assert one[Kind.CALL_OFFERED] == us("1999-04-01 23:59:40")
    assert one[Kind.QUEUED] == us("1999-04-01 23:59:50")
    assert one[Kind.ANSWERED] == us("1999-04-02 00:00:20")
    assert one[Kind.CALL_ENDED] == us("1999-04-02 00:02:00")
    assert report.skipped == {"PHANTOM: no call, a trace of the switch": 1}


def test_a_call_that_leaves_the_menu_is_no_abandoned_call_and_one_never_queued_has_no_queue(tmp_path):
    log, _, _, _ = landed("calls", tmp_path)
    kinds = {}
    for row in log.rows.values():
        kinds.setdefault(row["case_key"], set()).add(Kind(row["kind"]))
    assert Kind.IVR_EXITED in kinds["990402/AA0101/2"]
    assert Kind.ABANDONED not in kinds["990402/AA0101/2"]
    assert Kind.ABANDONED in kinds["990402/AA0101/3"]
    assert kinds["990402/AA0102/3"] >= {Kind.ANSWERED, Kind.CALL_ENDED}
    assert Kind.QUEUED not in kinds["990402/AA0102/3"]


def test_genesys_moments_are_its_start_plus_its_durations(tmp_path):
    log, _, _, _ = landed("genesys_interactions", tmp_path)
    one = {row["kind"]: row["occurred_at_us"] for row in log.rows.values() if row["case_key"] == "c-1"}
    assert one[Kind.ANSWERED] == us("2024-03-01 09:00:20")
    assert one[Kind.CALL_ENDED] == us("2024-03-01 09:02:10")
    assert one[Kind.WRAPPED_UP] == us("2024-03-01 09:02:40")


def test_a_rating_is_kept_in_thousandths_with_the_top_of_its_scale_and_its_comment_apart(tmp_path):
    log, people, texts, _ = landed("csat_list", tmp_path)
    first = log.of(Kind.SURVEY_ANSWERED)[0]
    assert (first["amount"], first["amount_of"], first["code"]) == (5000, 5000, "csat")
    assert first["owner"] == people.known["ratings", "Bob"]
    assert texts == {first["event_id"]: "Quick and kind"}


def test_names_and_addresses_go_to_the_personal_store(tmp_path):
    _, people, _, _ = landed("zendesk_tickets", tmp_path)
    assert people.names == {people.known["zendesk", "77"]: ("Dmitri D", "dmitri@example.org")}


def test_a_ready_mapping_is_recognised_by_the_columns_of_its_sample(tmp_path):
    from helmline.sources.table.staging import stage

    for preset in presets.names():
        if presets.load(preset).recognise:
            columns = stage(sample(preset), tmp_path / preset).columns
            assert presets.recognised(columns) == preset
