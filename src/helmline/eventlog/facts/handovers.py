"""Why an owner changed where the source does not say: was anybody there to keep the case, was it one of many?

Of the changes that nothing else explains, one in the same queue is a *shift handover* when the owner before was
offline or about to leave, and *absence cover* when that owner had been gone for longer than a night; one of many
that the same person made within a minute is a *bulk* reassignment. What is left is a transfer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from helmline.eventlog.facts.conditions import MAY_PLACE, of_kind
from helmline.eventlog.log import LogView
from helmline.eventlog.schema import Change, Kind, Role

if TYPE_CHECKING:
    import duckdb

#: Work is handed over this long before its owner goes offline, at most.
LEAVING_US: Final = 30 * 60_000_000
#: Who has been offline for longer missed a shift: no night between two shifts is as long.
GONE_US: Final = 16 * 3_600_000_000
#: So many assignments by one person, all within this time, are one act.
MANY: Final = 10
AT_ONCE_US: Final = 60_000_000

_BY_HAND: Final = (
    f"{of_kind(Kind.ASSIGNED)} AND role = {Role.AGENT:d} AND actor IS NOT NULL AND interaction IS NOT NULL"
)


def make_offline(cursor: duckdb.DuckDBPyConnection, states_sql: str, since_us: int | None = None) -> None:
    """Make `offline` (agent, from_us, to_us) of agents' states: each unbroken time away, `to_us` null if it lasts.

    With `since_us`, of what matters to changes of owner from then on: of a time away that began long before,
    only that it was long. States of no length are left out: at one instant they have no order among themselves.
    """
    recent = "true" if since_us is None else f"(ended_us IS NULL OR ended_us > {since_us - 2 * GONE_US})"
    turns = (
        "SELECT agent, state, started_us, ended_us, state = 'offline' "
        "AND lag(state) OVER (PARTITION BY agent ORDER BY started_us) IS DISTINCT FROM 'offline' AS leaves "
        f"FROM ({states_sql}) WHERE (ended_us IS NULL OR ended_us > started_us) AND {recent}"
    )
    runs = (
        "SELECT *, sum(leaves::INT) OVER (PARTITION BY agent ORDER BY started_us) AS run "
        f"FROM ({turns}) WHERE state = 'offline'"
    )
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE offline AS SELECT agent, min(started_us) AS from_us, "
        f"arg_max_null(ended_us, started_us) AS to_us FROM ({runs}) GROUP BY agent, run"
    )


def make_bulk(cursor: duckdb.DuckDBPyConnection, view: LogView, since_us: int | None = None) -> None:
    """Make `bulk` (actor, interaction, t): the untyped assignments that somebody made MANY of at once.

    With `since_us`, of those from then on; earlier ones are read only as far as they can belong to them.
    """
    where = f"{_BY_HAND} AND change IS NULL"
    if since_us is not None:
        where += f" AND occurred_at_us >= {since_us - AT_ONCE_US}"
    rows = view.events_sql("actor, interaction, occurred_at_us AS t", where)
    ahead = (
        f"SELECT *, count(*) OVER (PARTITION BY actor ORDER BY t RANGE BETWEEN CURRENT ROW AND {AT_ONCE_US} FOLLOWING) "
        f">= {MANY} AS begins FROM ({rows})"
    )
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE bulk AS SELECT DISTINCT actor, interaction, t FROM (SELECT * FROM ({ahead}) QUALIFY "
        f"bool_or(begins) OVER (PARTITION BY actor ORDER BY t RANGE BETWEEN {AT_ONCE_US} PRECEDING AND CURRENT ROW))"
    )


def typed_sql() -> str:
    """Return SQL for `raw_stints`: the rows of `owned` with the reason of every change, from `e`, `offline`, `bulk`."""
    unexplained = "SELECT interaction, stint, k, before_k, before, started_us FROM owned WHERE change IS NULL"
    said = f"SELECT interaction, k, queue FROM e WHERE queue IS NOT NULL AND {MAY_PLACE}"
    queues = (
        "SELECT u.interaction, u.stint, arg_max(q.queue, q.k) FILTER (q.k <= u.before_k) AS was, "
        f"arg_max(q.queue, q.k) FILTER (q.k <= u.k) AS now FROM ({unexplained}) AS u "
        f"JOIN ({said}) AS q USING (interaction) GROUP BY u.interaction, u.stint"
    )
    away = (
        f"SELECT u.interaction, u.stint, min(o.from_us) AS from_us FROM ({unexplained}) AS u JOIN offline AS o "
        f"ON o.agent = u.before AND o.from_us <= u.started_us + {LEAVING_US} "
        "AND (o.to_us IS NULL OR o.to_us > u.started_us) GROUP BY u.interaction, u.stint"
    )
    same_queue = "(q.was IS NULL OR q.was = q.now)"
    reason = (
        "CASE WHEN o.change IS NOT NULL THEN o.change "
        f"WHEN a.from_us IS NOT NULL AND {same_queue} AND o.started_us - a.from_us > {GONE_US} THEN {Change.ABSENCE_COVER:d} "
        f"WHEN a.from_us IS NOT NULL AND {same_queue} THEN {Change.SHIFT_HANDOVER:d} "
        f"WHEN b.t IS NOT NULL THEN {Change.BULK:d} ELSE {Change.TRANSFER:d} END::SMALLINT"
    )
    return (
        f"SELECT o.* EXCLUDE (k, before_k, before, actor) REPLACE ({reason} AS change) FROM owned AS o "
        f"LEFT JOIN ({away}) AS a ON a.interaction = o.interaction AND a.stint = o.stint "
        f"LEFT JOIN ({queues}) AS q ON q.interaction = o.interaction AND q.stint = o.stint "
        "LEFT JOIN bulk AS b ON b.interaction = o.interaction AND b.actor = o.actor AND b.t = o.started_us"
    )


def touched_sql(cursor: duckdb.DuckDBPyConnection, view: LogView, old_stints: str) -> str:
    """Return SQL for interactions whose changes of owner may have another reason now; needs `touched`.

    They are those assigned by the same hand within the same minute as a touched one, where there are enough of
    them, and those that an agent gave up since shortly before the agent's states changed.
    """
    left = (
        f"SELECT interaction FROM ({old_stints}) AS s JOIN (SELECT agent, min(occurred_at_us) AS moved_us FROM touched "
        f"WHERE kind = {Kind.AGENT_STATE:d} GROUP BY agent) AS m ON m.agent = s.agent AND s.ended_us >= m.moved_us - {LEAVING_US}"
    )
    acts = f"SELECT DISTINCT actor, occurred_at_us AS t FROM touched WHERE {of_kind(Kind.ASSIGNED)} AND actor IS NOT NULL"
    first = cursor.execute(f"SELECT min(t) FROM ({acts})").fetchall()[0][0]
    if first is None:
        return left
    rows = (
        f"SELECT actor, interaction, occurred_at_us AS t FROM ({view.raw_sql()}) "
        f"WHERE {_BY_HAND} AND occurred_at_us >= {first - AT_ONCE_US}"
    )
    beside = (
        f"SELECT n.actor, n.t, l.interaction FROM ({acts}) AS n JOIN ({rows}) AS l ON l.actor = n.actor "
        f"AND l.t BETWEEN n.t - {AT_ONCE_US} AND n.t + {AT_ONCE_US}"
    )
    return (
        f"{left} UNION SELECT interaction FROM (SELECT interaction, count(*) OVER (PARTITION BY actor, t) AS many "
        f"FROM ({beside})) WHERE many >= {MANY}"
    )
