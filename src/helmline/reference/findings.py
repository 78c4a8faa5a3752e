"""What is wrong with reference data: every finding at once, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from helmline.errors import ReferenceDataError

Severity = Literal["error", "warning"]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([\w\-]+)\s*=")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: `path` like `team[2].calendar`, counted from 0; line 0 where it is not known."""

    severity: Severity
    path: str
    message: str
    line: int = 0

    def __str__(self) -> str:
        where = f"line {self.line}, {self.path}" if self.line else self.path
        return f"{where}: {self.message}" if where else self.message


@dataclass(slots=True)
class Findings:
    """Collects findings while reading goes on, so that a person mends a file once and not ten times."""

    lines: dict[str, int] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)

    def error(self, path: str, message: str) -> None:
        """Note what keeps the file from being published."""
        self.found.append(Finding("error", path, message, line_of(path, self.lines)))

    def warning(self, path: str, message: str) -> None:
        """Note what is probably not meant, but can be published."""
        self.found.append(Finding("warning", path, message, line_of(path, self.lines)))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep the file from being published, in the order of the file."""
        return tuple(item for item in self._sorted() if item.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that do not."""
        return tuple(item for item in self._sorted() if item.severity == "warning")

    def _sorted(self) -> list[Finding]:
        return sorted(self.found, key=lambda item: item.line)


class InvalidReference(ReferenceDataError):
    """Reference data with errors; `findings` holds them all."""

    def __init__(self, source: str, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        many = f"{len(self.findings)} error{'s' if len(self.findings) != 1 else ''}"
        listed = "\n".join(f"  {item}" for item in self.findings)
        super().__init__(
            f"{source} has {many}; nothing was published:\n{listed}",
            hint="Mend them and publish again. docs/how-to/reference.md has a commented example.",
        )


def line_of(path: str, lines: dict[str, int]) -> int:
    """Return the line of `path`, or of the nearest table around it, or 0."""
    while path:
        if path in lines:
            return lines[path]
        path = re.sub(r"(\.[^.\[\]]+|\[\d+\]|^[^.\[\]]+)$", "", path)
    return 0


def locate(text: str) -> dict[str, int]:
    """Map paths of a TOML text to line numbers (the standard parser gives none).

    Knows headers and `key = value` lines, which is how such files are written; anything else is found under
    the table around it.
    """
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _table_path(header[2], header[1] == "[[", counts)
            lines.setdefault(re.sub(r"\[\d+\]$", "", table), number)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault(f"{table}.{key[1]}" if table else key[1], number)
    return lines


def _table_path(name: str, repeated: bool, counts: dict[str, int]) -> str:
    *parents, last = name.split(".")
    path = ""
    for parent in parents:
        path = f"{path}.{parent}" if path else parent
        if path in counts:
            path = f"{path}[{counts[path]}]"
    path = f"{path}.{last}" if path else last
    if not repeated:
        return path
    counts[path] = counts.get(path, -1) + 1
    return f"{path}[{counts[path]}]"
