"""Live batches: durable before they are acknowledged, in the log once, whoever else writes."""

import sqlite3

import pytest
from cast import BOB, CARLA, assigned, batches, created, replies, table
from desk_of_tests import ask

from helmline.eventlog.inbox import FLUSH_ROWS, FLUSH_SECONDS, Inbox
from helmline.eventlog.log import Log
from helmline.eventlog.store import Store


@pytest.fixture
def inbox(desk):
    return Inbox(desk.data)


def flush(desk, inbox):
    with Store(desk.data) as store:
        return inbox.flush(store)


def current(desk):
    return ask(f"SELECT * FROM ({Log(desk.data).view().events_sql()}) ORDER BY occurred_at_us, kind")


def test_it_takes_in_each_event_once(inbox):
    rows = table(*created(0), replies(5))
    first, again = inbox.put(rows), inbox.put(rows)
    assert (first.taken, first.known, again.taken, again.known) == (3, 0, 0, 3)
    assert inbox.waiting() == 3


def test_it_brings_every_column_to_the_log_as_it_came(desk, inbox):
    rows = created(0, brand="Nord", language="日本語", team="Mail")
    inbox.put(table(*rows))
    flush(desk, inbox)
    landed = current(desk)
    for said, found in zip(rows, landed, strict=True):
        assert {name: found[name] for name in said} == said
    assert inbox.waiting() == 0


def test_readers_never_see_what_only_waits(desk, inbox):
    inbox.put(table(*created(0)))
    assert current(desk) == []


def test_it_corrects_what_was_said_before(desk, inbox):
    inbox.put(table(assigned(1, BOB, key="x")))
    flush(desk, inbox)
    assert inbox.put(table(assigned(1, CARLA, key="x"))).taken == 1
    flush(desk, inbox)
    assert [row["owner"] for row in current(desk)] == [CARLA]
    assert current(desk)[0]["revision"] == 1


def test_it_flushes_several_sources_each_as_its_own_run(desk, inbox):
    inbox.put(table(*created(0), *(row | {"source": "phone"} for row in created(3, "C-1"))))
    landed = flush(desk, inbox)
    assert [(part.added) for part in landed] == [2, 2]
    assert {row["source"] for row in current(desk)} == {"desk", "phone"}


def test_it_finishes_a_flush_that_was_cut_off_between_commit_and_delete(desk, inbox):
    inbox.put(table(*created(0)))
    copy = _hot(desk)
    flush(desk, inbox)
    _put_back(desk, copy)
    assert inbox.waiting() == 2
    flush(desk, inbox)
    assert (inbox.waiting(), len(current(desk))) == (0, 2)
    assert len(Log(desk.data).view().files) == 1


def test_it_does_not_double_what_a_file_brought_meanwhile(desk, inbox):
    inbox.put(table(*created(0), replies(5)))
    desk.lands(batches(*created(0), assigned(3, BOB)))
    flush(desk, inbox)
    assert len(current(desk)) == 4


def test_it_forgets_what_an_undo_took_back(desk, inbox):
    run = desk.lands(batches(*created(0))).run_id
    flush(desk, inbox)
    assert inbox.put(table(*created(0))).taken == 0
    with Store(desk.data) as store:
        store.undo(run)
    flush(desk, inbox)
    assert inbox.put(table(*created(0))).taken == 2
    flush(desk, inbox)
    assert len(current(desk)) == 2


def test_it_makes_its_cache_anew_when_the_log_is_older_than_it(desk, inbox):
    inbox.put(table(*created(0)))
    flush(desk, inbox)
    with sqlite3.connect(desk.data / "inbox.sqlite") as db:
        db.execute("UPDATE marks SET value = 999")
        db.execute("DELETE FROM seen")
    flush(desk, inbox)
    assert inbox.put(table(*created(0))).taken == 0


def test_a_flush_is_due_by_number_or_by_age(inbox):
    import time

    assert not inbox.due(time.time() + 60)
    inbox.put(table(*created(0)))
    assert not inbox.due(time.time())
    assert inbox.due(time.time() + FLUSH_SECONDS + 1)
    assert FLUSH_ROWS == 5000


def _hot(desk):
    with sqlite3.connect(desk.data / "inbox.sqlite") as db:
        return db.execute("SELECT seq, source, event_id, said, first, put_at FROM hot").fetchall()


def _put_back(desk, rows):
    with sqlite3.connect(desk.data / "inbox.sqlite") as db:
        db.executemany("INSERT INTO hot VALUES (?, ?, ?, ?, ?, ?)", rows)
