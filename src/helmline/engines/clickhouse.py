"""ClickHouse as an engine for the metrics: chDB runs its SQL in this process, without a server."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from helmline.engines.duck import identifier, quote
from helmline.engines.rows import Rows

if TYPE_CHECKING:
    import pyarrow as pa

#: A row without a match has nulls, as in every other SQL; ClickHouse would make them 0 and the empty text.
_SETTINGS = (
    "join_use_nulls = 1, output_format_json_quote_64bit_integers = 0, aggregate_functions_null_for_empty = 1"
)


class ClickHouse:
    """Fact tables in a chDB session of its own. Use it as a context manager."""

    dialect = "clickhouse"

    def __enter__(self) -> ClickHouse:
        from chdb.session import Session

        self._session: Any = Session()  # type: ignore[no-untyped-call]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def load(self, name: str, table: pa.Table) -> None:
        """Make a table of the name with these rows, held in memory."""
        import pyarrow.parquet as pq

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "rows.parquet"
            pq.write_table(_plain(table), path)
            self._session.query(f"DROP TABLE IF EXISTS {identifier(name)}")
            self._session.query(
                f"CREATE TABLE {identifier(name)} ENGINE = Memory AS "
                f"SELECT * FROM file({quote(str(path))}, 'Parquet') SETTINGS schema_inference_make_columns_nullable = 1"
            )

    def run(self, sql: str) -> Rows:
        """Return the rows of a statement."""
        answer = self._session.query(f"{sql} SETTINGS {_SETTINGS}", "JSONCompactEachRow")
        return [tuple(json.loads(line)) for line in str(answer).splitlines() if line]


def _plain(table: pa.Table) -> pa.Table:
    """Return the table with every integer as a 64-bit one, as the compiled SQL takes them."""
    import pyarrow as pa

    wide = [
        pa.field(field.name, pa.int64() if pa.types.is_integer(field.type) else field.type)
        for field in table.schema
    ]
    return table.cast(pa.schema(wide))
