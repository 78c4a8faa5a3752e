"""An in-memory log, people and texts that keep the promises of the real ones, and the shared data folder."""

import os
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from helmline.eventlog.schema import CANONICAL

ROOT = Path(__file__).resolve().parents[2]


def shared(*parts: str) -> Path:
    """Return a file of the shared data folder, or skip the test where it is absent."""
    path = Path(os.environ.get("HELMLINE_SHARED", ROOT.parent / "shared"), "data", *parts)
    if not path.exists():
        pytest.skip(f"the data folder has no {'/'.join(parts)}; set HELMLINE_SHARED")
    return path


class FakeLog:
    """Keeps the latest row of each id: same id and content adds nothing, other content corrects."""

    def __init__(self):
        self.rows: dict[bytes, dict] = {}
        self.notes: list[dict] = []

    def append(self, batches, *, source, purpose, note):
        added = corrected = unchanged = 0
        for batch in batches:
            assert batch.schema == CANONICAL
            for row in batch.to_pylist():
                assert row["source"] == source
                before = self.rows.get(row["event_id"])
                added += before is None
                unchanged += before == row
                corrected += before is not None and before != row
                self.rows[row["event_id"]] = row
        self.notes.append(note)
        return SimpleNamespace(
            run_id=f"run-{len(self.notes)}", added=added, corrected=corrected, unchanged=unchanged
        )

    def retract(self, event_ids, *, source, note=None):
        for event_id in event_ids:
            assert self.rows.pop(event_id)["source"] == source
        return SimpleNamespace(run_id="withdrawal", added=0, corrected=len(event_ids), unchanged=0)

    def view(self):
        path = Path(tempfile.mkdtemp()) / "log.parquet"
        pq.write_table(pa.Table.from_pylist(list(self.rows.values()), CANONICAL), path)
        return SimpleNamespace(events_sql=lambda: f"SELECT * FROM read_parquet('{path}')")

    def of(self, kind):
        """Return the rows of one kind in order."""
        rows = [row for row in self.rows.values() if row["kind"] == kind]
        return sorted(rows, key=lambda row: (row["case_key"] or "", row["occurred_at_us"], row["ordinal"]))


class TableLog:
    """Keeps everything as one Arrow table, for logs of real size."""

    def __init__(self):
        self.table = CANONICAL.empty_table()

    def append(self, batches, *, source, purpose, note):
        new = pa.Table.from_batches(list(batches), CANONICAL)
        self.table = pa.concat_tables([self.table, new])
        return SimpleNamespace(run_id="run", added=new.num_rows, corrected=0, unchanged=0)

    def view(self):
        path = Path(tempfile.mkdtemp()) / "log.parquet"
        pq.write_table(self.table, path)
        return SimpleNamespace(events_sql=lambda: f"SELECT * FROM read_parquet('{path}')")


class FakePeople:
    """Keys by source and identifier; names apart."""

    def __init__(self):
        self.known: dict[tuple[str, str], int] = {}
        self.names: dict[int, tuple] = {}
        self.erased: set[int] = set()

    def keys(self, source, identifiers, role):
        return [self.known.setdefault((source, who), 9000 + len(self.known)) for who in identifiers]

    def describe_many(self, rows):
        self.names |= {key: (name, email) for key, name, email in rows}

    def named(self, keys):
        known = {key: who for (_, who), key in self.known.items()}
        return {key: known[key] for key in keys if key not in self.erased}


class FakeTexts(dict):
    """Texts by event id."""

    def put(self, rows):
        self.update({event_id: text for event_id, _, _, text in rows})
