"""Pages: one function a file, with its template and its test."""

from __future__ import annotations


def register_pages() -> None:
    """Put this app's pages on the rail."""
