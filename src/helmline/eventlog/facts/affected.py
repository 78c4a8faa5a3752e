"""Which interactions must be folded anew after new rows: those named, and those that a merge ties to them.

Everything else that depends on another interaction (when a customer came back) is corrected without reading
its events again: see `contacts`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from helmline.eventlog.facts import handovers, merges
from helmline.eventlog.log import LogView
from helmline.eventlog.schema import Kind

if TYPE_CHECKING:
    import duckdb

#: SQL for the rows of a fact table as published before.
Published = Callable[[str], str]

_TOUCHES: Final = "interaction, kind, related, actor, coalesce(owner, actor) AS agent, occurred_at_us"


@dataclass(frozen=True)
class Affected:
    """How many interactions to fold anew and how many of them had no row before; from which instants to read.

    No row of theirs is older than `since_us`; `states_since_us` says the same of agents' states, None where no
    agent's state changed.
    """

    interactions: int
    unseen: int
    since_us: int
    states_since_us: int | None


def find(cursor: duckdb.DuckDBPyConnection, view: LogView, since: int, published: Published) -> Affected:
    """Fill temporary tables with what rows after `seq` `since` touch.

    `changed`: the interactions to fold, closed under merges, for a merge moves messages between its sides;
    an event that was corrected may have belonged to another interaction before. `before`: those of them that
    were published. `changed_agents`: whose states to derive anew, and from which instant. `merge_rows`: see
    `merges`.
    """
    _touch(cursor, view, since)
    merges.extend(cursor, view, since, published("merge_rows"))
    again = handovers.touched_sql(cursor, view, published("stints"))
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE changed AS {_closed_sql(again)}")
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE before AS SELECT interaction, customer, follow_up_of, earliest_us "
        f"FROM ({published('interactions')}) SEMI JOIN changed USING (interaction)"
    )
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE changed_agents AS {_agents_sql(published('agent_states'))}")
    row = cursor.execute(
        "SELECT (SELECT count(*) FROM changed), (SELECT count(*) FROM changed) - (SELECT count(*) FROM before), "
        "coalesce(least((SELECT min(earliest_us) FROM before), (SELECT min(occurred_at_us) FROM touched)), 0), "
        "(SELECT min(from_us) FROM changed_agents)"
    ).fetchone()
    return Affected(*row) if row else Affected(0, 0, 0, None)


def _touch(cursor: duckdb.DuckDBPyConnection, view: LogView, since: int) -> None:
    """Fill `touched` with the new rows, and with what corrected ones said before."""
    new = view.raw_sql(f"event_id, revision, {_TOUCHES}", since=since)
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE new AS {new}")
    cursor.execute("CREATE OR REPLACE TEMP TABLE touched AS SELECT * EXCLUDE (event_id, revision) FROM new")
    if cursor.execute("SELECT 1 FROM new WHERE revision > 0 LIMIT 1").fetchall():
        cursor.execute(
            f"INSERT INTO touched SELECT {_TOUCHES} FROM ({view.raw_sql()}) "
            "WHERE event_id IN (SELECT event_id FROM new WHERE revision > 0)"
        )


def _closed_sql(again: str) -> str:
    """Return SQL for what was touched, what `again` selects beside it, and what merges tie to either."""
    return (
        f"WITH RECURSIVE pairs AS ({merges.PAIRS}), linked AS (SELECT a, b FROM pairs UNION SELECT b, a FROM pairs), "
        f"joined AS (SELECT interaction FROM touched WHERE interaction IS NOT NULL UNION {again} UNION "
        f"SELECT related FROM touched WHERE related IS NOT NULL AND kind = {Kind.MERGED:d} UNION "
        "SELECT linked.b FROM joined JOIN linked ON linked.a = joined.interaction) SELECT DISTINCT interaction FROM joined"
    )


def _agents_sql(old_states: str) -> str:
    """Return SQL for the agents whose states changed, each from the last state that began before the change."""
    moved = (
        "SELECT agent, min(occurred_at_us) AS moved_us FROM touched "
        f"WHERE kind = {Kind.AGENT_STATE:d} AND agent IS NOT NULL GROUP BY agent"
    )
    return (
        f"SELECT m.agent, coalesce(max(s.started_us), any_value(m.moved_us)) AS from_us FROM ({moved}) AS m "
        f"LEFT JOIN ({old_states}) AS s ON s.agent = m.agent AND s.started_us < m.moved_us GROUP BY m.agent"
    )
