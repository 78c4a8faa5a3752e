"""The rejected rows of an import, as they are handed out: nothing in them runs when a spreadsheet opens them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from helmline_web.decisions.cells import guarded


def lines(path: Path) -> Iterator[str]:
    """Yield the lines of a rejects file; a cell that would be a formula gets an apostrophe in front."""
    with path.open(encoding="utf-8", newline="") as file:
        for cells in csv.reader(file):
            held = io.StringIO()
            csv.writer(held).writerow(map(guarded, cells))
            yield held.getvalue()
