"""Import: a file through its mapping into the log, rejects listed, people's names kept apart.

Bounded memory: the file is staged as Parquet in a temporary folder and worked on by SQL that spills to
disk; nothing here holds more than a batch of rows, except the distinct identifiers of people.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from helmline.engines import duck
from helmline.engines.duck import identifier, quote
from helmline.eventlog.schema import CANONICAL, Kind
from helmline.sources.table import rejects
from helmline.sources.table.binding import bound
from helmline.sources.table.clocks import uncertain
from helmline.sources.table.compile import Compiled
from helmline.sources.table.known import Known
from helmline.sources.table.mapping import Mapping
from helmline.sources.table.report import ImportReport
from helmline.sources.table.staging import Staged, digest, stage
from helmline.sources.table.times import found

if TYPE_CHECKING:
    from helmline.engines.duck import Cursor

_BATCH = 100_000
_TEXTS = 5_000
Progress = Callable[[str], None]


class Counts(Protocol):
    """What the log says about a run."""

    @property
    def run_id(self) -> str: ...  # noqa: D102
    @property
    def added(self) -> int: ...  # noqa: D102
    @property
    def corrected(self) -> int: ...  # noqa: D102
    @property
    def unchanged(self) -> int: ...  # noqa: D102


class View(Protocol):
    """What the log says now."""

    def events_sql(self) -> str: ...  # noqa: D102


class Log(Protocol):
    """Where events go: `helmline.eventlog.store.Store`."""

    def append(  # noqa: D102
        self, batches: Iterable[pa.RecordBatch], *, source: str, purpose: str, note: dict[str, object]
    ) -> Counts: ...

    def retract(  # noqa: D102
        self, event_ids: list[bytes], *, source: str, note: dict[str, object] | None = None
    ) -> Counts: ...
    def view(self) -> View: ...  # noqa: D102


class People(Protocol):
    """Random subject keys for the identifiers of people: `helmline.eventlog.privacy.Subjects`."""

    def keys(self, source: str, identifiers: Sequence[str], role: int | None) -> list[int]: ...  # noqa: D102
    def describe_many(self, rows: Iterable[tuple[int, str | None, str | None]]) -> None: ...  # noqa: D102
    def named(self, keys: Iterable[int]) -> dict[int, str]: ...  # noqa: D102


class Texts(Protocol):
    """Where message texts go, apart from the log: `helmline.eventlog.privacy.Texts`."""

    def put(self, rows: Iterable[tuple[bytes, int | None, int, str]]) -> None: ...  # noqa: D102


def import_files(
    paths: Iterable[Path],
    mapping: Mapping,
    log: Log,
    people: People,
    texts: Texts | None = None,
    *,
    source: str = "",
    rejects_folder: Path | None = None,
    landed: dict[str, str] | None = None,
    progress: Progress = lambda _: None,
) -> list[ImportReport]:
    """Import files one by one, each as a run of its own; return what happened to each.

    `source` is the account the events belong to (default: the mapping's name); `landed` maps fingerprints
    (see `fingerprint`) of earlier imports to their runs, so the same file again is said to be known.
    Raises `FileError` where a file is no table and `MappingError` where the mapping does not fit it:
    that file lands nothing; files before it stay landed.
    """
    known = dict(landed or {})
    reports = []
    for path in paths:
        progress(f"reading {path.name}")
        mark = fingerprint(path, mapping, source or mapping.name)
        report = ImportReport(path, source or mapping.name, zone=mapping.zone)
        if mark in known:
            report.duplicate_of = known[mark]
        else:
            with tempfile.TemporaryDirectory(prefix="helmline-import-") as folder:
                _import(
                    path, mapping, log, people, texts, report, mark, Path(folder), rejects_folder, progress
                )
            if not report.unfinished:
                known[mark] = report.run_id
        reports.append(report)
    return reports


class Noted(Protocol):
    """A run as the register of runs gives it."""

    @property
    def run_id(self) -> str: ...  # noqa: D102
    @property
    def note(self) -> dict[str, object]: ...  # noqa: D102


def landed_before(runs: Iterable[Noted]) -> dict[str, str]:
    """Return fingerprint -> run of the imports among landed runs, for `import_files(landed=...)`."""
    return {str(run.note["fingerprint"]): run.run_id for run in runs if run.note.get("fingerprint")}


def fingerprint(path: Path, mapping: Mapping, source: str) -> str:
    """Return what tells one import from another: the file's bytes, the mapping and the source."""
    from helmline.sources.table.opening import check_there

    check_there(path)
    return hashlib.sha256(f"{digest(path)}|{mapping!r}|{source}".encode()).hexdigest()


def _import(
    path: Path, mapping: Mapping, log: Log, people: People, texts: Texts | None, report: ImportReport,
    mark: str, folder: Path, rejects_folder: Path | None, progress: Progress,
) -> None:  # fmt: skip
    staged = stage(
        path, folder / "staged", delimiter=mapping.delimiter, encoding=mapping.encoding, sheet=mapping.sheet,
        header=mapping.header,
    )  # fmt: skip
    with duck.cursor() as cursor:
        work = Work(cursor, staged, mapping, report.source, folder)
        work.prepare(report)
        target = rejects.path_for(path, rejects_folder)
        rejects.write(target, staged.tally.rejects, cursor, work.typed, work.staged, staged.columns, report)
        progress(f"landing {path.name}: {report.rows:,} rows")
        work.name_people(people)
        stale = work.reconcile(log.view().events_sql())
        if stale:
            # before the append: killed in between, the next import finds everything again
            withdrawn = log.retract(stale, source=report.source, note={"file": path.name})
            report.notes.append(
                f"{len(stale):,} changes that landed before are none beside these rows: withdrawn "
                f"in run {withdrawn.run_id}"
            )
        note: dict[str, object] = {"file": path.name, "mapping": mapping.name, "fingerprint": mark}
        if report.unfinished:
            note["fingerprint"] = ""  # it is to be read again
        counts = log.append(work.events(report), source=report.source, purpose="import", note=note)
        report.run_id, report.added = counts.run_id, counts.added
        report.corrected, report.unchanged = counts.corrected, counts.unchanged
        if texts is not None:
            report.texts = work.keep_texts(texts, people)


class Work:
    """One file's tables in the engine, step by step."""

    def __init__(self, cursor: Cursor, staged: Staged, mapping: Mapping, source: str, folder: Path) -> None:
        self._cursor = cursor
        self._file = staged
        self._mapping = mapping
        self._source = source
        self._folder = folder
        parts = ", ".join(quote(str(part)) for part in staged.parts)
        self.staged = f"read_parquet([{parts}], union_by_name = true)"
        self.typed = ""
        self._rows = ""

    def prepare(self, report: ImportReport) -> None:
        """Read, judge and order the rows; fill in the report. Raises `MappingError` where columns lack."""
        self._mapping, columns, dropped = bound(self._mapping, self._file.columns, self._file.path.name)
        clean = self._kept("clean", Compiled(self._mapping, self._source, columns, {}).cleaned(self.staged))
        dates, notes = found(self._cursor, clean, _date_columns(self._mapping), self._mapping)
        self._compiled = Compiled(self._mapping, self._source, columns, dates)
        self.typed = self._kept("typed", self._compiled.typed(clean))
        self._rows = self._kept("rows", self._compiled.rows(self.typed))
        tally = self._file.tally
        report.format, report.unfinished = self._file.format, tally.unfinished
        report.rows = tally.rows + len(tally.rejects)
        report.encodings = dict(tally.encodings)
        report.notes += [*tally.notes, *notes, *dropped, *uncertain(self._cursor, self.typed, dates)]
        report.zone_assumed = self._mapping.zone_assumed and any(d.zoned != "all" for d in dates.values())
        report.skipped = dict(
            self._cursor.execute(
                f'SELECT "v:skip", count(*) FROM {self.typed} WHERE "v:skip" IS NOT NULL '
                "GROUP BY 1 ORDER BY 2 DESC"
            ).fetchall()
        )

    def _kept(self, name: str, sql: str) -> str:
        """Write a step to disk: the engine's memory stays free, and the next step reads only its columns."""
        path = self._folder / f"{name}.parquet"
        self._cursor.execute(f"COPY ({sql}) TO {quote(str(path))} (FORMAT parquet, COMPRESSION lz4_raw)")
        return f"read_parquet({quote(str(path))})"

    def name_people(self, people: People) -> None:
        """Ask for the subject keys of everybody in the file, once, and hand over names and addresses."""
        keys: dict[str, int] = {}
        for column, roles in self._compiled.people().items():
            found_ = self._cursor.execute(
                f"SELECT DISTINCT {identifier(column)} FROM {self._rows} "
                f"WHERE {identifier(column)} IS NOT NULL"
            ).fetchall()
            new = sorted(row[0] for row in found_ if row[0] not in keys)
            role = min((role for role in roles if role is not None), default=None)
            keys.update(zip(new, people.keys(self._source, new, role), strict=True))
        table = pa.table(
            {
                "identifier": pa.array(list(keys), pa.string()),
                "key": pa.array(list(keys.values()), pa.int64()),
            }
        )
        self._cursor.register("people", table)
        for person in self._mapping.people:
            self._describe(person.column, person.name, person.email, people, keys)

    def _describe(self, column: str, name: str, email: str, people: People, keys: dict[str, int]) -> None:
        latest = ", ".join(
            f"max_by({identifier(c)}, _line) FILTER ({identifier(c)} IS NOT NULL)" if c else "NULL"
            for c in (name, email)
        )
        described = self._cursor.execute(
            f"SELECT {identifier(column)}, {latest} FROM {self._rows} "
            f"WHERE {identifier(column)} IS NOT NULL GROUP BY 1"
        ).fetchall()
        people.describe_many(
            (keys[identity], called, address) for identity, called, address in described if called or address
        )

    def reconcile(self, events_sql: str) -> list[bytes]:
        """Set the rows beside what the log knows of their cases; return the ids of changes to withdraw."""
        known = Known(self._cursor, self._compiled, self._rows, "people")
        self._rows, stale = known.reconcile(events_sql)
        return stale

    def events(self, report: ImportReport) -> Iterator[pa.RecordBatch]:
        """Yield the canonical events and count them in the report."""
        kinds: Counter[int] = Counter()
        reader = self._cursor.sql(self._compiled.events(self._rows, "people")).to_arrow_reader(_BATCH)
        for batch in reader:
            if batch.num_rows:
                span: dict[str, Any] = pc.min_max(batch["occurred_at_us"]).as_py()
                report.first_us = min(
                    span["min"], span["min"] if report.first_us is None else report.first_us
                )
                report.last_us = max(span["max"], span["max"] if report.last_us is None else report.last_us)
                for item in pc.value_counts(batch["kind"]).to_pylist():
                    kinds[item["values"]] += item["counts"]
                yield pa.RecordBatch.from_arrays(batch.columns, schema=CANONICAL)
        report.events = {Kind(kind).name.lower(): n for kind, n in sorted(kinds.items())}

    def first_events(self, count: int) -> list[pa.RecordBatch]:
        """Return the first events in the order of the first cases' rows."""
        events = self._compiled.events(self._rows, "people")
        order = "case_key, occurred_at_us, ordinal, kind"
        table = self._cursor.sql(f"SELECT * FROM ({events}) ORDER BY {order} LIMIT {count}").to_arrow_table()
        return list(table.to_batches())

    def first_faults(self, count: int) -> list[str]:
        """Return the first reasons for which rows would be rejected."""
        found_ = self._cursor.execute(
            f'SELECT _line, "v:fault" FROM {self.typed} WHERE "v:fault" IS NOT NULL AND "v:skip" IS NULL '
            f"ORDER BY _line LIMIT {count}"
        ).fetchall()
        return [f"line {line}: {fault.partition('|')[2]}" for line, fault in found_]

    def keep_texts(self, texts: Texts, people: People) -> int:
        """Hand message texts over, each under its event; return how many. An erased writer's stay away."""
        sql = self._compiled.texts(self._rows, "people")
        if not sql:
            return 0
        kept = 0
        found_ = self._cursor.execute(sql)
        while rows := found_.fetchmany(_TEXTS):
            there = people.named({row[1] for row in rows if row[1] is not None})
            allowed = [row for row in rows if row[1] is None or row[1] in there]
            texts.put(allowed)
            kept += len(allowed)
        return kept


def _date_columns(mapping: Mapping) -> list[str]:
    named = {time.name for time in mapping.times}
    used = [mapping.time, *(event.at for event in mapping.events)]
    used += [end for figure in mapping.figures for end in (figure.start, figure.end)]
    for time in mapping.times:
        used += [time.date, time.after, time.start]
    return [column for column in dict.fromkeys(used) if column and column not in named]
