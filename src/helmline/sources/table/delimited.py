"""Delimited text: fast where lines are records, exact where they are not.

A block whose lines all hold an even number of quotes is parsed at once by Arrow. Any other block goes
record by record through Python's `csv`, with the exact number of the line a record starts at; a record with
the wrong number of fields costs only its first line, and reading resumes on the next.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from helmline.errors import FileError
from helmline.sources.table.tally import Tally

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
LINE = "_line"
#: The longest record: several 10 MB cells fit; beyond it a quote was opened and never closed.
_LONGEST_RECORD = 64 << 20
_BATCH = 20_000
#: The names of the columns stand in the first part of a file.
_LONGEST_HEADER = 4 << 20


class _UnclosedError(Exception):
    """A record grew past the longest there can be."""


def sniff(text: str) -> str:
    """Return the mark that cuts most of the first lines into one same number (> 1) of fields, or ''."""
    lines = text.splitlines()[:60]
    scores = {mark: _evenness(lines, mark) for mark in DELIMITERS}
    best = max(scores, key=lambda mark: scores[mark])
    return best if scores[best] > 0 else ""


def _evenness(lines: list[str], mark: str) -> float:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=mark) if row)
    except csv.Error:
        return 0.0
    width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    return 0.0 if width < 2 else times / sum(widths.values()) + min(width, 99) / 1000


class Delimited:
    """A delimited text as batches of string columns and the line each row starts at."""

    def __init__(self, blocks: Iterator[bytes], tally: Tally, delimiter: str = "", header: int = 0) -> None:
        self._blocks = blocks
        self._tally = tally
        self._waiting: deque[tuple[int, str]] = deque()
        self._held = 0  # characters of the record being read
        self._ran_out = False  # it asked for a line after the last
        self._line = 1  # number of the first line not yet handed out
        head = next(blocks, b"")
        self._repeats: list[int] = []  # lines that say the header again
        self.delimiter, rest = self._dialect(self._from_line(head, header), delimiter)
        self.columns, self._rest = self._header(rest)

    def _from_line(self, head: bytes, header: int) -> bytes:
        """Return the first block without the lines above the stated header line."""
        while self._line < header and head:
            head = head[head.find(b"\n") + 1 or len(head) :]
            self._line += 1
        return head

    def _dialect(self, head: bytes, stated: str) -> tuple[str, bytes]:
        if head[:4] == b"sep=" and head[5:6] in (b"\n", b"\r"):  # Excel's own first line
            self._line += 1
            return stated or chr(head[4]), head[head.index(b"\n") + 1 :]
        text = head[:200_000].decode("utf-8", "ignore")
        if not text.strip():
            raise FileError("The file holds nothing but blank lines.", hint="Export it again.")
        found = sniff(text)
        first = next((line for line in text.splitlines() if line.strip()), "")
        if stated and stated not in first:
            likely = f"; it looks like {DELIMITERS[found]}" if found else ""
            raise FileError(
                f"The first line holds no {DELIMITERS.get(stated, repr(stated))}{likely}.",
                hint=f"State delimiter = {found!r} in the mapping, or leave it out." if found else "",
            )
        if not (stated or found):
            raise FileError(
                f"Only one column was found: {first[:80]!r}.",
                hint="State the mark between columns in the mapping: [source] delimiter = ';'",
            )
        return stated or found, head

    def _header(self, block: bytes) -> tuple[tuple[str, ...], bytes]:
        while block:
            end = block.find(b"\n") + 1 or len(block)
            if block[:end].strip():
                lines = [line + "\n" for line in _plain(block[:_LONGEST_HEADER]).split("\n")]
                reader = csv.reader(lines, delimiter=self.delimiter)
                names = next(reader)  # a name in quotes may run over several lines
                self._line += reader.line_num
                for _ in range(reader.line_num):
                    block = block[block.find(b"\n") + 1 or len(block) :]
                return unique([" ".join(name.split()) for name in names], self._tally), block
            block = block[end:]
            self._line += 1
        raise FileError("The file holds no header line.", hint="Export it again with column names.")

    def batches(self) -> Iterator[pa.Table]:
        """Yield tables of strings with `_line`; rows that cannot be read go to the tally."""
        csv.field_size_limit(2 * _LONGEST_RECORD)  # the default of 128 KB refuses a long mail
        block: bytes | None = self._rest
        while block is not None:
            if block:
                table = self._at_once(block)
                tables = self._by_record(block) if table is None else iter((table,))
                yield from (kept for kept in map(self._without_headers, tables) if kept.num_rows)
            block = next(self._blocks, None)
        self._tally.lines = self._line - 1
        if self._repeats:
            where = ", ".join(map(str, self._repeats[:5]))
            self._tally.notes.append(
                f"{len(self._repeats):,} rows repeat the header and were left out (line {where}): "
                "exports put together?"
            )

    def _without_headers(self, table: pa.Table) -> pa.Table:
        """Leave out rows that say the header again, as exports put together do.

        Raises `FileError` where such a row has the names in another order: what follows would be misread.
        """
        named = pc.is_in(table.column(0), pa.array(list(self.columns)))
        if not pc.any(named).as_py():
            return table
        drop = []
        for position in np.flatnonzero(named.to_numpy()):
            cells = [str(table.column(n)[position]).strip() for n in range(len(self.columns))]
            line = table.column(LINE)[position].as_py()
            if tuple(cells) == self.columns:
                self._repeats.append(line)
                drop.append(position)
            elif len(cells) > 1 and sorted(cells) == sorted(self.columns):
                raise FileError(
                    f"Line {line} is a header with its columns in another order: "
                    f"{self.delimiter.join(cells)[:120]}",
                    hint="Cut the file there and import the parts one by one.",
                )
        return table.take(np.setdiff1d(np.arange(table.num_rows), drop)) if drop else table

    def _at_once(self, block: bytes) -> pa.Table | None:
        """Parse a block whose records are lines; None where that is not certain."""
        bytes_ = np.frombuffer(block, np.uint8)
        ends = np.flatnonzero(bytes_ == 10)
        if not len(ends) or ends[-1] != len(block) - 1:
            return None
        if b'"' in block:
            before_end = np.searchsorted(np.flatnonzero(bytes_ == 34), ends)
            if np.any(before_end & 1):
                return None
        odd: list[pa_csv.InvalidRow] = []
        try:
            table = self._arrow(block, odd)
        except pa.ArrowInvalid:
            return None
        if odd or table.num_rows != len(ends):
            return None
        table = table.append_column(LINE, pa.array(np.arange(self._line, self._line + len(ends))))
        self._line += len(ends)
        return table

    def _arrow(self, block: bytes, odd: list[pa_csv.InvalidRow]) -> pa.Table:
        def skip(row: pa_csv.InvalidRow) -> str:
            odd.append(row)
            return "skip"

        return pa_csv.read_csv(
            io.BytesIO(block),
            read_options=pa_csv.ReadOptions(
                column_names=list(self.columns), use_threads=False, block_size=len(block) + 1
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.delimiter, newlines_in_values=False, invalid_row_handler=skip
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(self.columns, pa.string()), strings_can_be_null=False
            ),
        )

    def _by_record(self, block: bytes) -> Iterator[pa.Table]:
        self._queue(block)
        lines: list[int] = []
        rows: list[list[str]] = []
        for line, row in self._records():
            lines.append(line)
            rows.append(row)
            if len(rows) >= _BATCH:
                yield as_table(self.columns, rows, lines)
                lines, rows = [], []
        if rows:
            yield as_table(self.columns, rows, lines)

    def _queue(self, block: bytes) -> None:
        for line in _plain(block).split("\n"):
            self._waiting.append((self._line, line + "\n"))
            self._line += 1
        number, last = self._waiting.pop()  # what follows the last line end: nothing, but at the file's end
        self._line -= 1
        if last != "\n":
            self._waiting.append((number, last[:-1]))
            self._line += 1

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield records until the queued lines are used up; one that runs on takes the next block's."""
        taken: list[tuple[int, str]] = []
        unclosed = 0
        reader = csv.reader(self._taking(taken), delimiter=self.delimiter)
        while self._waiting:
            taken.clear()
            self._held, self._ran_out = 0, False
            try:
                row = next(reader, None)
                bad = None if row is None else self._wrong(row, taken)
            except (_UnclosedError, csv.Error) as cause:
                row, bad = [], ("unclosed_quote", f"a quote opened here is never closed ({cause})")
                unclosed += 1
            if bad:
                self._give_back(taken, *bad)
                reader = csv.reader(self._taking(taken), delimiter=self.delimiter)
                if unclosed > 3:
                    raise FileError(
                        f"Quotes opened at line {taken[0][0]} and three times before are never closed.",
                        hint="Check the export's quoting.",
                    )
            elif row and len(row) >= len(self.columns):  # else a blank line
                yield taken[0][0], row[: len(self.columns)]

    def _taking(self, taken: list[tuple[int, str]]) -> Iterator[str]:
        """Hand lines to the reader one by one; it asks for another only inside a quoted cell."""
        while True:
            if not self._waiting:
                following = next(self._blocks, None)
                if following is None:
                    self._ran_out = True
                    return
                self._queue(following)
            taken.append(self._waiting.popleft())
            self._held += len(taken[-1][1])
            if len(taken) > 1 and self._held > _LONGEST_RECORD:
                raise _UnclosedError("64 MB read without its end")
            yield taken[-1][1]

    def _wrong(self, row: list[str], taken: list[tuple[int, str]]) -> tuple[str, str] | None:
        """Return why a record cannot be used, as code and sentence; None where it can."""
        width = len(self.columns)
        if not row or (len(row) == 1 and not row[0].strip()):
            return None if len(taken) == 1 else ("fields", "a quoted line break without a row")
        if self._ran_out:
            return (
                "unclosed_quote",
                "a quote opened here is never closed: the file is cut, or still being written",
            )
        if len(row) == width or (len(row) > width and not any(row[width:])):
            return None
        if len(row) < width and not taken[-1][1].endswith("\n"):
            return (
                "unfinished",
                f"the file ends inside this row ({len(row)} of {width} fields): still being written?",
            )
        return "fields", f"{len(row)} fields where the header has {width}"

    def _give_back(self, taken: list[tuple[int, str]], code: str, reason: str) -> None:
        """Reject the first line of a record and put its others back, to be read as records of their own."""
        self._waiting.extendleft(reversed(taken[1:]))
        self._tally.reject(taken[0][0], code, reason, taken[0][1])
        if code == "unfinished" or self._ran_out:
            self._tally.unfinished = self._tally.unfinished or "its last row is incomplete"


def _plain(block: bytes) -> str:
    """Return text whose only line end is a line feed; a carriage return inside a line becomes a blank."""
    return block.decode("utf-8").replace("\r\n", "\n").replace("\r", " ")


def unique(names: list[str], tally: Tally) -> tuple[str, ...]:
    """Return column names told apart: a repeated one gets ` (2)`, an empty one its position; notes say so."""
    seen: Counter[str] = Counter()
    result: list[str] = []
    for position, name in enumerate(names, start=1):
        plain = name or f"column {position}"
        seen[plain] += 1
        result.append(plain if seen[plain] == 1 else f"{plain} ({seen[plain]})")
    if repeated := sorted(name for name, times in seen.items() if times > 1):
        tally.notes.append(f"column names that occur more than once were numbered: {', '.join(repeated)}")
    return tuple(result)


def as_table(columns: tuple[str, ...], rows: list[list[str]], lines: list[int]) -> pa.Table:
    """Return rows of strings as a table with `_line`."""
    arrays = [pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)]
    return pa.table([*arrays, pa.array(lines, pa.int64())], names=[*columns, LINE])
