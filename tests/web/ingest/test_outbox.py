"""Acts that are measured reach the log once, as events of our own source."""

import pytest

from helmline.eventlog.identity import interaction
from helmline.eventlog.log import Log
from helmline.eventlog.runs import Runs
from helmline_web.decisions import kinds
from helmline_web.decisions.actions import record
from helmline_web.decisions.models import Outbox
from helmline_web.ingest import outbox


@pytest.fixture
def escalated(nothing_yet, db):
    kinds.register(kinds.Kind("test.escalated", "escalated"))
    event = {"kind": "escalated", "case_source": "desk", "case_key": "T-1", "amount": 2, "code": "necessary"}
    record("test.escalated", by=1, event=event)
    return nothing_yet


def rows(data):
    from helmline.engines import duck

    with duck.cursor() as cursor:
        return cursor.execute(
            Log(data).view().events_sql("source, kind, interaction, case_key, amount")
        ).fetchall()


def test_an_act_becomes_an_event_about_its_case(escalated):
    assert outbox.drain()
    assert rows(escalated) == [("helmline", 51, interaction("desk", "T-1"), "T-1", 2)]
    assert not outbox.drain()


def test_an_act_that_was_handed_on_before_a_crash_is_not_counted_twice(escalated):
    outbox.drain()
    Outbox.objects.update(sent_at=None)
    outbox.drain()
    assert len(rows(escalated)) == 1
    assert [run.added for run in Runs(escalated).all()] == [1, 0]
