"""`helmline export`: the rows behind a number, or a fact table, streamed to a file without a cap."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helmline.cli.question import open_facts, open_reference, query_of, resolved
from helmline.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from helmline.eventlog.facts import Snapshot
    from helmline.reference.reference import Reference

_ROWS = 50_000


def run(options: argparse.Namespace) -> int:
    """Write one file; it is complete or not there."""
    from helmline.eventlog.facts.snapshots import TABLES

    ending = options.to.suffix.lower()
    if ending not in _WRITERS:
        raise InputError(
            f"{options.to.name!r} has no known ending.", hint=f"Use one of {', '.join(_WRITERS)}."
        )
    reference = open_reference(options)
    if options.what in TABLES:
        batches = _table(options)
    else:
        snapshot = open_facts(options, options.zone or reference.organisation.zone or "UTC")
        batches = _behind(options, snapshot, reference)
    draft = options.to.with_name(options.to.name + ".part")
    written = _WRITERS[ending](batches, draft)
    draft.replace(options.to)
    print(f"{written:,} rows written to {options.to}.")
    return 0


def _table(options: argparse.Namespace) -> Any:
    from helmline.engines import duck

    return duck.cursor().sql(open_facts(options).sql(options.what)).to_arrow_reader(_ROWS)


def _behind(
    options: argparse.Namespace, snapshot: Snapshot, reference: Reference
) -> Iterator[pa.RecordBatch]:
    """Return the records behind a metric, flat: one column a field, one a dimension."""
    from helmline.metrics.batches import record_batches

    query = query_of(options, (options.what,), reference)
    return record_batches(resolved(query, snapshot), snapshot, reference)


def _csv(batches: Any, path: Path) -> int:
    import csv

    written = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        for batch in batches:
            if not written:
                writer.writerow(batch.schema.names)
            writer.writerows(
                zip(
                    *([_safe(value) for value in column.to_pylist()] for column in batch.columns), strict=True
                )
            )
            written += batch.num_rows
    return written


def _jsonl(batches: Any, path: Path) -> int:
    import json

    written = 0
    with path.open("w", encoding="utf-8") as file:
        for batch in batches:
            file.writelines(
                json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in batch.to_pylist()
            )
            written += batch.num_rows
    return written


def _parquet(batches: Any, path: Path) -> int:
    import pyarrow.parquet as pq

    writer, written = None, 0
    for batch in batches:
        writer = writer or pq.ParquetWriter(path, batch.schema, compression="zstd")
        writer.write_batch(batch)
        written += batch.num_rows
    if writer is None:
        raise InputError("There are no rows to write.")
    writer.close()
    return written


def _xlsx(batches: Any, path: Path) -> int:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    written = 0
    for batch in batches:
        if not written:
            sheet.append(batch.schema.names)
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            # a spreadsheet keeps 15 digits: a subject key or interaction would lose its end
            sheet.append([str(v) if isinstance(v, int) and abs(v) > 10**15 else _safe(v) for v in values])
        written += batch.num_rows
        if written > 1_048_575:
            raise InputError("A sheet holds 1,048,575 rows and there are more.", hint="Use .csv or .parquet.")
    book.save(path)
    return written


def _safe(value: object) -> object:
    """Return a text that a spreadsheet will not run as a formula; everything else as it is."""
    return "'" + value if isinstance(value, str) and value[:1] in "=+-@\t\r" else value


_WRITERS = {".csv": _csv, ".jsonl": _jsonl, ".parquet": _parquet, ".xlsx": _xlsx}
