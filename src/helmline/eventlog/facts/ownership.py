"""Ownership: stints (who had it, from when to when, and why it changed) and placements (where it lay)."""

from __future__ import annotations

from helmline.eventlog.facts.conditions import HUMAN_REPLY, MAY_PLACE, PLACING, STATE, dims, last, of_kind
from helmline.eventlog.facts.interactions import PLACES
from helmline.eventlog.schema import Change, Kind, Role, Status

#: An escalation this close to an assignment is the reason for it.
_NEAR_US = 60_000_000
#: What the opening hours depend on, and what, beside the brand, a promise does.
_CASE = ("priority", "channel", "tier")


def owned_sql() -> str:
    """Return SQL for stints of ownership whose `change` is null where a person made it and nothing explains it.

    From `e` and `origins`. A change that the source typed keeps its type. Otherwise it is routing before the
    first human touch or by a machine, and a skill escalation when an escalation goes with it; what is left is
    for `handovers` to say.
    """
    marks = (
        "SELECT interaction, t, k, kind, actor, role, owner, change, team, queue FROM e "
        f"WHERE {of_kind(Kind.ASSIGNED, Kind.UNASSIGNED)}"
    )
    changed = (
        f"SELECT * FROM ({marks}) WINDOW w AS (PARTITION BY interaction ORDER BY k) "
        "QUALIFY lag(owner) OVER w IS DISTINCT FROM owner OR lag(kind) OVER w IS NULL"
    )
    spans = (
        "SELECT m.*, lead(t) OVER w AS next_us, lag(owner) OVER w AS before, lag(k) OVER w AS before_k, "
        f"o.first_touch_us, o.end_us FROM ({changed}) AS m JOIN origins AS o USING (interaction) "
        "WINDOW w AS (PARTITION BY interaction ORDER BY k)"
    )
    escalated = f"SELECT interaction AS escalated, t AS escalated_us FROM e WHERE {of_kind(Kind.ESCALATED)}"
    typed = (
        "CASE WHEN change IS NOT NULL THEN change "
        f"WHEN before IS NULL OR first_touch_us IS NULL OR t <= first_touch_us THEN {Change.ROUTING:d} "
        f"WHEN role IN ({Role.BOT:d}, {Role.AUTOMATION:d}, {Role.SYSTEM:d}) THEN {Change.ROUTING:d} "
        f"WHEN EXISTS (SELECT 1 FROM ({escalated}) WHERE escalated = interaction "
        f"AND abs(escalated_us - t) <= {_NEAR_US}) THEN {Change.SKILL_ESCALATION:d} END::SMALLINT"
    )
    return (
        "SELECT interaction, row_number() OVER w::INT AS stint, owner, team AS own_team, queue AS own_queue, "
        "t AS started_us, CASE WHEN next_us IS NOT NULL THEN next_us WHEN end_us >= t THEN end_us END AS ended_us, "
        f"{typed} AS change, first_touch_us IS NOT NULL AND t > first_touch_us AS touched, "
        "row_number() OVER (PARTITION BY interaction, owner ORDER BY k) > 1 AS came_back, k, before_k, before, actor "
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
    """Return SQL for where an interaction lay: what the hours and the targets in force depend on.

    One row for an interaction that never moved (whatever it said of itself, it always said the same);
    otherwise one for each stretch with its team, brand, queue, priority, channel, tier, explicitly set calendar and applied policy, each carried forward until it is
    said anew. A priority, channel or tier that was first said later counts from the beginning: it was not
    known, it did not change. `applied_us` is when a policy was last applied; applying begins a stretch.
    """
    applied = of_kind(Kind.CALENDAR_SET, Kind.SLA_APPLIED)
    other = " OR ".join(f"e.{name} <> c.{name}" for name in (*PLACES, *_CASE))
    late = " OR ".join(f"c.{name}_since_us > c.first_event_us" for name in PLACES)
    movers = (
        "SELECT DISTINCT e.interaction FROM e JOIN core AS c ON c.interaction = e.interaction "
        f"WHERE ({applied} AND t > c.first_event_us) OR ({MAY_PLACE} AND ({other})) OR {late}"
    )
    said = (
        f"SELECT interaction, t, k, CASE WHEN {of_kind(Kind.CALENDAR_SET)} THEN code END AS calendar, "
        f"CASE WHEN {of_kind(Kind.SLA_APPLIED)} THEN code END AS policy, "
        f"CASE WHEN {of_kind(Kind.SLA_APPLIED)} THEN t END AS applied_us, {', '.join((*PLACES, *_CASE))} FROM e "
        f"WHERE ({applied} OR {PLACING}) AND interaction IN ({movers})"
    )
    forward = ("calendar", "policy", "applied_us", *PLACES)
    columns = [f"last_value({name} IGNORE NULLS) OVER w AS {name}" for name in forward]
    columns += [
        f"coalesce(last_value({name} IGNORE NULLS) OVER w, first_value({name} IGNORE NULLS) OVER whole) AS {name}"
        for name in _CASE
    ]
    window = "w AS (PARTITION BY interaction ORDER BY k)"
    carried = (
        f"SELECT interaction, t, k, {', '.join(columns)} FROM ({said}) WINDOW {window}, "
        "whole AS (PARTITION BY interaction ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
    )
    differs = " OR ".join(f"lag({name}) OVER w IS DISTINCT FROM {name}" for name in (*forward, *_CASE))
    places = f"SELECT * FROM ({carried}) WINDOW {window} QUALIFY lag(t) OVER w IS NULL OR {differs}"
    kept = ", ".join((*forward, *_CASE))
    stretches = (
        "SELECT interaction, row_number() OVER w::INT AS n, t AS started_us, lead(t) OVER w AS ended_us, "
        f"{kept} FROM ({places}) WINDOW {window}"
    )
    at_birth = (
        f"SELECT interaction, {last('code', of_kind(Kind.CALENDAR_SET))} AS calendar, "
        f"{last('code', of_kind(Kind.SLA_APPLIED))} AS policy, "
        f"max(t) FILTER ({of_kind(Kind.SLA_APPLIED)}) AS applied_us FROM e WHERE {applied} GROUP BY interaction"
    )
    single = (
        "SELECT interaction, 1 AS n, first_event_us AS started_us, NULL::BIGINT AS ended_us, "
        f"b.calendar, b.policy, b.applied_us, {', '.join((*PLACES, *_CASE))} FROM interactions "
        f"LEFT JOIN ({at_birth}) AS b USING (interaction) WHERE interaction NOT IN ({movers})"
    )
    return (
        "SELECT p.interaction, i.source, p.n, p.started_us, p.ended_us, p.calendar, p.policy, p.applied_us, "
        f"{dims('i', **{name: f'p.{name}' for name in (*PLACES, *_CASE)})} "
        f"FROM ({single} UNION ALL {stretches}) AS p JOIN interactions AS i USING (interaction)"
    )
