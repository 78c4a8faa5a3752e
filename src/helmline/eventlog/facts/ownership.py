"""Ownership: stints (who had it, from when to when, and why it changed) and placements (where it lay)."""

from __future__ import annotations

from helmline.eventlog.facts.conditions import HUMAN_REPLY, STATE, dims, of_kind
from helmline.eventlog.schema import Change, Kind, Role, Status

#: An escalation this close to an assignment is the reason for it.
_NEAR_US = 60_000_000


def stints_sql() -> str:
    """Return SQL for raw stints of ownership, from `e` and `origins`.

    A change that the source typed keeps its type. Otherwise it is routing before the first human touch or
    by a machine, a skill escalation when an escalation goes with it, and else a transfer.
    """
    marks = (
        "SELECT interaction, t, k, kind, role, owner, change, team, queue FROM e "
        f"WHERE {of_kind(Kind.ASSIGNED, Kind.UNASSIGNED)}"
    )
    changed = (
        f"SELECT * FROM ({marks}) WINDOW w AS (PARTITION BY interaction ORDER BY k) "
        "QUALIFY lag(owner) OVER w IS DISTINCT FROM owner OR lag(kind) OVER w IS NULL"
    )
    spans = (
        "SELECT m.*, lead(t) OVER w AS next_us, lag(owner) OVER w AS before, o.first_touch_us, o.end_us "
        f"FROM ({changed}) AS m JOIN origins AS o USING (interaction) "
        "WINDOW w AS (PARTITION BY interaction ORDER BY k)"
    )
    escalated = f"SELECT interaction AS escalated, t AS escalated_us FROM e WHERE {of_kind(Kind.ESCALATED)}"
    typed = (
        "CASE WHEN change IS NOT NULL THEN change "
        f"WHEN before IS NULL OR first_touch_us IS NULL OR t <= first_touch_us THEN {Change.ROUTING:d} "
        f"WHEN role IN ({Role.BOT:d}, {Role.AUTOMATION:d}, {Role.SYSTEM:d}) THEN {Change.ROUTING:d} "
        f"WHEN EXISTS (SELECT 1 FROM ({escalated}) WHERE escalated = interaction "
        f"AND abs(escalated_us - t) <= {_NEAR_US}) THEN {Change.SKILL_ESCALATION:d} "
        f"ELSE {Change.TRANSFER:d} END::SMALLINT"
    )
    return (
        "SELECT interaction, row_number() OVER w::INT AS stint, owner, team AS own_team, queue AS own_queue, "
        "t AS started_us, CASE WHEN next_us IS NOT NULL THEN next_us WHEN end_us >= t THEN end_us END AS ended_us, "
        f"{typed} AS change, first_touch_us IS NOT NULL AND t > first_touch_us AS touched, "
        "row_number() OVER (PARTITION BY interaction, owner ORDER BY k) > 1 AS came_back "
        f"FROM ({spans}) WHERE owner IS NOT NULL WINDOW w AS (PARTITION BY interaction ORDER BY k)"
    )


def published_stints_sql() -> str:
    """Return SQL for the `stints` table: raw stints with what their owner did in them."""
    acts = (
        f"SELECT s.interaction, s.stint, min(t) FILTER ({HUMAN_REPLY}) AS first_reply_us, "
        f"count(*) FILTER ({HUMAN_REPLY}) AS replies, sum(amount) FILTER ({of_kind(Kind.WORKED)}) AS worked_us, "
        f"min(t) FILTER ({STATE} AND status >= {Status.SOLVED:d}) AS solved_us "
        "FROM raw_stints AS s JOIN e ON e.interaction = s.interaction AND e.actor = s.owner "
        "AND e.t >= s.started_us AND (s.ended_us IS NULL OR e.t <= s.ended_us) GROUP BY ALL"
    )
    columns = dims(
        "i", agent="s.owner", team="coalesce(s.own_team, i.team)", queue="coalesce(s.own_queue, i.queue)"
    )
    return (
        "SELECT s.interaction, i.source, s.stint, s.started_us, s.ended_us, s.change, s.touched, s.came_back, "
        "a.first_reply_us, coalesce(a.replies, 0)::INT AS replies, a.solved_us, a.worked_us::BIGINT AS worked_us, "
        f"{columns} FROM raw_stints AS s JOIN interactions AS i USING (interaction) "
        f"LEFT JOIN ({acts}) AS a ON a.interaction = s.interaction AND a.stint = s.stint"
    )


def placements_sql() -> str:
    """Return SQL for where an interaction lay: what the opening hours in force depend on.

    One row for an interaction that never moved; otherwise one for each stretch with its team, brand, queue
    and explicitly set calendar, each carried forward until it is said anew.
    """
    moved = f"{of_kind(Kind.CALENDAR_SET)} OR (kind <> {Kind.CREATED:d} AND (team IS NOT NULL OR brand IS NOT NULL OR queue IS NOT NULL))"
    movers = f"SELECT DISTINCT interaction FROM e WHERE {moved}"
    said = (
        "SELECT interaction, t, k, CASE WHEN kind = "
        f"{Kind.CALENDAR_SET:d} THEN code END AS calendar, team, brand, queue FROM e "
        f"WHERE ({moved} OR {of_kind(Kind.CREATED)}) AND interaction IN ({movers})"
    )
    carried = (
        "SELECT interaction, t, k, last_value(calendar IGNORE NULLS) OVER w AS calendar, "
        "last_value(team IGNORE NULLS) OVER w AS team, last_value(brand IGNORE NULLS) OVER w AS brand, "
        f"last_value(queue IGNORE NULLS) OVER w AS queue FROM ({said}) "
        "WINDOW w AS (PARTITION BY interaction ORDER BY k)"
    )
    places = (
        f"SELECT * FROM ({carried}) WINDOW w AS (PARTITION BY interaction ORDER BY k) QUALIFY lag(t) OVER w IS NULL OR lag(calendar) OVER w IS DISTINCT FROM calendar "
        "OR lag(team) OVER w IS DISTINCT FROM team OR lag(brand) OVER w IS DISTINCT FROM brand "
        "OR lag(queue) OVER w IS DISTINCT FROM queue"
    )
    stretches = (
        "SELECT interaction, row_number() OVER w::INT AS n, t AS started_us, lead(t) OVER w AS ended_us, "
        f"calendar, team, brand, queue FROM ({places}) WINDOW w AS (PARTITION BY interaction ORDER BY k)"
    )
    single = (
        "SELECT interaction, 1 AS n, first_event_us AS started_us, NULL::BIGINT AS ended_us, "
        "NULL::VARCHAR AS calendar, team, brand, queue FROM interactions "
        f"WHERE interaction NOT IN ({movers})"
    )
    columns = dims("i", team="p.team", brand="p.brand", queue="p.queue")
    return (
        "SELECT p.interaction, i.source, p.n, p.started_us, p.ended_us, p.calendar, "
        f"{columns} FROM ({single} UNION ALL {stretches}) AS p JOIN interactions AS i USING (interaction)"
    )
