"""Workbooks, JSON lines and Parquet as batches of strings."""

from __future__ import annotations

import datetime as dt
import json
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from helmline.errors import FileError
from helmline.sources.table.delimited import LINE, as_table, unique
from helmline.sources.table.tally import Tally

_BATCH = 20_000


def workbook(path: Path, sheet: str, tally: Tally, header: int = 0) -> Iterator[pa.Table]:
    """Yield the rows of one sheet (the first, where none is named); lines are the sheet's row numbers.

    `header` is the row of the column names, where it is not the first with text.
    """
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # styles and validations that openpyxl leaves out do not matter here
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError) as cause:
        raise FileError(
            f"{path} is not a complete workbook ({cause}).", hint="Save it again as .xlsx."
        ) from cause
    if sheet and sheet not in book.sheetnames:
        raise FileError(f"{path} has no sheet {sheet!r}.", hint=f"It has: {', '.join(book.sheetnames)}")
    try:
        chosen = book[sheet] if sheet else book.worksheets[0]
        if not sheet and len(book.sheetnames) > 1:
            tally.notes.append(f"sheet {chosen.title!r} was read; others: {', '.join(book.sheetnames[1:])}")
        yield from _sheet(chosen.iter_rows(values_only=True), tally, header)
    finally:
        book.close()


def _sheet(rows: Iterator[tuple[Any, ...]], tally: Tally, header: int) -> Iterator[pa.Table]:
    columns: tuple[str, ...] = ()
    lines: list[int] = []
    held: list[list[str]] = []
    for number, values in enumerate(rows, start=1):
        cells = [cell(value) for value in values]
        tally.lines = number
        if number < header or not any(cells):
            continue
        if not columns:
            while cells and not cells[-1]:
                cells.pop()
            columns = unique(cells, tally)
            continue
        lines.append(number)
        held.append((cells + [""] * len(columns))[: len(columns)])
        if len(held) >= _BATCH:
            yield as_table(columns, held, lines)
            held, lines = [], []
    if held:
        yield as_table(columns, held, lines)


def json_lines(blocks: Iterator[bytes], tally: Tally) -> Iterator[pa.Table]:
    """Yield one row an object; nested objects become dotted columns, lists stay JSON text."""
    number = 0
    for block in blocks:
        rows: list[dict[str, str]] = []
        lines: list[int] = []
        for text in block.decode().removesuffix("\n").split("\n"):  # splitlines would cut at U+2028 too
            number += 1
            if not text.strip():
                continue
            try:
                value = json.loads(text)
                if not isinstance(value, dict):
                    raise ValueError("a line must be one JSON object")
            except (ValueError, RecursionError) as cause:
                tally.reject(number, "json", f"not a JSON object: {cause}", text)
                continue
            rows.append(dict(_flat("", value)))
            lines.append(number)
        tally.lines = number
        if rows:
            names = tuple(dict.fromkeys(name for row in rows for name in row))
            yield as_table(names, [[row.get(name, "") for name in names] for row in rows], lines)


def _flat(prefix: str, value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _flat(f"{prefix}{key}.", inner)
        else:
            yield f"{prefix}{key}", cell(inner)


def parquet(path: Path) -> Iterator[pa.Table]:
    """Yield a Parquet file's columns as strings; lines are row numbers from 1."""
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as cause:
        raise FileError(
            f"{path} is not a complete Parquet file ({cause}).", hint="It may still be being written."
        ) from cause
    line = 1
    for batch in file.iter_batches(_BATCH):
        strings = [_strings(column) for column in batch.columns]
        lines = pa.array(range(line, line + batch.num_rows), pa.int64())
        line += batch.num_rows
        yield pa.table([*strings, lines], names=[*batch.schema.names, LINE])


def _strings(column: pa.Array) -> pa.Array:
    try:
        return column.cast(pa.string()).fill_null("")
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array([cell(value) for value in column.to_pylist()], pa.string())


def cell(value: object) -> str:
    """Return one value as the text that a CSV of the same table would hold."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.timedelta):
        seconds = value.total_seconds()
        minutes, rest = divmod(abs(seconds), 60)
        return f"{'-' if seconds < 0 else ''}{minutes // 60:.0f}:{minutes % 60:02.0f}:{rest:09.6f}"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)
