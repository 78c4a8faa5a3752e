"""What another engine is asked to do: hold tables handed over as Arrow, and answer SQL of its dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

Rows = list[tuple[Any, ...]]


class Engine(Protocol):
    """An engine that holds tables. `dialect` is the name Ibis knows its SQL by."""

    @property
    def dialect(self) -> str:
        """The SQL it speaks: duckdb, postgres or clickhouse."""

    def load(self, name: str, table: pa.Table) -> None:
        """Make a table `name` with the columns and rows of `table`; one of that name is replaced."""

    def run(self, sql: str) -> Rows:
        """Return the rows of a statement, in no order."""
