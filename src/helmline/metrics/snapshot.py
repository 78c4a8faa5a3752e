"""The facts a query is asked of, as the event log publishes them, and a cursor that can see them."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Protocol

from helmline.engines import duck
from helmline.metrics.tables import DERIVED, TABLES

if TYPE_CHECKING:
    import duckdb

#: Snapshots whose views are kept; a refresh makes a new one, and readers of the old one are soon gone.
_KEPT: Final = 64
_VIEWED: Final[OrderedDict[str, None]] = OrderedDict()  # schemas of views, the one used last at the end
_viewing = threading.Lock()


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


def open_cursor(snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    """Return a cursor on which every fact table of the snapshot is a view of its own name."""
    schema = schema_of(snapshot)
    cursor = duck.cursor()
    cursor.execute(f"USE {schema}")
    cursor.execute("SET parquet_metadata_cache = true")  # nobody changes the files of a snapshot
    return cursor


def schema_of(snapshot: Snapshot) -> str:
    """Return the schema that holds the views of a snapshot: made once, for all cursors of the process."""
    views = {name: snapshot.sql(name) for name in TABLES if name not in DERIVED}
    schema = "facts_" + hashlib.sha256(repr(views).encode()).hexdigest()[:24]
    with _viewing:
        if schema not in _VIEWED:
            _view(schema, views)
        _VIEWED[schema] = None
        _VIEWED.move_to_end(schema)
    return schema


def _view(schema: str, views: Mapping[str, str]) -> None:
    with duck.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for name, sql in views.items():
            cursor.execute(f"CREATE OR REPLACE VIEW {schema}.{duck.identifier(name)} AS {sql}")
        while len(_VIEWED) >= _KEPT:
            oldest, _ = _VIEWED.popitem(last=False)
            cursor.execute(f"DROP SCHEMA {oldest} CASCADE")


def end_of_sight(snapshot: Snapshot) -> int | None:
    """Return the last instant the snapshot saw, of any source; None when it is empty."""
    if snapshot.as_of_us is not None:
        return snapshot.as_of_us
    return max(snapshot.observed_until.values(), default=None)
