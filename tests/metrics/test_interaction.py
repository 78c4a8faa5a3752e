"""One interaction as the log tells it: in order, with its ties, and only to who may open it."""

from __future__ import annotations

from pathlib import Path

import pytest

from helmline import synthetic
from helmline.errors import NotFound
from helmline.eventlog.facts import Facts
from helmline.eventlog.facts.snapshots import Snapshot
from helmline.eventlog.log import Log
from helmline.eventlog.privacy import Texts
from helmline.eventlog.schema import Kind
from helmline.eventlog.store import Store
from helmline.metrics.audience import Audience, Grant
from helmline.metrics.interaction import texts, view
from helmline.metrics.snapshot import open_cursor


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    with Store(folder, purpose="test") as store:
        store.append(
            synthetic.generate(synthetic.Company(seed=3, events=6_000, days=40, agents=30)),
            source=synthetic.SOURCE,
        )
    Facts(folder).current()
    return folder


@pytest.fixture(scope="module")
def facts(data: Path) -> Snapshot:
    return Facts(data).current()


def _some(facts: Snapshot, where: str) -> tuple[str, str]:
    found = (
        open_cursor(facts)
        .execute(f"SELECT case_key, team FROM interactions WHERE {where} ORDER BY 1")
        .fetchall()
    )
    return found[0]


def test_it_tells_every_event_in_order(data: Path, facts: Snapshot) -> None:
    case, _ = _some(facts, "public_replies > 1 AND merged_into IS NULL AND events > 8")
    told = view(data, facts, synthetic.SOURCE, case)
    assert [each.at_us for each in told.happenings] == sorted(each.at_us for each in told.happenings)
    kinds = [each.kind for each in told.happenings]
    assert kinds[0] == Kind.CREATED
    assert kinds.count(Kind.MESSAGE_PUBLIC) >= 2
    with open_cursor(facts) as cursor:
        sql = Log(data).view().events_sql("count(*)", f"interaction = {told.facts['interaction']}")
        assert cursor.execute(sql).fetchall() == [(len(told.happenings),)]


def test_it_names_the_people_who_worked_on_it_and_no_customer(data: Path, facts: Snapshot) -> None:
    case, _ = _some(facts, "public_replies > 1")
    told = view(data, facts, synthetic.SOURCE, case)
    assert told.people
    assert told.facts["customer"] not in told.people


def test_it_opens_to_nobody_else(data: Path, facts: Snapshot) -> None:
    case, team = _some(facts, "team = 'Tokyo' AND owner_changes = 0")
    assert view(data, facts, synthetic.SOURCE, case, audience=Audience(teams=(Grant(team),))).happenings
    for wrong in (Audience(), Audience(teams=(Grant("Milano"),))):
        with pytest.raises(NotFound, match="there is no interaction"):
            view(data, facts, synthetic.SOURCE, case, audience=wrong)
    with pytest.raises(NotFound):
        view(data, facts, "elsewhere", case)


def test_it_shows_what_it_is_tied_to_as_far_as_that_may_be_opened(data: Path, facts: Snapshot) -> None:
    case, _ = _some(facts, "merged_into IS NOT NULL")
    told = view(data, facts, synthetic.SOURCE, case)
    (tie,) = (tie for tie in told.ties if tie.how == "merged" and tie.away)
    back = view(data, facts, tie.source, tie.case_key)
    assert case in {other.case_key for other in back.ties if other.how == "merged" and not other.away}
    merged = [each for each in told.happenings if each.kind == Kind.MERGED]
    assert [each.related for each in merged] == [tie]


def test_it_gives_the_texts_that_are_kept(data: Path, facts: Snapshot) -> None:
    case, _ = _some(facts, "public_replies > 1 AND merged_into IS NULL")
    told = view(data, facts, synthetic.SOURCE, case)
    written = next(each for each in told.happenings if each.kind == Kind.MESSAGE_PUBLIC)
    Texts(data).put([(written.event_id, written.actor, written.at_us, "Where is my parcel?")])
    assert texts(data, told.happenings) == {written.event_id: "Where is my parcel?"}
