"""The cells of a question, or the rows behind it, as a file: the very same query that a page shows.

Texts that a spreadsheet would run as a formula get an apostrophe in front; numbers stay numbers. CSV is sent while
it is made; the other kinds need a whole file first, which lies in the folder for temporary files until it is sent.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from openpyxl import Workbook

from helmline.errors import InputError
from helmline.metrics.query import Query
from helmline.metrics.result import Cell, iso
from helmline_web.analytics import door, names
from helmline_web.decisions.cells import guarded

if TYPE_CHECKING:
    from helmline_web.analytics.door import Answer
    from helmline_web.people.access import Viewer

#: ending -> media type
FORMATS: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
#: rows that a sheet holds beside its heading, and digits that a spreadsheet keeps of a number
_SHEET_ROWS: Final = 1_048_575
_EXACT: Final = 10**15


@dataclass(frozen=True, slots=True)
class Export:
    """A table to be sent: what its file is called, without the ending, and its rows."""

    title: str
    batches: Iterable[pa.RecordBatch]

    def response(self, ending: str) -> HttpResponseBase:
        """Return the answer to a request for one of FORMATS. Raises InputError for another."""
        if ending not in FORMATS:
            raise InputError(f"There is no export as {ending!r}.", hint=f"Use one of {', '.join(FORMATS)}.")
        name = f"{re.sub(r'[^a-z0-9-]+', '-', self.title.lower()).strip('-')}.{ending}"
        if ending == "csv":
            response: HttpResponseBase = StreamingHttpResponse(
                csv_lines(self.batches), content_type=FORMATS[ending]
            )
            response["Content-Disposition"] = f'attachment; filename="{name}"'
            return response
        file = self._file(ending)
        return FileResponse(file, as_attachment=True, filename=name, content_type=FORMATS[ending])

    def _file(self, ending: str) -> IO[bytes]:
        """Return the whole table as a file without a name; whoever sends it closes it."""
        file = TemporaryFile()  # noqa: SIM115
        try:
            _WRITERS[ending](self.batches, file)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file


def cells(viewer: Viewer, query: Query) -> Export:
    """Return the cells of a query, one a row, with what they rest on."""
    answer = door.ask(viewer, query)
    known = names.names(viewer, _people(answer.cells))
    rows = [_flat(answer, cell, known) for cell in answer.cells]
    table = pa.Table.from_pylist(rows) if rows else pa.table({"metric": pa.array([], pa.string())})
    return Export(_title(query), table.to_batches() or [_nothing(table.schema)])


def rows(viewer: Viewer, query: Query) -> Export:
    """Return the rows behind the one metric of a query."""
    return Export(f"{_title(query)}-rows", _named(viewer, door.stream(viewer, query)))


def csv_lines(batches: Iterable[pa.RecordBatch]) -> Iterator[str]:
    """Yield the lines of a table as CSV, the heading first."""
    writer = csv.writer(_Echo())
    for number, batch in enumerate(batches):
        if not number:
            yield writer.writerow(batch.schema.names)
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield writer.writerow(map(guarded, values))


def write_xlsx(batches: Iterable[pa.RecordBatch], file: IO[bytes]) -> None:
    """Write a workbook of one sheet. Raises InputError where a sheet cannot hold the rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("helmline")
    written = 0
    for number, batch in enumerate(batches):
        if not number:
            sheet.append(batch.schema.names)
        written += batch.num_rows
        if written > _SHEET_ROWS:
            sheet.close()
            raise InputError(
                f"A sheet holds {_SHEET_ROWS:,} rows and there are more.", hint="Take CSV or Parquet."
            )
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            sheet.append([_for_sheet(value) for value in values])
    book.save(file)


def write_parquet(batches: Iterable[pa.RecordBatch], file: IO[bytes]) -> None:
    """Write a Parquet file; without any rows an empty one."""
    writer = None
    for batch in batches:
        writer = writer or pq.ParquetWriter(file, batch.schema, compression="zstd")
        writer.write_batch(batch)
    if writer is None:
        pq.write_table(pa.table({}), file)
    else:
        writer.close()


_WRITERS: Final[Mapping[str, Callable[[Iterable[pa.RecordBatch], IO[bytes]], None]]] = {
    "xlsx": write_xlsx,
    "parquet": write_parquet,
}


class _Echo:
    """What `csv` writes to, so that it hands the line back."""

    def write(self, line: str) -> str:
        return line


def _for_sheet(value: object) -> object:
    # A spreadsheet keeps 15 digits: a subject key would lose its end.
    return str(value) if isinstance(value, int) and abs(value) > _EXACT else guarded(value)


def _title(query: Query) -> str:
    return f"helmline-{'-'.join(query.metrics[:3])}-{query.hash()}"


def _people(cells: Iterable[Cell]) -> set[int]:
    return {int(cell.by["agent"]) for cell in cells if cell.by.get("agent") is not None}


def _flat(answer: Answer, cell: Cell, known: Mapping[int, str]) -> dict[str, Any]:
    """Return a cell as one row: what the API gives, without the lists in it, and what the answer rests on."""
    fields = cell.to_json()
    by = {f"by_{name}": value for name, value in fields.pop("by").items()}
    if "by_agent" in by:
        by["agent_name"] = known.get(by["by_agent"])
    plain = {name: value for name, value in fields.items() if not isinstance(value, dict | list)}
    rests = {
        "notes": " ".join(cell.notes),
        "query": answer.result.query_hash,
        "known_at": answer.result.known_at,
        "reference": answer.result.reference,
        "data_until": None if answer.freshness.until_us is None else iso(answer.freshness.until_us),
    }
    return {"metric": plain.pop("metric"), **by, **plain, **rests}


def _named(viewer: Viewer, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Add the name beside each subject key that the viewer may know."""
    for batch in batches:
        if "by_agent" not in batch.schema.names:
            yield batch
            continue
        keys = batch["by_agent"].to_pylist()
        known = names.names(viewer, set(keys))
        yield batch.append_column("agent_name", pa.array([known.get(key) for key in keys], pa.string()))


def _nothing(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema=schema)
