"""Any file as Parquet parts of strings: one read of the source, then SQL over columns, in bounded memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from helmline.errors import FileError
from helmline.sources.table.decoding import blocks
from helmline.sources.table.delimited import Delimited
from helmline.sources.table.opening import check_there, opened
from helmline.sources.table.records import json_lines, parquet, workbook
from helmline.sources.table.tally import Tally
from helmline.sources.table.xes import traces


@dataclass(frozen=True)
class Staged:
    """A file's rows as Parquet: every column a string, `_line` the place of the row in the file."""

    path: Path
    format: str  # csv | xlsx | jsonl | parquet | xes
    digest: str  # sha256 of the file's bytes
    parts: tuple[Path, ...]
    columns: tuple[str, ...]
    tally: Tally


def stage(
    path: Path, folder: Path, *, delimiter: str = "", encoding: str = "", sheet: str = "", limit: int = 0
) -> Staged:
    """Read a file of any supported kind into Parquet parts in `folder`; stop near `limit` rows if given.

    Raises `FileError` where the file cannot be read as a table at all. Single rows that cannot be read are
    in the tally, with line and reason.
    """
    check_there(path)
    before = path.stat()
    tally = Tally()
    kind = recognise(path)
    source = _batches(path, kind, tally, delimiter, encoding, sheet)
    parts, columns = _write(source, folder, tally, limit)
    if not columns:
        raise FileError(
            f"{path} holds no rows.", hint="Export it again with at least one row under the header."
        )
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        tally.unfinished = "it changed while it was read: another program is still writing it"
    return Staged(path, kind, "" if limit else digest(path), parts, columns, tally)


def digest(path: Path) -> str:
    """Return the sha256 of a file's bytes: the same export handed in twice is recognised by it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def recognise(path: Path) -> str:
    """Return csv, xlsx, jsonl, parquet or xes, by what the file contains."""
    tally = Tally()
    with path.open("rb") as raw:
        magic = raw.read(4)
    if magic == b"PAR1":
        return "parquet"
    if magic == b"PK\x03\x04" and _is_workbook(path):
        return "xlsx"
    if magic == b"\xd0\xcf\x11\xe0":
        raise FileError(f"{path} is an old Excel file (.xls).", hint="Save it as .xlsx or as CSV.")
    with opened(path, tally) as stream:
        head = stream.take(4096).lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"<"):
        if b"<log" in head:
            return "xes"
        raise FileError(f"{path} is XML or a web page, not a log.", hint="XES is the only XML that is read.")
    if head.startswith(b"[{") or head.replace(b"\n", b"").replace(b" ", b"").startswith(b"[{"):
        raise FileError(
            f"{path} is one JSON list.", hint="Write it as JSON lines: jq -c '.[]' FILE > FILE.jsonl"
        )
    return "jsonl" if head.startswith(b"{") else "csv"


def _is_workbook(path: Path) -> bool:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def _batches(
    path: Path, kind: str, tally: Tally, delimiter: str, encoding: str, sheet: str
) -> Iterator[pa.Table]:
    if kind == "parquet":
        yield from parquet(path)
    elif kind == "xlsx":
        yield from workbook(path, sheet, tally)
    else:
        with opened(path, tally) as stream:
            if kind == "xes":
                yield from traces(stream, tally)
            elif kind == "jsonl":
                yield from json_lines(blocks(stream, tally, encoding), tally)
            else:
                yield from Delimited(blocks(stream, tally, encoding), tally, delimiter).batches()


def _write(
    source: Iterator[pa.Table], folder: Path, tally: Tally, limit: int
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write batches; a batch with other columns opens the next part."""
    folder.mkdir(parents=True, exist_ok=True)
    parts: list[Path] = []
    columns: dict[str, None] = {}
    writer: pq.ParquetWriter | None = None
    schema: pa.Schema | None = None
    try:
        for table in source:
            if writer is None or table.schema != schema:
                if writer is not None:
                    writer.close()
                schema = table.schema
                parts.append(folder / f"part-{len(parts):05}.parquet")
                writer = pq.ParquetWriter(parts[-1], schema, compression="lz4")
                columns |= dict.fromkeys(table.column_names[:-1])
            writer.write_table(table)
            tally.rows += table.num_rows
            if limit and tally.rows >= limit:
                break
    finally:
        if writer is not None:
            writer.close()
    return tuple(parts), tuple(columns)
