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
from helmline.sources.table.opening import check_ratio, check_there, opened
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
    path: Path, folder: Path, *, delimiter: str = "", encoding: str = "", sheet: str = "", header: int = 0,
    limit: int = 0,
) -> Staged:  # fmt: skip
    """Read a file of any supported kind into Parquet parts in `folder`; stop near `limit` rows if given.

    `header` is the line that holds the column names, where it is not the first one with text. Raises `FileError` where the file cannot be read as a table at all. Single rows that cannot be read are
    in the tally, with line and reason.
    """
    check_there(path)
    before = path.stat()
    tally = Tally()
    kind = recognise(path)
    source = _batches(path, kind, tally, delimiter, encoding, sheet, header)
    parts, columns = _write(source, folder, tally, limit)
    if not columns:
        raise _without_rows(path, kind, tally)
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        tally.unfinished = "it changed while it was read: another program is still writing it"
    return Staged(path, kind, "" if limit else digest(path), parts, columns, tally)


def _without_rows(path: Path, kind: str, tally: Tally) -> FileError:
    """Return the error for a file from which not one row could be read, with the reason that is known."""
    if tally.rejects:
        first = tally.rejects[0]
        reason = f"none of its {len(tally.rejects):,} rows can be read; line {first.line}: {first.reason}"
        hint = "Check the mark between columns and the quotes, or state [source] header = LINE of the names."
        if kind == "jsonl":
            hint = "JSON lines hold one object a line: jq -c . FILE > FILE.jsonl"
        return FileError(f"{path}: {reason}.", hint=hint)
    noted = f" ({tally.notes[0]})" if tally.notes else ""
    return FileError(
        f"{path} holds no rows{noted}.", hint="Export it again with at least one row under the header."
    )


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
    check_text(path, head)
    if head.startswith(b"[{") or head.replace(b"\n", b"").replace(b" ", b"").startswith(b"[{"):
        raise FileError(
            f"{path} is one JSON list.", hint="Write it as JSON lines: jq -c '.[]' FILE > FILE.jsonl"
        )
    return "jsonl" if head.startswith(b"{") else "csv"


#: How files begin that people take for tables, and what to do with them.
_NO_TABLES = (
    (b"PK", "an archive in an archive", "Unpack it and import what is in it."),
    (b"%PDF", "a PDF", "Export the data as CSV or XLSX."),
    (b"\x1f\x8b", "packed twice", "Unpack it once."),
)


def check_text(path: Path, head: bytes) -> None:
    """Raise `FileError` where the first bytes (unpacked) are no text in any encoding."""
    for magic, what, hint in _NO_TABLES:
        if head.startswith(magic):
            raise FileError(f"{path} is {what}, not a table.", hint=hint)
    if head[257:262] == b"ustar":
        raise FileError(f"{path} is a tar archive.", hint="Unpack it and import the files you want.")
    odd = sum(byte < 32 and byte not in b"\t\r\n\x0c" for byte in head)
    zeros_on_one_side = min(head[0::2].count(0), head[1::2].count(0)) <= len(head) // 50
    looks_wide = head.count(0) > len(head) // 4 and zeros_on_one_side  # UTF-16
    if (
        0 in head
        and odd > len(head) // 20
        and not looks_wide
        and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        raise FileError(
            f"{path} is not text: its first bytes are {head[:8]!r}.",
            hint="Tables are read from CSV, XLSX, JSON lines, Parquet and XES.",
        )


def _is_workbook(path: Path) -> bool:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            check_ratio(path.stat().st_size, sum(entry.file_size for entry in archive.infolist()))
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def _batches(
    path: Path, kind: str, tally: Tally, delimiter: str, encoding: str, sheet: str, header: int
) -> Iterator[pa.Table]:
    if kind == "parquet":
        yield from parquet(path)
    elif kind == "xlsx":
        yield from workbook(path, sheet, tally, header)
    else:
        with opened(path, tally) as stream:
            if kind == "xes":
                yield from traces(stream, tally)
            elif kind == "jsonl":
                yield from json_lines(blocks(stream, tally, encoding), tally)
            else:
                yield from Delimited(blocks(stream, tally, encoding), tally, delimiter, header).batches()


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
