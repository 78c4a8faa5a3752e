"""The rejects file: every row that did not land, with line, reason code, sentence and the row itself."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from helmline.engines.duck import identifier
from helmline.sources.table.tally import Reject

if TYPE_CHECKING:
    from helmline.engines.duck import Cursor
    from helmline.sources.table.report import ImportReport

HEADER = ("line", "code", "reason", "row")
_BATCH = 5_000


def path_for(path: Path, folder: Path | None = None) -> Path:
    """Return where a file's rejects go: beside it, or in `folder`."""
    return (folder or path.parent) / f"{path.name}.rejects.csv"


def write(
    target: Path,
    unreadable: Iterable[Reject],
    cursor: Cursor,
    typed: str,
    staged: str,
    columns: tuple[str, ...],
    report: ImportReport,
) -> None:
    """Write all rejects of a file and count them in the report; an earlier rejects file is replaced.

    `typed` holds the judged rows, `staged` the raw cells of the same lines. Rows are never lost to a
    folder that cannot be written: the error names it and nothing has landed yet.
    """
    target.unlink(missing_ok=True)
    codes: Counter[str] = Counter()
    file = None
    try:
        for reject in unreadable:
            file = file or _opened(target)
            _put(file, reject, codes, report)
        for reject in _judged(cursor, typed, staged, columns):
            file = file or _opened(target)
            _put(file, reject, codes, report)
    finally:
        if file:
            file.close()
    report.rejected = sum(codes.values())
    report.reject_codes = dict(codes.most_common())
    report.rejects_path = target if file else None


def _opened(target: Path) -> io.TextIOWrapper:
    file = target.open("w", encoding="utf-8", newline="")
    csv.writer(file).writerow(HEADER)
    return file


def _put(file: io.TextIOWrapper, reject: Reject, codes: Counter[str], report: ImportReport) -> None:
    csv.writer(file).writerow(reject)
    codes[reject.code] += 1
    if len(report.first_rejects) < 5:
        report.first_rejects.append(reject)


def _judged(cursor: Cursor, typed: str, staged: str, columns: tuple[str, ...]) -> Iterable[Reject]:
    cells = ", ".join(f"s.{identifier(column)}" for column in columns)
    found = cursor.execute(
        f'SELECT t._line, t."v:fault", {cells} FROM {typed} AS t JOIN {staged} AS s ON s._line = t._line '
        'WHERE t."v:fault" IS NOT NULL AND t."v:skip" IS NULL ORDER BY t._line'
    )
    while rows := found.fetchmany(_BATCH):
        for line, fault, *raw in rows:
            code, _, reason = fault.partition("|")
            yield Reject(line, code, reason, _as_row(raw))


def _as_row(cells: list[str | None]) -> str:
    held = io.StringIO()
    csv.writer(held, lineterminator="").writerow("" if cell is None else cell for cell in cells)
    text = held.getvalue()
    return text if len(text) <= 100_000 else text[:100_000] + f" [{len(text) - 100_000:,} more characters]"
