"""What reading a file told us besides its rows: encodings, rows that cannot be read, an unfinished end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple


class Reject(NamedTuple):
    """A row that did not land: where it stands, a code to count by, a sentence to act on, the row."""

    line: int
    code: str
    reason: str
    raw: str


@dataclass
class Tally:
    """Filled while a file is read; complete only when its last batch has been taken."""

    lines: int = 0
    rows: int = 0
    encodings: Counter[str] = field(default_factory=Counter)  # lines by encoding
    rejects: list[Reject] = field(default_factory=list)  # rows that could not be read, mapping not yet asked
    notes: list[str] = field(default_factory=list)
    unfinished: str = ""  # why the end of the file is not to be trusted

    def reject(self, line: int, code: str, reason: str, raw: str) -> None:
        """Record a row that cannot be read; a huge row is kept to its first 10,000 characters."""
        kept = raw.rstrip("\r\n")
        if len(kept) > 10_000:
            kept = kept[:10_000] + f" [{len(raw) - 10_000:,} more characters]"
        self.rejects.append(Reject(line, code, reason, kept))
