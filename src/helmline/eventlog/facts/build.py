"""Building the fact tables: in buckets of interactions, so that memory stays bounded at any size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from helmline.engines import duck
from helmline.eventlog.facts import calls, interactions, messages, ownership, ratings, states
from helmline.eventlog.facts.conditions import ORDER_KEY
from helmline.eventlog.log import LogView
from helmline.eventlog.schema import CONTENT, Kind, Status

if TYPE_CHECKING:
    import duckdb

#: Bump when the meaning or the shape of a fact table changes: older snapshots are then rebuilt.
VERSION: Final = 3
#: Log rows folded at once.
BUCKET_ROWS: Final = 20_000_000

#: In the order they are made; each may use those before it. `agent_states` has no interaction.
RAW: Final[dict[str, Callable[[], str]]] = {
    "core": interactions.core_sql,
    "origins": interactions.origins_sql,
    "raw_statuses": states.statuses_sql,
    "raw_episodes": states.episodes_sql,
    "raw_stints": ownership.stints_sql,
}
TABLES: Final[dict[str, Callable[[], str]]] = {
    "interactions": interactions.interactions_sql,
    "replies": messages.replies_sql,
    "updates": messages.updates_sql,
    "episodes": states.published_episodes_sql,
    "stints": ownership.published_stints_sql,
    "statuses": states.published_statuses_sql,
    "placements": ownership.placements_sql,
    "pauses": states.pauses_sql,
    "calls": calls.calls_sql,
    "ratings": ratings.ratings_sql,
    "figures": ratings.figures_sql,
}

_LOG_COLUMNS: Final = ", ".join([*CONTENT.names, "content_hash"])


@dataclass(frozen=True)
class Built:
    """What a build wrote: rows a table, and the capabilities it found."""

    rows: dict[str, int]
    capabilities: dict[str, tuple[bool, bool]]


def capabilities_of(
    cursor: duckdb.DuckDBPyConnection, view: LogView, rows_sql: str = ""
) -> dict[str, tuple[bool, bool]]:
    """Return for each source whether it speaks of states at all, and whether it knows *solved*.

    `rows_sql` looks at some rows (source, kind, status) instead of at every current one.
    """
    sql = (
        f"SELECT source, bool_or(kind = {Kind.STATUS_CHANGED:d}), "
        f"bool_or(kind = {Kind.STATUS_CHANGED:d} AND status = {Status.SOLVED:d}) "
        f"FROM ({rows_sql or view.events_sql('source, kind, status')}) GROUP BY source ORDER BY source"
    )
    rows = cursor.execute(sql).fetchall()
    return {source: (bool(speaks), bool(solves)) for source, speaks, solves in rows}


def build(
    view: LogView,
    folder: Path,
    *,
    name: str = "base",
    only: str | None = None,
    capabilities: dict[str, tuple[bool, bool]] | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Built:
    """Write every fact table of a log view as Parquet files under `folder/TABLE/`.

    `only` is SQL for one column of interactions: the build is then limited to these (a refresh); it must be
    closed under merges and customers. The log is read once a bucket of at most BUCKET_ROWS rows.
    `capabilities` spares the look for them where the caller knows them.
    """
    buckets = 1 if only else max(1, -(-view.rows // BUCKET_ROWS))
    rows = dict.fromkeys([*TABLES, "agent_states"], 0)
    with duck.cursor() as cursor:
        capabilities = capabilities_of(cursor, view) if capabilities is None else capabilities
        _prepare(cursor, view, capabilities)
        if buckets > 1:
            thin = f"({_events(cursor, view)})"
            cursor.execute(f"CREATE OR REPLACE TEMP TABLE returns AS {interactions.returns_sql(thin)}")
        for bucket in range(buckets):
            conditions = [f"interaction % {buckets} = {bucket}"] if buckets > 1 else []
            conditions += [f"interaction IN ({only})"] if only else []
            _load(cursor, view, " AND ".join(conditions) or "true")
            if buckets == 1:
                cursor.execute(f"CREATE OR REPLACE TEMP TABLE returns AS {interactions.returns_sql()}")
            for table in TABLES:
                rows[table] += _write(cursor, table, folder / table / f"{name}-{bucket:03d}.parquet")
            if on_progress:
                on_progress((bucket + 1) / buckets)
        rows["agent_states"] = _write_agent_states(cursor, view, folder, name, only is not None)
    return Built(rows, capabilities)


def _prepare(
    cursor: duckdb.DuckDBPyConnection, view: LogView, capabilities: dict[str, tuple[bool, bool]]
) -> None:
    """Make the small relations that span interactions: capabilities and merges."""
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE capabilities (source VARCHAR, states BOOLEAN, solves BOOLEAN)"
    )
    if capabilities:
        cursor.executemany(
            "INSERT INTO capabilities VALUES (?, ?, ?)", [[s, *flags] for s, flags in capabilities.items()]
        )
    merged = view.events_sql(
        "interaction, related, occurred_at_us, ordinal, content_hash", f"kind = {Kind.MERGED:d}"
    )
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE merges AS {interactions.merges_sql(merged)}")


def _events(cursor: duckdb.DuckDBPyConnection, view: LogView) -> str:
    """Return SQL for the relation `e` over the whole view; needs `merges`."""
    row = cursor.execute("SELECT count(*) FROM merges").fetchone()
    return interactions.events_sql(view.events_sql(_LOG_COLUMNS), moved=bool(row and row[0]))


def _load(cursor: duckdb.DuckDBPyConnection, view: LogView, where: str) -> None:
    """Put the events of some interactions into `e` and make the raw tables from them."""
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE e AS SELECT * FROM ({_events(cursor, view)}) WHERE {where}")
    for table, sql in RAW.items():
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {sql()}")


def _write(cursor: duckdb.DuckDBPyConnection, table: str, path: Path) -> int:
    """Write one fact table of the loaded bucket; keep `interactions` at hand for those that join it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    source = TABLES[table]()
    if table == "interactions":
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE interactions AS {source}")
        source = "SELECT * FROM interactions"
    return copy(cursor, source, path)


def _write_agent_states(
    cursor: duckdb.DuckDBPyConnection, view: LogView, folder: Path, name: str, partial: bool
) -> int:
    """Write the states of agents; a refresh limits them to the agents listed beside the layer."""
    where = f"kind = {Kind.AGENT_STATE:d}"
    if partial:
        changed = duck.quote(str(folder / "changed_agents" / "layer-000.parquet"))
        where += f" AND coalesce(owner, actor) IN (SELECT agent FROM read_parquet({changed}))"
    rows = view.events_sql(_LOG_COLUMNS, where)
    columns = f"source, owner, actor, code, team, occurred_at_us AS t, {ORDER_KEY}"
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE states_log AS SELECT {columns} FROM ({rows})")
    path = folder / "agent_states" / f"{name}-000.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    return copy(cursor, calls.agent_states_sql(), path)


def copy(cursor: duckdb.DuckDBPyConnection, sql: str, path: Path) -> int:
    """Write the rows of `sql` to a Parquet file; return how many."""
    options = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"
    row = cursor.execute(f"COPY ({sql}) TO {duck.quote(str(path))} ({options})").fetchone()
    return int(row[0]) if row else 0
