"""Landing rows: once, corrected, taken back, and seen as they were known then."""

import pyarrow as pa
import pytest
from cast import BOB, CARLA, assigned, batches, created, event, replies, status
from desk_of_tests import ask

from helmline.errors import Busy, InputError, NotFound
from helmline.eventlog import store as store_module
from helmline.eventlog.log import Log
from helmline.eventlog.schema import CANONICAL, LOG, Kind, Status
from helmline.eventlog.store import Store


def current(desk, columns="*", **limits):
    return ask(
        f"SELECT {columns} FROM ({Log(desk.data).view(**limits).events_sql()}) ORDER BY occurred_at_us, kind"
    )


def test_it_stores_every_column_of_the_schema(desk):
    desk.lands(batches(*created(0, brand="Nord", team="Mail", tier="gold")))
    rows = current(desk)
    assert list(rows[0]) == LOG.names
    assert {row["brand"] for row in rows} == {"Nord"}
    assert [row["seq"] for row in sorted(rows, key=lambda row: row["seq"])] == [1, 2]


def test_it_adds_nothing_when_the_same_rows_come_again(desk):
    rows = batches(*created(0), replies(5))
    first, again = desk.lands(rows), desk.lands(rows)
    assert (first.added, again.added, again.unchanged) == (3, 0, 3)
    assert len(current(desk)) == 3


def test_it_adds_only_what_was_missing_when_a_mended_file_comes(desk):
    desk.lands(batches(*created(0)))
    landed = desk.lands(batches(*created(0), replies(5)))
    assert (landed.added, landed.unchanged) == (1, 2)


def test_it_keeps_one_of_two_rows_with_the_same_id_in_one_batch(desk):
    landed = desk.lands(batches(assigned(1, BOB, key="x"), assigned(1, CARLA, key="x")))
    assert landed.added == 1
    assert [row["owner"] for row in current(desk)] == [CARLA]


def test_it_lets_the_latest_correction_win_and_keeps_the_first(desk):
    desk.lands(batches(assigned(1, BOB, key="x")))
    before = Log(desk.data).view().watermark
    landed = desk.lands(batches(assigned(2, CARLA, key="x")))
    assert landed.corrected == 1
    assert [row["owner"] for row in current(desk)] == [CARLA]
    assert [row["owner"] for row in current(desk, known_at=before)] == [BOB]


def test_it_withdraws_what_the_vendor_deleted_and_takes_it_back_in(desk):
    note = event(3, Kind.MESSAGE_PRIVATE, actor=BOB)
    desk.lands(batches(*created(0), note))
    with Store(desk.data) as store:
        assert store.retract([note["event_id"]], source="desk").corrected == 1
    assert len(current(desk)) == 2
    assert desk.lands(batches(note)).corrected == 1
    assert len(current(desk)) == 3


def test_it_undoes_a_run_down_to_what_each_row_said_before(desk):
    desk.lands(batches(*created(0), assigned(1, BOB, key="x")))
    wrong = desk.lands(batches(assigned(1, CARLA, key="x"), replies(9)))
    with Store(desk.data) as store:
        store.undo(wrong.run_id)
    assert [row["owner"] for row in current(desk) if row["kind"] == Kind.ASSIGNED] == [BOB]
    assert len(current(desk)) == 3


def test_it_leaves_rows_alone_that_a_later_run_corrected(desk):
    first = desk.lands(batches(assigned(1, BOB, key="x")))
    desk.lands(batches(assigned(1, CARLA, key="x")))
    with Store(desk.data) as store:
        store.undo(first.run_id)
    assert [row["owner"] for row in current(desk)] == [CARLA]


def test_it_lands_an_undone_file_again(desk):
    rows = batches(*created(0))
    run = desk.lands(rows).run_id
    with Store(desk.data) as store:
        store.undo(run)
    assert current(desk) == []
    desk.lands(rows)
    assert len(current(desk)) == 2


def test_it_says_which_run_does_not_exist_and_which_was_undone_already(desk):
    run = desk.lands(batches(*created(0))).run_id
    with Store(desk.data) as store:
        with pytest.raises(NotFound, match="no run 'nobody'"):
            store.undo("nobody")
        store.undo(run)
        with pytest.raises(InputError, match="is undone"):
            store.undo(run)


def test_it_tells_what_was_known_apart_from_what_had_happened(desk):
    desk.lands(batches(*created(0), status(30, Status.SOLVED)))
    watermark = Log(desk.data).view().watermark
    desk.lands(batches(replies(10)))
    assert len(current(desk, known_at=watermark)) == 3
    assert len(current(desk, as_of_us=created(20)[0]["occurred_at_us"])) == 3
    assert len(current(desk, as_of_us=created(20)[0]["occurred_at_us"], known_at=watermark)) == 2


def test_it_answers_the_same_after_compaction_and_vacuum(desk):
    for case in range(5):
        desk.lands(batches(*created(case, f"A-{case}"), assigned(case + 1, BOB, f"A-{case}", key=f"x{case}")))
    desk.lands(batches(*(assigned(case + 1, CARLA, f"A-{case}", key=f"x{case}") for case in range(3))))
    views = [{}, {"known_at": 4}, {"known_at": 9}, {"known_at": 16}]
    before = [current(desk, **limits) for limits in views]
    with Store(desk.data) as store:
        store.compact()
        assert store.vacuum(retention_hours=0) == 6
        assert len(store.view().files) == 1
    assert [current(desk, **limits) for limits in views] == before


def test_it_compacts_by_itself_after_enough_commits(desk, monkeypatch):
    monkeypatch.setattr(store_module, "COMPACT_EVERY", 4)
    for case in range(9):
        desk.lands(batches(*created(case, f"A-{case}")))
    assert len(Log(desk.data).view().files) < 6
    assert len(current(desk)) == 18


def test_it_handles_a_file_larger_than_one_chunk_like_a_small_one(desk, monkeypatch):
    monkeypatch.setattr(store_module, "CHUNK_ROWS", 7)
    rows = [
        b for case in range(10) for b in batches(*created(case, f"A-{case}"), replies(case + 1, f"A-{case}"))
    ]
    twice = [*rows, *rows]
    landed = desk.lands(twice)
    assert (landed.added, landed.unchanged) == (30, 30)
    assert len({row["seq"] for row in current(desk)}) == 30


def test_it_lands_nothing_when_the_source_breaks_off(desk):
    def broken():
        yield from batches(*created(0))
        raise OSError("the line went dead")

    desk.lands(batches(*created(0, "A-0")))
    with Store(desk.data) as store:
        with pytest.raises(OSError, match="line went dead"):
            store.append(broken(), source="desk")
        assert [run.state for run in store.runs.all()] == ["landed", "failed"]
    assert len(current(desk)) == 2
    assert len(list((desk.data / "log").glob("*.parquet"))) == 1


def test_it_refuses_rows_of_another_source_and_of_another_shape(desk):
    with Store(desk.data) as store:
        with pytest.raises(InputError, match="2 rows name another source than 'phone'"):
            store.append(batches(*created(0)), source="phone")
        with pytest.raises(InputError, match="lack the columns event_id"):
            store.append([pa.record_batch({"source": ["desk"]})], source="desk")


def test_it_names_the_holder_to_a_second_writer(desk):
    held = pytest.raises(Busy, match=r"process \d+ on .* \(import of march.csv\)")
    with Store(desk.data, purpose="import of march.csv"), held, Store(desk.data):
        pass
    with Store(desk.data) as store:
        assert store.watermark == 0


def test_it_refuses_to_commit_over_somebody_who_wrote_without_the_lease(desk, monkeypatch):
    desk.lands(batches(*created(0)))
    with Store(desk.data) as store:
        monkeypatch.setattr("helmline.eventlog.lease.Lease._try", lambda self: True)
        desk.lands(batches(*created(1, "A-2")))
        with pytest.raises(Busy, match="Another writer"):
            store.append(batches(*created(2, "A-3")), source="desk")
    assert len(current(desk)) == 4


def test_it_settles_the_runs_of_a_killed_writer(desk):
    landed = desk.lands(batches(*created(0)))
    with Store(desk.data) as store:
        store.runs.mark(landed.run_id, "started")
        store.runs.start("import", "desk", {"file": "killed before its commit"})
    with Store(desk.data) as store:
        assert [(run.state, run.added) for run in store.runs.all()] == [("landed", 2), ("failed", 0)]


def test_it_reads_an_empty_folder_as_an_empty_log(desk):
    assert current(desk) == []
    assert Log(desk.data).view().watermark == 0


def test_it_finds_the_watermark_of_an_instant(desk):
    desk.lands(batches(*created(0)))
    between = Store(desk.data)
    with between as store:
        recorded = store.runs.all()[0].ended_us
    desk.lands(batches(replies(5)))
    assert Log(desk.data).seq_at(recorded) == 2
    assert Log(desk.data).seq_at(0) == 0


def test_it_keeps_the_order_of_the_columns_as_the_schema_lists_them():
    assert CANONICAL.names == LOG.names[: len(CANONICAL.names)]
