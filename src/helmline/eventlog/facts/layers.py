"""Layers: a base of fact files and the few over it, and which rows the whole of them shows.

Beside its rows each layer says what it hides below: the interactions it holds anew, the states of agents from
an instant on, and the next contacts that it corrects without holding the interaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from helmline.engines import duck

if TYPE_CHECKING:
    import duckdb

#: What a layer says of those below it: name of the temporary table and of the folder -> its key.
HIDING: Final = ("changed", "changed_agents", "next_contacts")
#: The instant in whose order the rows of a table are written, so that a question about a week reads only the
#: row groups of that week.
WRITTEN_BY: Final = {
    "interactions": "created_us",
    "replies": "asked_us",
    "updates": "started_us",
    "episodes": "started_us",
    "stints": "started_us",
    "statuses": "started_us",
    "placements": "started_us",
    "pauses": "started_us",
    "calls": "offered_us",
    "ratings": "sent_us",
    "figures": "occurred_at_us",
    "agent_states": "started_us",
}


@dataclass(frozen=True)
class Layer:
    """One folder of fact files; `changed` counts the interactions it replaces or corrects (0 for a base)."""

    folder: str
    changed: int = 0


def files(root: str, layer: Layer, table: str) -> str:
    """Return SQL that reads a table of one layer."""
    return f"read_parquet({duck.quote(f'{root}/{layer.folder}/{table}/*.parquet')})"


def visible_sql(root: str, layers: Sequence[Layer], table: str) -> str:
    """Return SQL for the rows of a table that no later layer hides."""
    return " UNION ALL ".join(
        _seen_sql(files(root, layer, table), root, layers[position + 1 :], table)
        for position, layer in enumerate(layers)
    )


def _seen_sql(rows: str, root: str, later: Sequence[Layer], table: str) -> str:
    """Return SQL for the rows of one layer that none of the later ones hides."""
    if not later or table == "merge_rows":
        return f"SELECT * FROM {rows}"
    if table == "agent_states":
        return (
            f"SELECT * FROM {rows} AS r ANTI JOIN ({_agents_sql(root, later)}) AS c "
            "ON c.agent = r.agent AND r.started_us >= c.from_us"
        )
    own = f"SELECT * FROM {rows} ANTI JOIN ({_each(root, later, 'changed')}) USING (interaction)"
    return _corrected_sql(own, root, later) if table == "interactions" else own


def _corrected_sql(own: str, root: str, later: Sequence[Layer]) -> str:
    """Return SQL for interactions with the next contacts that later layers correct.

    Grouped, so that the engine sees one row an interaction and leaves the join out where nobody asks for the
    column.
    """
    latest = (
        "SELECT interaction AS kin, arg_max_null(next_contact_us, place) AS next_us "
        f"FROM ({_next_sql(root, later)}) GROUP BY interaction"
    )
    return (
        "SELECT * EXCLUDE (kin, next_us) REPLACE (CASE WHEN kin IS NULL THEN next_contact_us ELSE next_us END "
        f"AS next_contact_us) FROM ({own}) LEFT JOIN ({latest}) ON kin = interaction"
    )


def _each(root: str, layers: Sequence[Layer], table: str) -> str:
    return " UNION ALL ".join(f"SELECT * FROM {files(root, layer, table)}" for layer in layers)


def _agents_sql(root: str, layers: Sequence[Layer]) -> str:
    """Return SQL for the agents whose states these layers derive anew, each from its earliest instant."""
    return (
        f"SELECT agent, min(from_us) AS from_us FROM ({_each(root, layers, 'changed_agents')}) GROUP BY agent"
    )


def _next_sql(root: str, layers: Sequence[Layer]) -> str:
    return " UNION ALL ".join(
        f"SELECT interaction, next_contact_us, {place} AS place FROM {files(root, layer, 'next_contacts')}"
        for place, layer in enumerate(layers)
    )


def write_hiding(cursor: duckdb.DuckDBPyConnection, folder: Path) -> int:
    """Write what a new layer hides, from the temporary tables of the refresh; return how many interactions."""
    rows = [copy(cursor, f"SELECT * FROM {table}", folder / table / "layer-000.parquet") for table in HIDING]
    return rows[0] + rows[2]


def join_hiding(cursor: duckdb.DuckDBPyConnection, root: Path, layers: Sequence[Layer], folder: str) -> int:
    """Write what some joined layers hide together; return how many interactions."""
    latest = (
        f"SELECT DISTINCT ON (interaction) interaction, next_contact_us FROM ({_next_sql(str(root), layers)}) "
        "ORDER BY interaction, place DESC"
    )
    joined = {
        "changed": f"SELECT DISTINCT interaction FROM ({_each(str(root), layers, 'changed')})",
        "changed_agents": _agents_sql(str(root), layers),
        "next_contacts": latest,
    }
    rows = {
        table: copy(cursor, sql, root / folder / table / "joined-000.parquet")
        for table, sql in joined.items()
    }
    return rows["changed"] + rows["next_contacts"]


def copy(cursor: duckdb.DuckDBPyConnection, sql: str, path: Path) -> int:
    """Write the rows of `sql` to a Parquet file in its table's folder, in order of time; return how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written_by = WRITTEN_BY.get(path.parent.name)
    if written_by:
        sql = f"SELECT * FROM ({sql}) ORDER BY {written_by}"
    options = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"
    row = cursor.execute(f"COPY ({sql}) TO {duck.quote(str(path))} ({options})").fetchone()
    return int(row[0]) if row else 0
