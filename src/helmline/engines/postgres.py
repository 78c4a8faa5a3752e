"""PostgreSQL as an engine for the metrics: an extra, for those whose facts live there, and as a referee."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from helmline.engines.duck import identifier
from helmline.engines.rows import Rows

if TYPE_CHECKING:
    import psycopg
    import pyarrow as pa


class Postgres:
    """Fact tables in the first schema of a connection's search path. The caller opens and closes it."""

    dialect = "postgres"

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def load(self, name: str, table: pa.Table) -> None:
        """Make a table of the name with these rows. Every integer becomes a bigint, nulls stay nulls."""
        from pyarrow import csv

        columns = ", ".join(f"{identifier(field.name)} {_type(field.type)}" for field in table.schema)
        text = BytesIO()
        # every value quoted: an unquoted empty field is a null, a quoted one the empty text
        csv.write_csv(table, text, csv.WriteOptions(include_header=False, quoting_style="all_valid"))
        with self._connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {identifier(name)}".encode())
            cursor.execute(f"CREATE TABLE {identifier(name)} ({columns})".encode())
            with cursor.copy(f"COPY {identifier(name)} FROM STDIN (FORMAT csv)".encode()) as copy:
                copy.write(text.getvalue())
            cursor.execute(f"ANALYZE {identifier(name)}".encode())

    def run(self, sql: str) -> Rows:
        """Return the rows of a statement."""
        with self._connection.cursor() as cursor:
            return cursor.execute(sql.encode()).fetchall()


def _type(kind: pa.DataType) -> str:
    import pyarrow as pa

    if pa.types.is_integer(kind):
        return "bigint"
    return "boolean" if pa.types.is_boolean(kind) else "text"
