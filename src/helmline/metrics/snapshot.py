"""The facts a query is asked of, as the event log publishes them, and a cursor that can see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from helmline.engines import duck
from helmline.metrics.tables import DERIVED, TABLES

if TYPE_CHECKING:
    import duckdb


class Snapshot(Protocol):
    """One published state of the fact tables."""

    @property
    def id(self) -> str:
        """The name of the snapshot."""

    @property
    def watermark(self) -> int:
        """The highest `seq` it knows."""

    @property
    def as_of_us(self) -> int | None:
        """The instant it is cut at, or None."""

    @property
    def observed_until(self) -> Mapping[str, int]:
        """source -> the instant up to which it was seen."""

    def sql(self, table: str) -> str:
        """Return a SELECT over the files of one fact table."""


def open_cursor(snapshot: Snapshot, tables: tuple[str, ...] = tuple(TABLES)) -> duckdb.DuckDBPyConnection:
    """Return a cursor on which every fact table of the snapshot is a view of its own name."""
    cursor = duck.cursor()
    for name in (table for table in tables if table not in DERIVED):
        cursor.execute(f"CREATE OR REPLACE TEMP VIEW {duck.identifier(name)} AS {snapshot.sql(name)}")
    return cursor


def end_of_sight(snapshot: Snapshot) -> int | None:
    """Return the last instant the snapshot saw, of any source; None when it is empty."""
    if snapshot.as_of_us is not None:
        return snapshot.as_of_us
    return max(snapshot.observed_until.values(), default=None)
