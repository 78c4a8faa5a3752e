"""Which interactions must be recomputed after new rows: those named, and those that depend on them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helmline.engines import duck
from helmline.eventlog.log import LogView
from helmline.eventlog.schema import Kind

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Affected:
    """How many interactions to recompute, and how many of them had no row before."""

    interactions: int
    unseen: int


def find(cursor: duckdb.DuckDBPyConnection, view: LogView, since: int, old_interactions: str) -> Affected:
    """Fill the temporary tables `changed` and `changed_agents` with what rows after `since` touch.

    The closure: an event that was corrected may have belonged to another interaction before; a merge moves
    messages between its two sides; a follow-up and a repeat contact are returns of earlier contacts of the
    same customer.
    """
    columns = "event_id, interaction, kind, related, customer, owner, actor, revision, occurred_at_us"
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE new AS {view.raw_sql(columns, since=since)}")
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE revised AS SELECT "
        f"event_id, interaction, kind, related, customer, owner, actor FROM ({view.raw_sql()}) "
        "WHERE event_id IN (SELECT event_id FROM new WHERE revision > 0)"
        if _any(cursor, "SELECT 1 FROM new WHERE revision > 0")
        else "CREATE OR REPLACE TEMP TABLE revised AS SELECT * EXCLUDE (revision, occurred_at_us) FROM new WHERE false"
    )
    touched = "SELECT interaction, kind, related, customer, owner, actor FROM {}"
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE touched AS "
        f"{touched.format('new')} UNION ALL {touched.format('revised')}"
    )
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE changed AS {_closed(view, old_interactions)}")
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE changed_agents AS SELECT DISTINCT coalesce(owner, actor) AS agent "
        f"FROM touched WHERE kind = {Kind.AGENT_STATE:d} AND coalesce(owner, actor) IS NOT NULL"
    )
    row = cursor.execute(
        "SELECT count(*), count(*) FILTER (interaction NOT IN "
        f"(SELECT interaction FROM ({old_interactions}) SEMI JOIN changed USING (interaction))) FROM changed"
    ).fetchone()
    return Affected(*row) if row else Affected(0, 0)


def write(cursor: duckdb.DuckDBPyConnection, folder: Path) -> Path:
    """Write the two lists beside the layer they belong to; return the file of interactions."""
    for table in ("changed_agents", "changed"):
        name = "changed_interactions" if table == "changed" else table
        path = folder / name / "layer-000.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        cursor.execute(f"COPY (SELECT * FROM {table}) TO {duck.quote(str(path))} (FORMAT parquet)")
    return path


def _closed(view: LogView, old_interactions: str) -> str:
    """Return SQL for the closed set of interactions."""
    merges = view.raw_sql("interaction, related, kind")
    pairs = f"SELECT interaction AS a, related AS b FROM ({merges}) WHERE kind = {Kind.MERGED:d} AND related IS NOT NULL"
    named = (
        "SELECT interaction FROM touched WHERE interaction IS NOT NULL UNION "
        f"SELECT related FROM touched WHERE related IS NOT NULL AND kind IN ({Kind.MERGED:d}, {Kind.FOLLOW_UP:d})"
    )
    old = f"SELECT interaction, customer, follow_up_of FROM ({old_interactions})"
    return (
        f"WITH RECURSIVE pairs AS ({pairs}), linked AS (SELECT a, b FROM pairs UNION SELECT b, a FROM pairs), "
        f"named AS ({named}), joined AS (SELECT interaction FROM named UNION "
        "SELECT linked.b FROM joined JOIN linked ON linked.a = joined.interaction), "
        f"old AS ({old}), customers AS ("
        "SELECT customer FROM touched WHERE customer IS NOT NULL UNION "
        "SELECT customer FROM old SEMI JOIN joined USING (interaction) WHERE customer IS NOT NULL), "
        "kin AS (SELECT interaction FROM joined UNION SELECT interaction FROM old SEMI JOIN customers USING (customer)) "
        "SELECT DISTINCT interaction FROM (SELECT interaction FROM kin UNION ALL "
        "SELECT interaction FROM old WHERE follow_up_of IN (SELECT interaction FROM kin) UNION ALL "
        "SELECT follow_up_of FROM old SEMI JOIN kin USING (interaction) WHERE follow_up_of IS NOT NULL)"
    )


def _any(cursor: duckdb.DuckDBPyConnection, sql: str) -> bool:
    row = cursor.execute(f"SELECT EXISTS ({sql})").fetchone()
    return bool(row and row[0])
