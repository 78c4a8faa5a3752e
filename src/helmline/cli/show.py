"""Showing things in a terminal: tables, bars, durations, progress. Words for people, numbers for machines."""

from __future__ import annotations

import csv
import json
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
_BARS = " ▁▂▃▄▅▆▇█"


def emit(rows: Sequence[Row], form: str, columns: Mapping[str, str]) -> None:
    """Print rows as a table, JSON or CSV; `columns` maps a row's key to its heading."""
    if form == "json":
        as_json(list(rows))
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([["" if row.get(key) is None else row[key] for key in columns] for row in rows])
    else:
        table(rows, columns)


def as_json(value: object) -> None:
    """Print one JSON document."""
    print(json.dumps(value, indent=1, ensure_ascii=False, default=str))


def table(rows: Sequence[Row], columns: Mapping[str, str]) -> None:
    """Print rows under headings; numbers to the right, a column without a value in any row left out."""
    keys = [key for key in columns if any(row.get(key) not in (None, "") for row in rows)]
    texts = [[_text(row.get(key)) for key in keys] for row in rows]
    heads = [columns[key] for key in keys]
    widths = [max(_width(line[i]) for line in [heads, *texts]) for i in range(len(keys))]
    widths = _fitting(widths, _room())
    right = [all(not row.get(key) or _numeric(row.get(key)) for row in rows) for key in keys]
    for line in [heads, ["─" * width for width in widths], *texts]:
        cells = (
            _pad(text, width, to_right) for text, width, to_right in zip(line, widths, right, strict=True)
        )
        print("  ".join(cells).rstrip())


def _numeric(value: object) -> bool:
    return not isinstance(value, str) or value[:1].isdigit() or value[:1] in "-–−+["


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _width(text: str) -> int:
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _room() -> int:
    """Return how wide a table may be: the terminal's width, or any where nobody watches."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 10_000


def _fitting(widths: list[int], room: int) -> list[int]:
    """Return widths whose sum fits: the widest column gives way, down to 20."""
    over = sum(widths) + 2 * (len(widths) - 1) - room
    widest = max(range(len(widths)), key=lambda i: widths[i], default=0)
    if over > 0 and widths:
        widths = [*widths[:widest], max(20, widths[widest] - over), *widths[widest + 1 :]]
    return widths


def _pad(text: str, width: int, to_right: bool) -> str:
    while _width(text) > width:
        text = text[:-2] + "…"
    space = " " * (width - _width(text))
    return space + text if to_right else text + space


def duration(seconds: float | None) -> str:
    """Return seconds in the unit a person would use: 45 s, 12.5 min, 13.9 h, 6.1 d."""
    if seconds is None:
        return ""
    size = abs(seconds)
    for limit, unit, name in ((90, 1, "s"), (5400, 60, "min"), (172_800, 3600, "h")):
        if size < limit:
            return f"{seconds / unit:.{0 if unit == 1 and size == round(size) else 1}f} {name}"
    return f"{seconds / 86_400:.1f} d"


def amount(value: float | None, unit: str) -> str:
    """Return a value with its unit, as a person reads it."""
    if value is None:
        return "–"
    if unit == "s":
        return duration(value)
    if unit == "ratio":
        return f"{100 * value:.1f} %"
    if unit in ("tickets", "events", "contacts") or value == int(value):
        return f"{round(value):,}"
    return f"{value:,.2f}"


def spark(counts: Sequence[float]) -> str:
    """Return a small bar a count; the tallest fills the line."""
    top = max(counts, default=0)
    if top <= 0:
        return ""
    return "".join(_BARS[0 if count <= 0 else max(1, round(count / top * 8))] for count in counts)


def say(text: str = "") -> None:
    """Tell the person something that is not the result: to the error stream, so that pipes stay clean."""
    sys.stderr.write(text + "\n")


class Progress:
    """A line that shows how far a long step is; silent where nobody watches, and for the first second."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._start = time.monotonic()
        self._shown = False
        self._watched = sys.stderr.isatty()

    def __call__(self, share: float) -> None:
        """Show that `share` (0 to 1) is done."""
        if not self._watched or time.monotonic() - self._start < 1:
            return
        width = min(40, shutil.get_terminal_size().columns - len(self._what) - 12)
        done = round(share * max(width, 0))
        sys.stderr.write(f"\r{self._what} {'█' * done}{'░' * (width - done)} {share:4.0%}")
        self._shown = True
        if share >= 1:
            self.note("")

    def note(self, text: str) -> None:
        """Replace the line by a word on the present step."""
        if self._watched and (text or self._shown):
            sys.stderr.write(f"\r\033[K{text}")
            self._shown = bool(text)
            sys.stderr.flush()


def ticker(what: str) -> Callable[[float], None]:
    """Return a progress line for a step with a known share."""
    return Progress(what)
