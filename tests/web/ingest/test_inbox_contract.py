"""One contract, two inboxes: the library's own SQLite file, and the application's tables."""

import time

import pyarrow as pa
import pytest

from helmline.eventlog.identity import event_id, interaction
from helmline.eventlog.inbox import FLUSH_ROWS, FLUSH_SECONDS
from helmline.eventlog.inbox import Inbox as FileInbox
from helmline.eventlog.schema import CANONICAL, Kind, ordinal
from helmline.eventlog.store import Store
from helmline_web.ingest import live
from helmline_web.ingest.inbox import Inbox as TableInbox
from helmline_web.ingest.models import InboxRow


def event(number: int, source: str = "desk", **said) -> dict:
    case = f"C-{number}"
    return {
        "event_id": event_id(source, "created", case), "source": source, "kind": int(Kind.CREATED),
        "occurred_at_us": 1_700_000_000_000_000 + number, "ordinal": ordinal(Kind.CREATED),
        "interaction": interaction(source, case), "case_key": case, **said,
    }  # fmt: skip


def table(*rows: dict) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=CANONICAL)


@pytest.fixture(params=["file", "tables"])
def inbox(request, nothing_yet, db):
    return FileInbox(nothing_yet) if request.param == "file" else TableInbox()


@pytest.fixture
def flush(inbox, nothing_yet):
    def flushed():
        with Store(nothing_yet) as store:
            return inbox.flush(store)

    return flushed


def rows_in(data) -> int:
    with Store(data) as store:
        return store.view().rows


def test_the_same_batch_twice_is_taken_once(inbox):
    assert inbox.put(table(event(1), event(2))).taken == 2
    again = inbox.put(table(event(1), event(2), event(3)))
    assert (again.taken, again.known) == (1, 2)
    assert inbox.waiting() == 3


def test_a_double_inside_one_batch_is_taken_once(inbox):
    assert inbox.put(table(event(1), event(1))).taken == 1


def test_the_same_event_with_other_content_is_a_correction(inbox, flush, nothing_yet):
    inbox.put(table(event(1)))
    flush()
    assert inbox.put(table(event(1, team="Mail"))).taken == 1
    [landed] = flush()
    assert (landed.added, landed.corrected) == (0, 1)


def test_a_flush_is_one_commit_a_source_and_empties_the_inbox(inbox, flush, nothing_yet):
    inbox.put(table(event(1), event(2), event(3, source="phone")))
    assert [part.added for part in flush()] == [2, 1]
    assert inbox.waiting() == 0
    assert rows_in(nothing_yet) == 3
    assert flush() == []


def test_a_flush_that_was_killed_after_its_commit_brings_nothing_twice(
    inbox, flush, nothing_yet, monkeypatch
):
    inbox.put(table(event(1), event(2)))
    real = Store.append

    def killed(self, *args, **settings):
        real(self, *args, **settings)
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "append", killed)
    with pytest.raises(KeyboardInterrupt):
        flush()
    monkeypatch.undo()
    assert inbox.waiting() == 2
    inbox.put(table(event(3)))
    flush()
    assert inbox.waiting() == 0
    assert rows_in(nothing_yet) == 3


def test_what_an_import_brought_meanwhile_is_known(inbox, flush, nothing_yet):
    inbox.put(table(event(1)))
    flush()
    with Store(nothing_yet) as store:
        store.append(table(event(2)).to_batches(), source="desk")
    inbox.put(table(event(2), event(3)))
    [landed] = flush()
    assert (landed.added, landed.unchanged) == (1, 1)


def test_it_is_due_by_age_or_by_number(inbox):
    now = time.time()
    assert not inbox.due(now)
    inbox.put(table(event(1)))
    assert not inbox.due(now + FLUSH_SECONDS / 2)
    assert inbox.due(time.time() + FLUSH_SECONDS)
    inbox.put(table(*map(event, range(2, FLUSH_ROWS + 2))))
    assert inbox.due(now)


def test_the_worker_flushes_when_it_is_due(nothing_yet, db, monkeypatch):
    live.put(table(event(1)))
    assert not live.flush_when_due()
    monkeypatch.setattr(time, "time", lambda: InboxRow.objects.get().put_at.timestamp() + FLUSH_SECONDS)
    assert live.flush_when_due()
    assert rows_in(nothing_yet) == 1
