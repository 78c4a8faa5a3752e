"""The process that gets killed: it writes a data folder in every way there is and notes what is promised.

    python killed_writer.py work DATA EVENTS ACKNOWLEDGED SECONDS POINT
    python killed_writer.py count DATA EVENTS

`work` sends the rows of a Parquet file in small live batches and in imports, flushes, compacts, vacuums
and publishes facts, from the first row not acknowledged on, so it repeats what a kill left unsure, as a
source does that never got its answer. With POINT above 0 it kills itself at that call made inside
`helmline.eventlog`, counted from its start; else it waits to be killed. `count` prints what a process that
has never seen the folder finds in it.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from helmline.engines import duck
from helmline.eventlog import store as store_module
from helmline.eventlog.facts import Facts
from helmline.eventlog.facts.build import TABLES
from helmline.eventlog.inbox import Inbox
from helmline.eventlog.log import Log
from helmline.eventlog.store import Store

LIVE, IMPORTED = 40, 300
SOURCE = "synthetic"


def main() -> int:
    if sys.argv[1] == "count":
        print(json.dumps(count(Path(sys.argv[2]), Path(sys.argv[3]))))
        return 0
    data, events, acknowledged = (Path(word) for word in sys.argv[2:5])
    seconds, point = float(sys.argv[5]), int(sys.argv[6])
    if point:
        die_at(point)
    work(data, pq.read_table(events), acknowledged, time.monotonic() + seconds)
    return 0


def work(data: Path, events: pa.Table, acknowledged: Path, until: float) -> None:
    """Send, flush, import, compact, vacuum and publish in turn until the time is over or all is sent."""
    store_module.CHUNK_ROWS = 100  # several files a commit
    sent = promised(acknowledged)
    turn = sent
    inbox = Inbox(data)
    while time.monotonic() < until:
        sent = _put(inbox, events, sent, acknowledged)
        with Store(data, "proof", wait_s=5) as store:
            inbox.flush(store)
            part = events.slice(sent, IMPORTED)
            if part.num_rows:
                store.append(part.to_batches(max_chunksize=90), source=SOURCE)
                sent = _promise(acknowledged, sent + part.num_rows)
            if turn % 2:
                store.compact()
            if turn % 3 == 0:
                store.vacuum(retention_hours=0)
        Facts(data).current()
        turn += 1
        if sent >= events.num_rows:
            return


def _put(inbox: Inbox, events: pa.Table, sent: int, acknowledged: Path) -> int:
    for _ in range(3):
        part = events.slice(sent, LIVE)
        if part.num_rows:
            inbox.put(part)
            sent = _promise(acknowledged, sent + part.num_rows)
    return sent


def _promise(acknowledged: Path, sent: int) -> int:
    """Note, for good, that the first `sent` rows are safe."""
    with acknowledged.open("a") as file:
        file.write(f"{sent}\n")
        file.flush()
        os.fsync(file.fileno())
    return sent


def promised(acknowledged: Path) -> int:
    """Return how many rows are promised to be safe; a line cut short by a kill is no promise."""
    if not acknowledged.exists():
        return 0
    whole = acknowledged.read_text().rpartition("\n")[0]
    return max((int(line) for line in whole.split()), default=0)


def die_at(point: int) -> None:
    """Kill this process at the n-th call, Python's or C's, that code of the event log makes."""
    left = point

    def look(frame: FrameType, event: str, _: Any) -> None:
        nonlocal left
        if "eventlog" not in frame.f_code.co_filename:
            return
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(look)


def count(data: Path, events: Path) -> dict[str, int]:
    """Return what is in the folder: rows, distinct ids, strangers, waiting ones, and rows of the facts."""
    view = Log(data).view()
    known = f"SELECT event_id FROM read_parquet({duck.quote(str(events))})"
    log = view.events_sql("event_id")
    with duck.cursor() as cursor:
        cursor.register("waiting", _waiting(data))
        every = f"SELECT event_id FROM ({log}) UNION SELECT event_id FROM waiting"
        (rows, distinct, strangers), (held,), (seqs,) = (
            cursor.execute(sql).fetchall()[0]
            for sql in (
                f"SELECT count(*), count(DISTINCT event_id), count(*) FILTER (event_id NOT IN ({known})) FROM ({log})",
                f"SELECT count(*) FROM ({every})",
                f"SELECT count(*) - count(DISTINCT seq) FROM ({view.raw_sql()})",
            )
        )
        snapshot = Facts(data).published()
        facts = 0
        for table in TABLES if snapshot else ():
            assert snapshot is not None
            facts += cursor.execute(f"SELECT count(*) FROM ({snapshot.sql(table)})").fetchall()[0][0]
    return {
        "rows": rows, "distinct": distinct, "strangers": strangers, "held": held, "repeated_seq": seqs,
        "facts": facts, "facts_watermark": snapshot.watermark if snapshot else 0, "watermark": view.watermark,
    }  # fmt: skip


def _waiting(data: Path) -> pa.Table:
    path = data / "inbox.sqlite"
    if not path.exists():
        return pa.table({"event_id": pa.array([], pa.binary())})
    with closing(sqlite3.connect(path)) as db:
        there = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'hot'").fetchone()[0]
        rows = db.execute("SELECT event_id FROM hot").fetchall() if there else []
    return pa.table({"event_id": pa.array([row[0] for row in rows], pa.binary())})


if __name__ == "__main__":
    sys.exit(main())
