"""Cells of exported tables."""

from __future__ import annotations

from typing import Final

#: with these a spreadsheet begins a formula
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(value: object) -> object:
    """Return a text that a spreadsheet shows and does not compute; everything else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
