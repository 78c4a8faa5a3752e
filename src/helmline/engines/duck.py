"""DuckDB: one in-memory database a process, a cursor a thread, half of the memory, a folder to spill to."""

from __future__ import annotations

import os
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from duckdb import DuckDBPyConnection as Cursor

    __all__ = ["Cursor", "cursor", "identifier", "quote", "type_of"]

_lock = threading.Lock()


def _memory_mb() -> int:
    """Return the memory this process may use: `HELMLINE_MEMORY_MB`, else half of what the machine has."""
    stated = os.environ.get("HELMLINE_MEMORY_MB")
    if stated:
        return int(stated)
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return max(512, pages * size // 2**21)


@cache
def _database() -> duckdb.DuckDBPyConnection:
    import duckdb

    spill = Path(os.environ.get("HELMLINE_SPILL", tempfile.gettempdir())) / f"helmline-spill-{os.getpid()}"
    config = {
        "memory_limit": f"{_memory_mb()}MB",
        "temp_directory": str(spill),
        "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false",  # nothing is fetched at run time
        "autoload_known_extensions": "false",
    }
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def cursor() -> duckdb.DuckDBPyConnection:
    """Return a new cursor on the process's one in-memory database. Temporary tables are the cursor's own."""
    with _lock:
        connection = _database().cursor()
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def quote(text: str) -> str:
    """Return `text` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Return `name` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def type_of(kind: pa.DataType) -> str:
    """Return DuckDB's name of an Arrow type of the event log."""
    import pyarrow as pa

    names = {
        pa.string(): "VARCHAR", pa.binary(): "BLOB", pa.bool_(): "BOOLEAN",
        pa.int16(): "SMALLINT", pa.int32(): "INTEGER", pa.int64(): "BIGINT",
    }  # fmt: skip
    return names[kind]
