"""The inbox: where small live batches land first, durable before they are acknowledged.

The protocol (any database with a unique key and transactions can play it):

1. `put`: in one transaction, note each event's id and content as seen; only what is new or says something
   new gets a row. When it returns, the batch may be acknowledged.
2. `flush`: the writer first deletes what an earlier, interrupted flush already brought into the log (the
   log's own app-transaction says how far), appends the rest as one commit a source that carries the new
   mark, and deletes it here.

What is known of ids is a cache of the log. When somebody else wrote (a bulk import, an undo), its
watermark differs from the log's and it is brought up to date from the rows since, or made anew; until
then nothing rests on it, because `Store.append` looks the ids up itself.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from helmline.engines import duck
from helmline.eventlog.log import LogView
from helmline.eventlog.schema import CANONICAL
from helmline.eventlog.store import Landed, Store, content_hash_sql

if TYPE_CHECKING:
    import pyarrow as pa

#: A flush is due at this many rows, or when the oldest row is this old.
FLUSH_ROWS: Final = 5_000
FLUSH_SECONDS: Final = 5.0

_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS seen (event_id BLOB PRIMARY KEY, content_hash INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS hot (seq INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, "
    "event_id BLOB NOT NULL, said TEXT NOT NULL, first INTEGER NOT NULL, put_at REAL NOT NULL)",
    "CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
)
_SAID: Final = tuple(name for name in CANONICAL.names if name != "event_id")


@dataclass(frozen=True)
class Put:
    """What became of a live batch: rows taken in, and rows already known with the same content."""

    taken: int
    known: int


class Inbox:
    """The inbox of a data folder, in a SQLite file of its own."""

    def __init__(self, data: Path) -> None:
        self._path = data / "inbox.sqlite"
        data.mkdir(parents=True, exist_ok=True)
        with self._transaction() as db:
            for statement in _TABLES:
                db.execute(statement)

    def put(self, events: pa.Table) -> Put:
        """Take in events of the CANONICAL schema; durable when this returns. The same batch twice adds nothing."""
        rows, taken = hashed(events), 0
        with self._transaction() as db:
            for event_id, content_hash, source, said in rows:
                known = db.execute("SELECT content_hash FROM seen WHERE event_id=?", (event_id,)).fetchone()
                if known == (content_hash,):
                    continue
                db.execute("INSERT OR REPLACE INTO seen VALUES (?, ?)", (event_id, content_hash))
                db.execute(
                    "INSERT INTO hot (source, event_id, said, first, put_at) VALUES (?, ?, ?, ?, ?)",
                    (source, event_id, said, known is None, time.time()),
                )
                taken += 1
        return Put(taken, len(rows) - taken)

    def waiting(self) -> int:
        """Return how many rows wait for the next flush."""
        with self._transaction() as db:
            return int(db.execute("SELECT count(*) FROM hot").fetchone()[0])

    def due(self, now: float) -> bool:
        """Return whether a flush is due at the instant `now` (seconds since 1970)."""
        with self._transaction() as db:
            rows, oldest = db.execute("SELECT count(*), min(put_at) FROM hot").fetchone()
        return bool(rows) and (rows >= FLUSH_ROWS or now - oldest >= FLUSH_SECONDS)

    def flush(self, store: Store) -> list[Landed]:
        """Bring the waiting rows into the log, one commit a source, and delete them here."""
        trusted = self._catch_up(store.view())
        with self._transaction() as db:
            sources = [row[0] for row in db.execute("SELECT DISTINCT source FROM hot ORDER BY source")]
        landed = [part for source in sources if (part := self._flush_source(store, source, trusted))]
        self._mark(store.watermark)
        return landed

    def _flush_source(self, store: Store, source: str, trusted: bool) -> Landed | None:
        mark = f"helmline-inbox:{source}"
        with self._transaction() as db:
            done = store.transaction(mark)
            db.execute("DELETE FROM hot WHERE source=? AND seq<=?", (source, done))
            rows = db.execute(
                "SELECT seq, event_id, said, first FROM hot WHERE source=? ORDER BY seq", (source,)
            ).fetchall()
        if not rows:
            return None
        landed = store.append(
            batches(rows),
            source=source,
            purpose="live",
            transactions={mark: rows[-1][0]},
            all_new=trusted and all(first for *_, first in rows),
        )
        with self._transaction() as db:
            db.execute("DELETE FROM hot WHERE source=? AND seq<=?", (source, rows[-1][0]))
        return landed

    def _catch_up(self, view: LogView) -> bool:
        """Bring the cache of known ids to the log's watermark; return whether it was there already."""
        with self._transaction() as db:
            row = db.execute("SELECT value FROM marks WHERE name='watermark'").fetchone()
        since = row[0] if row else 0
        if since == view.watermark:
            return True
        if since > view.watermark:  # the log is older than the cache, as after a restore: make it anew
            since = 0
            with self._transaction() as db:
                db.execute("DELETE FROM seen")
        for rows in known(view, since):
            with self._transaction() as db:
                db.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?)", rows)
        self._mark(view.watermark)
        return False

    def _mark(self, watermark: int) -> None:
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO marks VALUES ('watermark', ?)", (watermark,))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=20, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=FULL")
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")


def hashed(events: pa.Table) -> list[tuple[bytes, int, str, str]]:
    """Return (event_id, content_hash, source, what it says as JSON) for each event."""
    with duck.cursor() as cursor:
        cursor.register("events", events)
        hashes = cursor.execute(f"SELECT {content_hash_sql()} FROM events").fetchall()
    columns = [events.column(name).to_pylist() for name in _SAID]
    ids, sources = events.column("event_id").to_pylist(), events.column("source").to_pylist()
    said = (json.dumps(row) for row in zip(*columns, strict=True))
    return [(i, h[0], s, text) for i, h, s, text in zip(ids, hashes, sources, said, strict=True)]


def batches(rows: list[tuple[int, bytes, str, int]]) -> list[pa.RecordBatch]:
    """Return rows as the inbox keeps them (id, event id, what it says, content) in the CANONICAL schema."""
    import pyarrow as pa

    columns = list(zip(*(json.loads(said) for _, _, said, _ in rows), strict=True))
    by_name = dict(zip(_SAID, columns, strict=True)) | {"event_id": [row[1] for row in rows]}
    arrays = [pa.array(by_name[field.name], field.type) for field in CANONICAL]
    return [pa.RecordBatch.from_arrays(arrays, schema=CANONICAL)]


def known(view: LogView, since: int) -> Iterator[list[tuple[bytes, int]]]:
    """Yield the ids and contents that rows after `since` brought, retracted ones with an impossible content."""
    sql = (
        "SELECT event_id, arg_max(CASE WHEN retracted THEN -1 ELSE content_hash END, seq) "
        f"FROM ({view.raw_sql(since=since)}) GROUP BY event_id"
    )
    with duck.cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(100_000):
            yield rows
