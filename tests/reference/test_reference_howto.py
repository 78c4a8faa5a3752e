"""The example of docs/how-to/reference.md, published as a reader would, answers as its comments say."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from helmline.reference import load, publish

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "reference.md"
H = 3600 * 10**6


def us(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 10**6


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    folder = tmp_path_factory.mktemp("howto")
    example = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1]
    (folder / "reference.toml").write_text(example, encoding="utf-8")
    published = publish(folder / "reference.toml", folder)
    assert published.warnings == ()
    return load(folder)


def test_it_reads_every_section(reference):
    assert set(reference.calendars) == {"office", "always"}
    assert set(reference.teams) == {"first-line", "night", "partner"}
    assert [len(part) for part in (reference.memberships, reference.reasons, reference.queues)] == [4, 5, 1]
    assert [len(part) for part in (reference.targets, reference.sla_policies)] == [8, 2]
    assert [len(part) for part in (reference.incidents, reference.events)] == [1, 1]


@pytest.mark.parametrize(
    ("asked", "at", "calendar"),
    [
        ({}, "2026-05-01", "office"),
        ({"team": "first-line"}, "2026-05-01", "office"),
        ({"team": "night"}, "2026-03-31T21:59:59", "office"),  # 23:59:59 in Stockholm
        ({"team": "night"}, "2026-03-31T22:00:00", "always"),
        ({"team": "partner"}, "2026-05-01", "always"),  # by its brand
        ({"brand": "lumen"}, "2026-05-01", "always"),
        ({"brand": "unheard of"}, "2026-05-01", "office"),
    ],
)
def test_it_finds_the_hours_in_force(reference, asked, at, calendar):
    assert reference.calendar_of(at=us(at), **asked) == calendar


def test_it_measures_by_the_version_of_the_hours_in_force(reference):
    office = reference.calendars["office"]
    day = [us("2026-02-26"), us("2026-02-27")], [us("2026-03-05"), us("2026-03-06")]
    assert [office.elapsed(*edges) for edges in day] == [8 * H, 8.5 * H]


@pytest.mark.parametrize(
    ("asked", "at", "within"),
    [
        ({}, "2026-05-01", 8 * H),
        ({"channel": "chat"}, "2026-05-01", 4 * H),
        ({"tier": "gold"}, "2026-05-01", 1 * H),
        ({"tier": "gold", "channel": "chat"}, "2026-05-01", 1 * H),  # the promise before our own aim
        ({"tier": "gold", "priority": "high"}, "2026-05-01", H // 4),
        ({"tier": "gold", "priority": "high"}, "2026-07-02", H * 3 // 4),  # the next version
        ({"policy": "gold"}, "2026-05-01", 1 * H),  # as applied by the source
        ({"policy": "", "tier": "gold"}, "2026-05-01", 8 * H),  # stated: no policy
    ],
)
def test_it_finds_the_first_reply_target_that_wins(reference, asked, at, within):
    assert reference.target_for("first_reply", us(at), **asked).within_us == within


def test_it_promised_no_resolution_time_before_july(reference):
    assert reference.target_for("total_resolution", us("2026-06-30T21:59:59"), tier="gold") is None
    promised = reference.target_for("total_resolution", us("2026-06-30T22:00:00"), tier="gold")
    assert (promised.within_us, promised.clock, promised.policy) == (48 * H, "calendar", "gold")


def test_it_knows_what_stops_a_clock(reference):
    work = reference.target_for("agent_work", us("2026-05-01"))
    assert work.pause_statuses == ("pending", "hold")
    assert work.pause_reasons == ("waiting-for-parts",)
    assert reference.target_for("first_reply", us("2026-05-01")).pause_statuses == ()


def test_it_knows_who_belonged_where(reference):
    may, june = us("2026-05-15"), us("2026-06-15")
    assert [m.team for m in reference.teams_of("zendesk:101", may, "home")] == ["first-line"]
    assert [(m.team, m.share) for m in reference.teams_of("zendesk:101", june, "home")] == [("night", 0.6)]
    assert {m.kind for m in reference.members("first-line", june)} == {"skill", "line_manager"}


def test_it_carries_a_rename_back_and_keeps_the_hierarchy_of_then(reference):
    assert reference.canonical_reason("wrong bill") == "invoice-wrong"
    assert reference.reason_path("wrong bill", us("2026-05-01")) == ("billing", "invoice-wrong")
    assert reference.reason_path("wrong bill", us("2026-08-01")) == ("quality", "invoice-wrong")


def test_it_covers_reasons_below_the_one_of_an_incident(reference):
    def codes(*asked):
        return [i.code for i in reference.incident_windows(*asked)]

    assert codes("fjord", "wrong bill") == ["outage-2026-05-12"]
    assert codes() == ["outage-2026-05-12"]
    assert codes("lumen", "wrong bill") == []
    assert codes("fjord", "misc") == []


def test_it_shows_events_of_the_period(reference):
    def codes(start, end):
        return [e.code for e in reference.business_events(us(start), us(end))]

    assert codes("2026-04-20T21:59:59", "2026-05-01") == ["spring-sale"]  # still the 20th in Stockholm
    assert codes("2026-04-20T22:00:00", "2026-05-01") == []
    assert codes("2026-04-01", "2026-04-09T22:00:01") == ["spring-sale"]


def test_it_judges_a_queue_by_its_own_seconds(reference):
    phone, other = reference.queue("phone-se", 0), reference.queue("unheard of", 0)
    assert (phone.short_abandon_us, phone.answer_within_us, phone.answer_share) == (
        8_000_000,
        30_000_000,
        0.85,
    )
    assert (other.short_abandon_us, other.answer_within_us, other.answer_share) == (
        5_000_000,
        20_000_000,
        0.8,
    )


def test_it_cuts_the_year_in_4_4_5(reference):
    fiscal = reference.organisation.fiscal
    period = fiscal.period(date(2026, 5, 12))
    assert fiscal.starts(2026) == date(2026, 2, 2)  # the Monday nearest to Sunday, 1 February
    assert (period.year, period.quarter, period.month) == (2026, 2, 4)
    assert (period.start, period.end) == (date(2026, 5, 4), date(2026, 6, 1))
