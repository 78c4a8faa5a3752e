"""Reading the log: which files, up to which watermark, and what is current among corrections."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helmline.engines import duck
from helmline.eventlog.schema import LOG

if TYPE_CHECKING:
    from deltalake import DeltaTable

#: The app-transaction that carries the highest `seq` of the log: the fence of the writer.
WRITER = "helmline-writer"

_EMPTY = "SELECT " + ", ".join(f"NULL::{duck.type_of(field.type)} AS {field.name}" for field in LOG)


@dataclass(frozen=True)
class DataFile:
    """One Parquet file of the log, with what Delta's statistics say of it."""

    path: str
    rows: int
    seq_from: int
    seq_to: int
    revised: bool  # holds a correction or a retraction


@dataclass(frozen=True)
class LogView:
    """The log as it stands at one version: immutable files, so a reader is never disturbed by the writer.

    `known_at` limits it to what was known then (`seq` up to it); `as_of_us` to what had happened by then.
    """

    files: tuple[DataFile, ...]
    watermark: int
    version: int
    known_at: int | None = None
    as_of_us: int | None = None

    @property
    def limit(self) -> int:
        """The highest `seq` this view sees."""
        return self.watermark if self.known_at is None else min(self.known_at, self.watermark)

    @cached_property
    def rows(self) -> int:
        """The number of rows in the files, corrections and retractions included."""
        return sum(file.rows for file in self.files)

    def raw_sql(self, columns: str = "*", since: int = 0) -> str:
        """Return SQL for every row that this view may know of, after `seq` `since`, corrections unresolved."""
        files = [file for file in self.files if file.seq_from <= self.limit and file.seq_to > since]
        if not files:
            return f"SELECT {columns} FROM ({_EMPTY}) WHERE false"
        conditions = []
        if any(file.seq_to > self.limit for file in files):
            conditions.append(f"seq <= {self.limit}")
        if any(file.seq_from <= since for file in files):
            conditions.append(f"seq > {since}")
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return f"SELECT {columns} FROM read_parquet({_paths(files)}){where}"

    def events_sql(self, columns: str = "*", where: str = "true") -> str:
        """Return SQL for the current rows: of each event the highest `seq` that is known, unless retracted.

        Where no file holds a correction this is a plain scan; otherwise the few corrected ids are looked up
        by a hash join, which costs a scan nothing near what a window over all ids would.
        """
        if self.as_of_us is not None:
            where = f"({where}) AND occurred_at_us < {self.as_of_us}"
        if not self._has_corrections:
            return f"SELECT {columns} FROM ({self.raw_sql()}) WHERE {where}"
        revised = (
            f"SELECT event_id AS revised_id, max(seq) AS last_seq FROM ({self.raw_sql()}) "
            "WHERE revision > 0 GROUP BY event_id"
        )
        columns = "* EXCLUDE (last_seq)" if columns == "*" else columns
        return (
            f"SELECT {columns} FROM (SELECT log.*, last_seq FROM ({self.raw_sql()}) AS log "
            f"LEFT JOIN ({revised}) ON event_id = revised_id) "
            f"WHERE (last_seq IS NULL OR (seq = last_seq AND NOT retracted)) AND ({where})"
        )

    @property
    def _has_corrections(self) -> bool:
        return any(file.revised and file.seq_from <= self.limit for file in self.files)


class Log:
    """The event log of a data folder, for reading."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.path = data / "log"

    def exists(self) -> bool:
        """Return whether anything was ever written."""
        return (self.path / "_delta_log").is_dir()

    def view(self, known_at: int | None = None, as_of_us: int | None = None) -> LogView:
        """Return the log as it stands now, limited as asked."""
        if not self.exists():
            return LogView((), 0, -1, known_at, as_of_us)
        return view_of(self.table(), known_at, as_of_us)

    def table(self) -> DeltaTable:
        """Return the Delta table."""
        from deltalake import DeltaTable

        return DeltaTable(str(self.path))

    def seq_at(self, recorded_us: int) -> int:
        """Return the highest `seq` recorded at or before an instant: what `--known-at TIME` means."""
        view = self.view()
        with duck.cursor() as cursor:
            sql = (
                f"SELECT coalesce(max(seq), 0) FROM ({view.raw_sql()}) WHERE recorded_at_us <= {recorded_us}"
            )
            row = cursor.execute(sql).fetchone()
        return int(row[0]) if row else 0


def view_of(table: DeltaTable, known_at: int | None = None, as_of_us: int | None = None) -> LogView:
    """Return the view of an opened Delta table."""
    import pyarrow as pa

    actions = pa.table(table.get_add_actions(flatten=True))
    root = Path(table.table_uri.removeprefix("file://"))
    files = tuple(sorted((_data_file(root, row) for row in actions.to_pylist()), key=lambda f: f.seq_from))
    watermark = table.transaction_version(WRITER) or 0
    return LogView(files, watermark, table.version(), known_at, as_of_us)


def _data_file(root: Path, row: dict[str, Any]) -> DataFile:
    revised = row.get("max.revision")
    return DataFile(
        path=str(root / row["path"]),
        rows=row["num_records"],
        seq_from=row["min.seq"],
        seq_to=row["max.seq"],
        revised=revised is None or revised > 0,
    )


def _paths(files: list[DataFile]) -> str:
    return "[" + ", ".join(duck.quote(file.path) for file in files) + "]"


def statistics_json(rows: int, low: dict[str, Any], high: dict[str, Any]) -> str:
    """Return Delta's statistics of one file, by which readers skip it."""
    return json.dumps({"numRecords": rows, "minValues": low, "maxValues": high, "nullCount": {}})
