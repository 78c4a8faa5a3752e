"""The database itself refuses to change or delete entries of the trail, whoever asks."""

from __future__ import annotations

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE: Final = "decisions_entry"

_PROTECT: Final = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_{act.lower()} BEFORE {act} ON {TABLE} "
        "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
        for act in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the trail is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE OR REPLACE TRIGGER {TABLE}_refuse BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
    ],
}
_UNPROTECT: Final = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {TABLE}_{act}" for act in ("update", "delete")],
    "postgresql": [f"DROP TRIGGER IF EXISTS {TABLE}_refuse ON {TABLE}"],
}


def protect(connection: BaseDatabaseWrapper) -> None:
    """Add the triggers; twice does no harm."""
    _run(connection, _PROTECT[connection.vendor])


def unprotect(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: to undo the migration, or to empty a database of tests."""
    _run(connection, _UNPROTECT[connection.vendor])


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
