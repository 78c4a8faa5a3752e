"""A close stores the cells themselves; later news, rules and retention do not move them."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from helmline import synthetic
from helmline.engines import duck
from helmline.eventlog.facts import Facts, snapshots
from helmline.eventlog.log import Log
from helmline.eventlog.schema import CANONICAL, Kind
from helmline.eventlog.store import Store
from helmline.metrics.query import from_json
from helmline_web.analytics import door
from helmline_web.decisions.models import AppendOnly, Entry
from helmline_web.policies import actions as policies
from helmline_web.policies.drafts import outlook
from helmline_web.policies.models import Draft, Mode, Policy
from helmline_web.policies.preview import preview
from helmline_web.reports import checklist, closing, restating
from helmline_web.reports.models import Close


def stored(close, metric):
    return next(cell for cell in close.answers[0]["cells"] if cell["metric"] == metric)


def rows_of(data):
    with duck.cursor() as cursor:
        return cursor.sql(f"SELECT * FROM ({Log(data).view().events_sql()})").to_arrow_table()


def test_it_stores_the_cells_and_everything_they_rest_on(august, mona):
    answer = door.ask(mona, from_json(august.answers[0]["query"]))
    assert [cell.to_json() for cell in answer.cells] == august.answers[0]["cells"]
    assert (august.seq, august.snapshot) == (answer.result.known_at, answer.result.snapshot)
    assert august.reference == answer.result.reference
    assert august.definitions["created"]
    assert august.hours == {}  # states were told of only later: unknown, not 0
    assert Entry.objects.first().kind == "reports.month.closed"


def test_it_never_changes_a_close(august):
    with pytest.raises(AppendOnly):
        august.save()


def test_it_does_not_close_a_month_twice(august, mona):
    with pytest.raises(closing.NotReady):
        closing.close(mona, "2026-08")


def test_it_does_not_close_a_month_that_is_not_over(house, mona):
    with pytest.raises(closing.NotReady):
        closing.close(mona, "2199-01")
    assert not Close.objects.exists()


def test_it_notes_what_was_not_in_order(august):
    assert august.checks == ["fresh"]
    assert {check.code for check in checklist.of_month("2026-09") if not check.is_fine} >= {
        "complete",
        "fresh",
    }


def test_it_comes_out_again_where_nothing_happened(august, mona):
    found = restating.restate(mona, august)
    assert (found.moved, found.news, found.rules, found.definitions) == ((), (), (), ())
    assert found.compared > 50


def births(data):
    """The births of August in Rome, as they stand in the log."""
    edges = 1_785_535_200_000_000, 1_788_213_600_000_000
    rows = rows_of(data).filter(pc.field("kind") == Kind.CREATED).sort_by("occurred_at_us").to_pylist()
    return [row for row in rows if edges[0] <= row["occurred_at_us"] < edges[1] and not row["flags"]]


def land_late(data, birth, number):
    late = {
        **birth,
        "event_id": f"late-{number:011}".encode(),
        "interaction": 77 + number,
        "case_key": f"LATE-{number}",
    }
    batch = pa.Table.from_pylist([{name: late[name] for name in CANONICAL.names}], CANONICAL)
    with Store(data) as store:
        store.append(batch.to_batches(), source=synthetic.SOURCE)
    Facts(data).current()


def test_it_gives_late_events_their_due(august, mona, own_company):
    birth = births(own_company)[3]
    land_late(own_company, birth, 1)
    land_late(own_company, birth, 2)
    found = restating.restate(mona, august)
    (news,) = found.news
    assert (news.kind, news.rows) == ("late", 2)
    assert news.interactions == ((synthetic.SOURCE, "LATE-1"), (synthetic.SOURCE, "LATE-2"))
    created = next(one for one in found.moved if one.metric == "created" and one.is_whole)
    assert created.steps == (0, 0, 2)
    assert created.today == created.stored + 2 == stored(august, "created")["value"] + 2
    brand = next(
        one for one in found.moved if one.metric == "created" and one.by == {"brand": birth["brand"]}
    )
    assert brand.steps == (0, 0, 2)


def test_it_gives_corrected_and_withdrawn_events_their_due(august, mona, own_company):
    gone, mended = births(own_company)[:3], births(own_company)[5]
    batch = pa.Table.from_pylist(
        [{**{name: mended[name] for name in CANONICAL.names}, "priority": "urgent"}], CANONICAL
    )
    with Store(own_company) as store:
        store.retract([row["event_id"] for row in gone], source=synthetic.SOURCE)
        store.append(batch.to_batches(), source=synthetic.SOURCE)
    Facts(own_company).current()
    found = restating.restate(mona, august)
    told = {news.kind: news for news in found.news}
    assert {kind: news.rows for kind, news in told.items()} == {"withdrawn": 3, "corrected": 1}
    assert {case for _, case in told["withdrawn"].interactions} == {row["case_key"] for row in gone}
    assert all(one.steps[:2] == (0, 0) for one in found.moved if one.stored is not None)


def tighter(house):
    policy = Policy.objects.get(section="sla", code="Bellamar low")
    wanted = {**policy.latest, "target": [{"kind": "first_reply", "within": "1min"}]}
    draft = Draft(section="sla", code=policy.code, wanted=wanted, mode=Mode.REWRITE, by=house.user["Mona"])
    return policies.save_draft(draft)


def test_it_gives_changed_rules_their_due(august, mona, house, django_capture_on_commit_callbacks):
    draft = tighter(house)
    (month,) = preview(mona, "sla", outlook(draft).proposal.reference).months
    with django_capture_on_commit_callbacks(execute=True):
        policies.apply(draft, by=draft.by_id)
    found = restating.restate(mona, august)
    assert month.month == "2026-08"
    assert month.cells == len(found.moved)
    assert {one.metric for one in found.moved} == {"sla_attainment"}
    assert all(
        one.steps[0] == 0 and one.steps[2] == pytest.approx(0)
        for one in found.moved
        if one.stored is not None
    )
    assert [change.key for change in found.rules] == ["Bellamar low"]


def test_it_outlives_the_facts_it_was_counted_from(august, mona, own_company, monkeypatch):
    monkeypatch.setattr(snapshots, "KEEP_SECONDS", -1.0)
    Facts(own_company).rebuild()
    assert restating.restate(mona, Close.objects.get()).moved == ()
