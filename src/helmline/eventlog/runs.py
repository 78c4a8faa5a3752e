"""The register of runs: which file or connector landed which rows, and how far each source has been read.

The log itself says which rows a run brought (`run_id`); this small SQLite file adds what people ask of a
run. It is written before and after the log's commit and put right from the log when a writer was killed
in between.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    run_id TEXT PRIMARY KEY, purpose TEXT NOT NULL, source TEXT NOT NULL, note TEXT NOT NULL,
    state TEXT NOT NULL, started_us INTEGER NOT NULL, ended_us INTEGER,
    added INTEGER NOT NULL DEFAULT 0, corrected INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS cursors (source TEXT PRIMARY KEY, observed_until_us INTEGER NOT NULL);
"""


def now_us() -> int:
    """Return the present instant in microseconds since 1970, UTC."""
    return time.time_ns() // 1000


@dataclass(frozen=True)
class Run:
    """One run: `state` is started, landed, failed or undone."""

    run_id: str
    purpose: str
    source: str
    note: dict[str, object]
    state: str
    started_us: int
    ended_us: int | None
    added: int
    corrected: int
    unchanged: int


class Runs:
    """The runs of a data folder."""

    def __init__(self, data: Path) -> None:
        self._path = data / "runs.sqlite"
        data.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as db:
            db.executescript(_TABLES)

    def start(self, purpose: str, source: str, note: dict[str, object]) -> str:
        """Register a run and return its id; ids sort by time."""
        run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        with closing(self._connect()) as db, db:
            db.execute(
                "INSERT INTO runs (run_id, purpose, source, note, state, started_us) VALUES (?,?,?,?,'started',?)",
                (run_id, purpose, source, json.dumps(note), now_us()),
            )
        return run_id

    def finish(self, run_id: str, state: str, added: int = 0, corrected: int = 0, unchanged: int = 0) -> None:
        """Record how a run ended."""
        with closing(self._connect()) as db, db:
            db.execute(
                "UPDATE runs SET state=?, ended_us=?, added=?, corrected=?, unchanged=? WHERE run_id=?",
                (state, now_us(), added, corrected, unchanged, run_id),
            )

    def mark(self, run_id: str, state: str) -> None:
        """Change the state of a run and nothing else."""
        with closing(self._connect()) as db, db:
            db.execute("UPDATE runs SET state=? WHERE run_id=?", (state, run_id))

    def all(self, state: str | None = None) -> list[Run]:
        """Return the runs in the order they started."""
        where, values = ("WHERE state=?", (state,)) if state else ("", ())
        columns = "run_id, purpose, source, note, state, started_us, ended_us, added, corrected, unchanged"
        names = columns.split(", ")
        with closing(self._connect()) as db:
            rows = db.execute(
                f"SELECT {columns} FROM runs {where} ORDER BY started_us, run_id", values
            ).fetchall()
        return [Run(**dict(zip(names, row, strict=True)) | {"note": json.loads(row[3])}) for row in rows]

    def get(self, run_id: str) -> Run | None:
        """Return one run."""
        return next((run for run in self.all() if run.run_id == run_id), None)

    def observe(self, source: str, until_us: int) -> None:
        """Record that a source has been read completely up to an instant: open work is censored there."""
        with closing(self._connect()) as db, db:
            db.execute(
                "INSERT INTO cursors VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET "
                "observed_until_us = max(observed_until_us, excluded.observed_until_us)",
                (source, until_us),
            )

    def observed(self) -> dict[str, int]:
        """Return, for each source read by a connector, the instant up to which it was read."""
        with closing(self._connect()) as db:
            return dict(db.execute("SELECT source, observed_until_us FROM cursors").fetchall())

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=20)
        db.execute("PRAGMA journal_mode=WAL")
        return db
