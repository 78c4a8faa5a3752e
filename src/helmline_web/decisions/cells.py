"""Cells of exported tables."""

from __future__ import annotations

from typing import Final

#: with these a spreadsheet begins a formula
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def plain(text: str) -> str:
    """Return a cell that a spreadsheet shows and does not compute."""
    return f"'{text}" if text.startswith(_FORMULA) else text
