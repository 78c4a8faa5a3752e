"""Writing the log: the one place that appends, under one lease, in commits that land whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from helmline.engines import duck
from helmline.errors import Busy, InputError, NotFound
from helmline.eventlog.lease import Lease
from helmline.eventlog.log import WRITER, Log, LogView, statistics_json, view_of
from helmline.eventlog.runs import Runs, now_us
from helmline.eventlog.schema import CANONICAL, CONTENT, LOG

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from deltalake import DeltaTable

#: Rows handled at once: bounds the memory of an import of any size.
CHUNK_ROWS = 2_000_000
#: Commits between two compactions.
COMPACT_EVERY = 100

_COLUMNS = ", ".join(f'"{name}"' for name in CANONICAL.names)
_STATISTICS = ("source", "occurred_at_us", "revision", "seq", "recorded_at_us")
_PROPERTIES = {
    "delta.dataSkippingStatsColumns": ",".join(_STATISTICS),
    "delta.deletedFileRetentionDuration": "interval 1 days",
}


def content_hash_sql() -> str:
    """Return SQL for the 63-bit hash of what a row says; stable across engines' versions, as it is stored."""
    parts = ", ".join(f"coalesce(\"{name}\"::VARCHAR, '')" for name in CONTENT.names)
    return f"(md5_number_lower(concat_ws(chr(31), {parts})) & 9223372036854775807)::BIGINT"


@dataclass(frozen=True)
class Landed:
    """What one run brought: rows never seen, rows that say something new, rows already known."""

    run_id: str
    added: int = 0
    corrected: int = 0
    unchanged: int = 0
    watermark: int = 0


@dataclass
class _Pending:
    """Files written by the present run and not yet committed."""

    run_id: str
    recorded_at_us: int
    next_seq: int
    paths: list[Path] = field(default_factory=list)
    actions: list[Any] = field(default_factory=list)
    added: int = 0
    corrected: int = 0
    unchanged: int = 0


class Store:
    """The writer of a data folder's log. Use it as a context manager: it holds the lease while open."""

    def __init__(self, data: Path, purpose: str = "helmline", wait_s: float = 0.0) -> None:
        self.data = data
        self.log = Log(data)
        self._lease = Lease(data, purpose, wait_s)

    def __enter__(self) -> Store:
        self._lease.__enter__()
        self.runs = Runs(self.data)
        self._table = self._open()
        self._put_right()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lease.__exit__(kind, error, trace)

    @property
    def watermark(self) -> int:
        """The highest `seq` in the log."""
        return self._table.transaction_version(WRITER) or 0

    def transaction(self, name: str) -> int:
        """Return the last value that a commit gave an app-transaction: how far that feed has come."""
        return self._table.transaction_version(name) or 0

    def view(self) -> LogView:
        """Return the log as this writer sees it."""
        return view_of(self._table)

    def append(
        self,
        batches: Iterable[pa.RecordBatch],
        *,
        source: str,
        purpose: str = "import",
        note: dict[str, object] | None = None,
        transactions: dict[str, int] | None = None,
        all_new: bool = False,
    ) -> Landed:
        """Append rows in the CANONICAL schema of one source, in one commit.

        A row with a known id and the same content is left out; one with a known id and other content is
        appended as the next revision; so the same file twice adds nothing. Raises InputError where a batch
        is not of the schema or names another source. When this returns, the rows are durable.
        """
        run_id = self.runs.start(purpose, source, note or {})
        pending = _Pending(run_id, now_us(), self.watermark + 1)
        try:
            for chunk in _chunks(batches):
                self._write(chunk, source, pending, all_new)
            self._commit(pending, transactions or {})
        except BaseException:
            self._discard(pending)
            self.runs.finish(run_id, "failed")
            raise
        counts = (pending.added, pending.corrected, pending.unchanged)
        self.runs.finish(run_id, "landed", *counts)
        self._compact_when_due()
        return Landed(run_id, *counts, self.watermark)

    def retract(
        self, event_ids: list[bytes], *, source: str, note: dict[str, object] | None = None
    ) -> Landed:
        """Withdraw events (a vendor's delete): a row with the same id and `retracted` set for each known one."""
        import pyarrow as pa

        with duck.cursor() as cursor:
            cursor.register("gone", pa.table({"event_id": pa.array(event_ids, pa.binary())}))
            wanted = (
                f"SELECT * FROM ({self.view().events_sql()}) WHERE event_id IN (SELECT event_id FROM gone)"
            )
            sql = f"SELECT *, revision + 1 AS next_revision, true AS next_retracted FROM ({wanted})"
            return self._revise(cursor, sql, "retract", source, note or {})

    def undo(self, run_id: str) -> Landed:
        """Take back a run: what it added is withdrawn, what it corrected says again what it said before.

        Rows that a later run corrected stay as that run left them. Raises NotFound for an unknown run and
        InputError for one that did not land.
        """
        run = self.runs.get(run_id)
        if run is None:
            raise NotFound(f"There is no run {run_id!r}.", hint="`helmline status` lists the runs.")
        if run.state != "landed":
            raise InputError(f"Run {run_id} is {run.state}, so there is nothing to take back.")
        with duck.cursor() as cursor:
            landed = self._revise(cursor, self._before(run_id), "undo", run.source, {"undoes": run_id})
        self.runs.mark(run_id, "undone")
        return landed

    def compact(self) -> None:
        """Join small files into large ones. Changes no answer: every question rests on `seq`, not on files."""
        from deltalake import CommitProperties, Transaction

        properties = CommitProperties(
            app_transactions=[Transaction("helmline-compaction", self._table.version())]
        )
        self._table.optimize.compact(target_size=256 * 2**20, commit_properties=properties)
        self._table.update_incremental()

    def vacuum(self, retention_hours: int = 24) -> int:
        """Delete files that no version of the last hours needs; return how many."""
        gone = self._table.vacuum(retention_hours, dry_run=False, enforce_retention_duration=False, full=True)
        return len(gone)

    # -- opening ------------------------------------------------------------------------------------------

    def _open(self) -> DeltaTable:
        from deltalake import DeltaTable

        if not self.log.exists():
            return DeltaTable.create(str(self.log.path), LOG, configuration=_PROPERTIES)
        return self.log.table()

    def _put_right(self) -> None:
        """Settle runs whose writer was killed: landed when the log holds their rows, failed when not."""
        for run in self.runs.all("started"):
            sql = f"SELECT count(*) FROM ({self.view().raw_sql('run_id')}) WHERE run_id = {duck.quote(run.run_id)}"
            with duck.cursor() as cursor:
                row = cursor.execute(sql).fetchone()
            rows = row[0] if row else 0
            self.runs.finish(run.run_id, "landed" if rows else "failed", added=rows)

    # -- appending ----------------------------------------------------------------------------------------

    def _write(self, chunk: pa.Table, source: str, pending: _Pending, all_new: bool) -> None:
        with duck.cursor() as cursor:
            _take_in(cursor, chunk, source)
            rows = _classify(cursor, self._known(source, pending, all_new))
            pending.unchanged += chunk.num_rows - rows[0] - rows[1]
            if sum(rows):
                self._copy(cursor, "SELECT * FROM fresh", pending)
            pending.added += rows[0]
            pending.corrected += rows[1]

    def _known(self, source: str, pending: _Pending, all_new: bool) -> str:
        """Return SQL for the rows already there, in the log or in this run's files, among the incoming ids."""
        columns = "event_id, content_hash, revision, retracted, seq"
        since = self.watermark if all_new else 0
        log = f"SELECT {columns}, source FROM ({self.view().raw_sql(since=since)})"
        if pending.paths:
            paths = ", ".join(duck.quote(str(path)) for path in pending.paths)
            log += f" UNION ALL SELECT {columns}, source FROM read_parquet([{paths}])"
        return (
            f"SELECT {columns} FROM ({log}) WHERE source = {duck.quote(source)} "
            "AND event_id IN (SELECT event_id FROM incoming)"
        )

    def _copy(self, cursor: duckdb.DuckDBPyConnection, rows_sql: str, pending: _Pending) -> None:
        """Write one Parquet file, in time order, and note it for the commit."""
        from deltalake.transaction import AddAction

        name = f"{pending.run_id}-{len(pending.paths):05d}.parquet"
        path = self.log.path / name
        sql = (
            f"SELECT {_COLUMNS}, content_hash, revision::SMALLINT AS revision, retracted, "
            f"{pending.next_seq - 1} + row_number() OVER () AS seq, "
            f"{pending.recorded_at_us}::BIGINT AS recorded_at_us, {duck.quote(pending.run_id)} AS run_id "
            f"FROM ({rows_sql})"
        )
        pending.paths.append(path)
        cursor.execute(
            f"COPY (SELECT * FROM ({sql}) ORDER BY occurred_at_us) TO {duck.quote(str(path))} "
            "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
        )
        _sync(path)
        low, high, count = _statistics(cursor, path)
        stats = statistics_json(count, low, high)
        modified = pending.recorded_at_us // 1000
        pending.actions.append(AddAction(name, path.stat().st_size, {}, modified, True, stats))
        pending.next_seq += count

    def _commit(self, pending: _Pending, transactions: dict[str, int]) -> None:
        """Make the pending files part of the log, unless somebody else wrote in the meantime."""
        from deltalake import CommitProperties, Transaction
        from deltalake.exceptions import CommitFailedError, DeltaError

        if not pending.actions and not transactions:
            return
        believed = self.watermark
        self._table.update_incremental()
        if self.watermark != believed:
            raise Busy("Another writer changed the log while this one held the lease.", hint="Start again.")
        marks = {WRITER: pending.next_seq - 1, **transactions}
        properties = CommitProperties(
            app_transactions=[Transaction(name, value) for name, value in marks.items()]
        )
        try:
            self._table.create_write_transaction(
                pending.actions, "append", self._table.schema(), commit_properties=properties
            )
        except (CommitFailedError, DeltaError) as error:
            raise Busy(f"The commit was refused: {error}", hint="Start again.") from error
        self._table.update_incremental()

    def _discard(self, pending: _Pending) -> None:
        for path in pending.paths:
            path.unlink(missing_ok=True)

    def _revise(
        self, cursor: duckdb.DuckDBPyConnection, sql: str, purpose: str, source: str, note: dict[str, object]
    ) -> Landed:
        """Append the rows of `sql` (log columns, next_revision, next_retracted) as corrections."""
        run_id = self.runs.start(purpose, source, note)
        pending = _Pending(run_id, now_us(), self.watermark + 1)
        columns = f"{_COLUMNS}, content_hash, next_revision AS revision, next_retracted AS retracted"
        try:
            cursor.execute(f"CREATE OR REPLACE TEMP TABLE revised AS SELECT {columns} FROM ({sql})")
            row = cursor.execute("SELECT count(*) FROM revised").fetchone()
            pending.corrected = row[0] if row else 0
            if pending.corrected:
                self._copy(cursor, "SELECT * FROM revised", pending)
            self._commit(pending, {})
        except BaseException:
            self._discard(pending)
            self.runs.finish(run_id, "failed")
            raise
        self.runs.finish(run_id, "landed", corrected=pending.corrected)
        return Landed(run_id, corrected=pending.corrected, watermark=self.watermark)

    def _before(self, run_id: str) -> str:
        """Return SQL for what the rows of a run said before it: the last earlier row, else the row withdrawn."""
        run, log = duck.quote(run_id), self.view().raw_sql()
        mine = f"SELECT event_id AS mine FROM ({self.view().events_sql()}) WHERE run_id = {run}"
        history = f"SELECT log.* FROM ({log}) AS log JOIN ({mine}) ON event_id = mine"
        return (
            f"SELECT *, max(revision) OVER (PARTITION BY event_id) + 1 AS next_revision, "
            f"(run_id = {run} OR retracted) AS next_retracted FROM ({history}) "
            f"QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY run_id = {run}, seq DESC) = 1"
        )

    def _compact_when_due(self) -> None:
        last = self._table.transaction_version("helmline-compaction") or 0
        if self._table.version() - last >= COMPACT_EVERY:
            self.compact()


def _chunks(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Gather batches into tables of about CHUNK_ROWS rows."""
    import pyarrow as pa

    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        held.append(batch)
        rows += batch.num_rows
        if rows >= CHUNK_ROWS:
            yield pa.Table.from_batches(held)
            held, rows = [], 0
    if rows:
        yield pa.Table.from_batches(held)


def _take_in(cursor: duckdb.DuckDBPyConnection, chunk: pa.Table, source: str) -> None:
    """Put a chunk into the temporary table `incoming`, each id once (its last row), with its hash."""
    missing = [name for name in CANONICAL.names if name not in chunk.column_names]
    if missing:
        raise InputError(f"The rows lack the columns {', '.join(missing)}.", hint="See eventlog/schema.py.")
    cursor.register("chunk", chunk)
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE incoming AS SELECT {_COLUMNS}, {content_hash_sql()} AS content_hash, "
        "row_number() OVER () AS position FROM chunk"
    )
    cursor.unregister("chunk")
    row = cursor.execute(
        f"SELECT count(*) FILTER (source IS DISTINCT FROM {duck.quote(source)}), count(DISTINCT event_id), "
        "count(*) FROM incoming"
    ).fetchone()
    strangers, distinct, rows = row or (0, 0, 0)
    if strangers:
        raise InputError(f"{strangers} rows name another source than {source!r}.", hint="One source a run.")
    if distinct < rows:
        cursor.execute(
            "DELETE FROM incoming WHERE position NOT IN (SELECT max(position) FROM incoming GROUP BY event_id)"
        )


def _classify(cursor: duckdb.DuckDBPyConnection, known_sql: str) -> tuple[int, int]:
    """Put what is new or changed into the temporary table `fresh`; return (new, corrected)."""
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE known AS SELECT event_id AS known_id, arg_max(content_hash, seq) AS was, "
        f"arg_max(retracted, seq) AS gone, max(revision) AS revised FROM ({known_sql}) GROUP BY event_id"
    )
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT {_COLUMNS}, content_hash, "
        "CASE WHEN known_id IS NULL THEN 0 ELSE revised + 1 END AS revision, false AS retracted "
        "FROM incoming LEFT JOIN known ON event_id = known_id "
        "WHERE known_id IS NULL OR gone OR was <> content_hash"
    )
    row = cursor.execute("SELECT count(*) FILTER (revision = 0), count(*) FILTER (revision > 0) FROM fresh")
    new, corrected = row.fetchone() or (0, 0)
    return int(new), int(corrected)


def _statistics(cursor: duckdb.DuckDBPyConnection, path: Path) -> tuple[dict[str, Any], dict[str, Any], int]:
    asked = ", ".join(f"min({name}), max({name})" for name in _STATISTICS)
    row = cursor.execute(f"SELECT count(*), {asked} FROM read_parquet({duck.quote(str(path))})").fetchone()
    assert row is not None
    low = dict(zip(_STATISTICS, row[1::2], strict=True))
    high = dict(zip(_STATISTICS, row[2::2], strict=True))
    return low, high, row[0]


def _sync(path: Path) -> None:
    """Force a file and its folder entry to disk: the commit that names it must not outlive it."""
    for target in (path, path.parent):
        handle = os.open(target, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
