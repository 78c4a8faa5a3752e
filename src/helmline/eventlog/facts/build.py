"""Building the fact tables: in buckets of interactions, so that memory stays bounded at any size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from helmline.engines import duck
from helmline.eventlog.facts import (
    affected,
    calls,
    contacts,
    handovers,
    interactions,
    layers,
    merges,
    messages,
    ownership,
    ratings,
    states,
)
from helmline.eventlog.facts.conditions import ORDER_KEY
from helmline.eventlog.log import LogView
from helmline.eventlog.schema import CONTENT, Kind, Status

if TYPE_CHECKING:
    import duckdb

#: Bump when the meaning or the shape of a fact table changes: older snapshots are then rebuilt.
VERSION: Final = 5
#: Log rows folded at once.
BUCKET_ROWS: Final = 20_000_000

#: In the order they are made; each may use those before it. `agent_states` has no interaction.
RAW: Final[dict[str, Callable[[], str]]] = {
    "core": interactions.core_sql,
    "origins": interactions.origins_sql,
    "raw_statuses": states.statuses_sql,
    "raw_episodes": states.episodes_sql,
    "owned": ownership.owned_sql,
    "raw_stints": handovers.typed_sql,
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

#: What facts read of the log.
LOG_COLUMNS: Final = ", ".join([*CONTENT.names, "content_hash"])
#: source -> whether it speaks of states at all, and whether it knows *solved*.
Capabilities = dict[str, tuple[bool, bool]]


@dataclass(frozen=True)
class Built:
    """What a build wrote: rows a table, and the capabilities it found."""

    rows: dict[str, int]
    capabilities: Capabilities


def capabilities_of(cursor: duckdb.DuckDBPyConnection, view: LogView, rows_sql: str = "") -> Capabilities:
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


def capabilities_after(
    cursor: duckdb.DuckDBPyConnection, view: LogView, since: int, before: Capabilities
) -> Capabilities:
    """Return the sources' capabilities now: rows can only add to them, unless one was corrected or withdrawn."""
    new = view.raw_sql("source, kind, status, revision", since=since)
    if cursor.execute(f"SELECT count(*) FROM ({new}) WHERE revision > 0").fetchall() != [(0,)]:
        return capabilities_of(cursor, view)
    found = capabilities_of(cursor, view, new)
    for source, (speaks, solves) in before.items():
        newly = found.get(source, (False, False))
        found[source] = (speaks or newly[0], solves or newly[1])
    return found


def build(view: LogView, folder: Path, on_progress: Callable[[float], None] | None = None) -> Built:
    """Write every fact table of a log view as Parquet files under `folder/TABLE/`.

    The log is read once a bucket of at most BUCKET_ROWS rows, so that memory stays bounded.
    """
    buckets = max(1, -(-view.rows // BUCKET_ROWS))
    rows = dict.fromkeys(TABLES, 0)
    with duck.cursor() as cursor:
        capabilities = capabilities_of(cursor, view)
        merges.collect(cursor, view)
        moved = prepare(cursor, view, capabilities)
        rows["agent_states"] = write_agent_states(cursor, view, folder, "base")
        handovers.make_offline(cursor, f"SELECT * FROM {states_of(folder)}")
        handovers.make_bulk(cursor, view)
        if buckets > 1:
            contacts.make(cursor, f"({interactions.events_sql(view.events_sql(LOG_COLUMNS), moved)})")
        for bucket in range(buckets):
            _load(cursor, view, moved, *_bucket(bucket, buckets, moved))
            if buckets == 1:
                contacts.make(cursor)
            _write(cursor, folder, f"base-{bucket:03d}", rows)
            if on_progress:
                on_progress((bucket + 1) / buckets)
        layers.copy(cursor, "SELECT * FROM merge_rows", folder / "merge_rows" / "base-000.parquet")
    return Built(rows, capabilities)


def refresh(
    cursor: duckdb.DuckDBPyConnection,
    view: LogView,
    folder: Path,
    capabilities: Capabilities,
    found: affected.Affected,
    published: affected.Published,
) -> int:
    """Write a layer for what `affected.find` found; return how many interactions it replaces or corrects."""
    moved = prepare(cursor, view, capabilities)
    write_agent_states(cursor, view, folder, "layer", _of_changed_agents(found.states_since_us))
    handovers.make_offline(cursor, _states_now(published("agent_states"), folder), found.since_us)
    handovers.make_bulk(cursor, view, found.since_us)
    mine = f"interaction IN (SELECT interaction FROM changed) AND occurred_at_us >= {found.since_us}"
    _load(cursor, view, moved, mine)
    contacts.make_for_changed(cursor, published("interactions"))
    _write(cursor, folder, "layer-000", dict.fromkeys(TABLES, 0))
    layers.copy(cursor, "SELECT * FROM new_merge_rows", folder / "merge_rows" / "layer-000.parquet")
    return layers.write_hiding(cursor, folder)


def prepare(cursor: duckdb.DuckDBPyConnection, view: LogView, capabilities: Capabilities) -> bool:
    """Make the small relations that span interactions, capabilities and merges; return whether any merged."""
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE capabilities (source VARCHAR, states BOOLEAN, solves BOOLEAN)"
    )
    if capabilities:
        cursor.executemany(
            "INSERT INTO capabilities VALUES (?, ?, ?)", [[s, *flags] for s, flags in capabilities.items()]
        )
    return merges.resolve(cursor, view.as_of_us)


def _bucket(bucket: int, buckets: int, moved: bool) -> tuple[str, str]:
    """Return which rows of the log to read for a bucket, and which of them are its own once messages moved."""
    if buckets == 1:
        return "true", "true"
    own = f"interaction % {buckets} = {bucket}"
    return (f"({own} OR interaction IN (SELECT away FROM merges))" if moved else own), own


def _load(
    cursor: duckdb.DuckDBPyConnection, view: LogView, moved: bool, read: str, keep: str = "true"
) -> None:
    """Put the events of some interactions into `e` and make the raw tables from them.

    `read` chooses rows of the log before messages of merged interactions move to their survivors, so that
    the others are skipped inside the files; `keep` chooses interactions afterwards.
    """
    events = interactions.events_sql(view.events_sql(LOG_COLUMNS, read), moved)
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE e AS SELECT * FROM ({events}) WHERE {keep}")
    for table, sql in RAW.items():
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {sql()}")


def _write(cursor: duckdb.DuckDBPyConnection, folder: Path, name: str, rows: dict[str, int]) -> None:
    """Write the fact tables of the loaded interactions, counting their rows into `rows`."""
    for table in TABLES:
        rows[table] += write_table(cursor, table, folder / table / f"{name}.parquet")


def write_table(cursor: duckdb.DuckDBPyConnection, table: str, path: Path) -> int:
    """Write one fact table; keep `interactions` at hand for those that join it. Return its rows."""
    source = TABLES[table]()
    if table == "interactions":
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE interactions AS {source}")
        source = "SELECT * FROM interactions"
    return layers.copy(cursor, source, path)


def _of_changed_agents(since_us: int | None) -> str:
    """Return the condition of the rows from which a refresh derives agents' states anew."""
    if since_us is None:
        return "false"
    return (
        f"occurred_at_us >= {since_us} AND EXISTS (SELECT 1 FROM changed_agents AS c "
        "WHERE c.agent = coalesce(owner, actor) AND occurred_at_us >= c.from_us)"
    )


def states_of(folder: Path) -> str:
    """Return SQL that reads the agents' states written under a folder."""
    return f"read_parquet({duck.quote(str(folder / 'agent_states' / '*.parquet'))})"


def _states_now(published: str, folder: Path) -> str:
    """Return SQL for agents' states as they are once a layer lies over the published ones."""
    kept = "ANTI JOIN changed_agents AS c ON c.agent = r.agent AND r.started_us >= c.from_us"
    return f"SELECT r.* FROM ({published}) AS r {kept} UNION ALL SELECT * FROM {states_of(folder)}"


def write_agent_states(
    cursor: duckdb.DuckDBPyConnection, view: LogView, folder: Path, name: str, where: str = "true"
) -> int:
    """Write the states of agents, of all or of those that `where` chooses."""
    rows = view.events_sql(LOG_COLUMNS, f"kind = {Kind.AGENT_STATE:d} AND {where}")
    columns = f"source, owner, actor, code, team, occurred_at_us AS t, {ORDER_KEY}"
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE states_log AS SELECT {columns} FROM ({rows})")
    return layers.copy(cursor, calls.agent_states_sql(), folder / "agent_states" / f"{name}-000.parquet")
