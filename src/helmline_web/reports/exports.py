"""A document or rows as a file: CSV, XLSX or PDF, of the very figures on the page.

A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from django.http import HttpResponse

from helmline_web.decisions.actions import record
from helmline_web.decisions.cells import guarded
from helmline_web.reports.documents import Document
from helmline_web.reports.pdf import pdf

TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
Rows = Iterable[Sequence[Any]]


def as_csv(heads: Sequence[str], rows: Rows) -> bytes:
    """Return rows as CSV, UTF-8 with a mark so that spreadsheets read it right."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([guarded(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(heads: Sequence[str], rows: Rows) -> bytes:
    """Return rows as a workbook of one sheet."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(heads))
    for row in rows:
        sheet.append([guarded(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_TABLES: Final[Mapping[str, Callable[[Sequence[str], Rows], bytes]]] = {"csv": as_csv, "xlsx": as_xlsx}


def table(name: str, form: str, heads: Sequence[str], rows: Rows, *, by: int) -> HttpResponse:
    """Return rows as a file to keep, and tell the trail."""
    return _file(name, form, _TABLES[form](heads, rows), by)


def paper(name: str, document: Document, *, by: int) -> HttpResponse:
    """Return a document as a PDF file, and tell the trail."""
    return _file(name, "pdf", pdf(document), by)


def _file(name: str, form: str, body: bytes, by: int) -> HttpResponse:
    record("reports.exported", by=by, subject=f"report:{name}", detail={"what": name, "form": form})
    return HttpResponse(
        body,
        content_type=TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'},
    )
