"""A data folder of a test, spoken to in a line."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from helmline.engines import duck
from helmline.eventlog.facts import Facts, Snapshot
from helmline.eventlog.store import Landed, Store


class Desk:
    """A data folder with one source, spoken to in a line."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def lands(self, *batches: Any, source: str = "desk") -> Landed:
        with Store(self.data) as store:
            return store.append([b for group in batches for b in group], source=source)

    def facts(self) -> Snapshot:
        return Facts(self.data).current()

    def facts_from_nothing(self) -> Snapshot:
        """Facts built from the log alone, in a folder of their own: what is published stays."""
        beside = Path(tempfile.mkdtemp(dir=self.data))
        (beside / "log").symlink_to(self.data / "log")
        return Facts(beside).rebuild()

    def rows(
        self, table: str, columns: str = "*", where: str = "true", snapshot: Snapshot | None = None
    ) -> list[dict[str, Any]]:
        snapshot = snapshot or self.facts()
        return ask(f"SELECT {columns} FROM ({snapshot.sql(table)}) WHERE {where}")

    def one(
        self, table: str, columns: str = "*", where: str = "true", snapshot: Snapshot | None = None
    ) -> dict[str, Any]:
        rows = self.rows(table, columns, where, snapshot)
        assert len(rows) == 1, f"{len(rows)} rows in {table}: {rows}"
        return rows[0]


def ask(sql: str) -> list[dict[str, Any]]:
    with duck.cursor() as cursor:
        cursor.execute(sql)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
