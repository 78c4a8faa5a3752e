"""A report as what it says: the same document becomes a mail, its plain text and a PDF, with the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Line:
    """One figure in finished words: how it is called, what it is, what is beside it."""

    name: str
    value: str
    aside: str = ""  # how it moved, or its likely range
    counted: str = ""
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Key figures below a heading."""

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in finished words; the columns from `numbers` on stand at the end of their cells."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: int = 1


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as it stands alone, and what it shows for those who do not see it."""

    title: str
    svg: SafeString


@dataclass(frozen=True, slots=True)
class Document:
    """One page or a few: who it is for, what is true, and the blocks that show it."""

    title: str
    where: str
    lede: str
    blocks: Sequence[Figures | Grid | Picture]
    foot: str
    language: str

    @property
    def figures(self) -> list[Figures]:
        """Return the blocks of key figures."""
        return [block for block in self.blocks if isinstance(block, Figures)]

    @property
    def grids(self) -> list[Grid]:
        """Return the tables."""
        return [block for block in self.blocks if isinstance(block, Grid)]

    def plain(self) -> dict[str, Any]:
        """Return the document as plain values, for the typesetter."""
        return {
            "title": self.title, "where": self.where, "lede": self.lede, "foot": self.foot,
            "language": self.language, "blocks": [_plain(block) for block in self.blocks],
        }  # fmt: skip


def _plain(block: Figures | Grid | Picture) -> dict[str, Any]:
    if isinstance(block, Picture):
        return {"kind": "picture", "title": block.title, "svg": str(block.svg)}
    if isinstance(block, Grid):
        rows = [list(map(str, row)) for row in block.rows]
        return {
            "kind": "grid",
            "title": block.title,
            "heads": list(block.heads),
            "rows": rows,
            "numbers": block.numbers,
        }
    lines = [
        {
            "name": line.name,
            "value": line.value,
            "aside": line.aside,
            "counted": line.counted,
            "aim": line.aim,
        }
        for line in block.lines
    ]
    return {"kind": "figures", "title": block.title, "lines": lines}
