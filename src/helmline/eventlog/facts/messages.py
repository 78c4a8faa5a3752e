"""Messages: the customer's turns and how each was answered; the team's silences between its updates."""

from __future__ import annotations

from typing import Final

from helmline.eventlog.facts.conditions import CUSTOMER_MESSAGE, HUMAN_REPLY, STATE, dims
from helmline.eventlog.schema import Status

#: How a customer's turn ended.
REPLIED, CLOSED_NO_REPLY, OPEN, AFTER_CLOSE = 1, 2, 3, 4
#: How a silence of the team ended: by an update, because the work was over, or not yet.
UPDATED, OVER, SILENT = 1, 2, 3
_LAST: Final = (1 << 127) - 1


def replies_sql() -> str:
    """Return SQL for turns: from the oldest unanswered customer message to the next reply by a person.

    Several messages in a row are one turn. Solving without a reply closes the clock; a message that came
    after the last solve and reopened nothing (a "thanks") runs no clock.
    """
    marks = (
        f"SELECT interaction, t, k, actor, team, CASE WHEN {CUSTOMER_MESSAGE} THEN 1 WHEN {HUMAN_REPLY} THEN 2 "
        f"ELSE 3 END AS mark FROM e WHERE {CUSTOMER_MESSAGE} OR {HUMAN_REPLY} "
        f"OR ({STATE} AND status >= {Status.SOLVED:d})"
    )
    bends = (
        f"SELECT * FROM ({marks}) WINDOW w AS (PARTITION BY interaction ORDER BY k) "
        "QUALIFY (mark = 1) <> coalesce(lag(mark) OVER w = 1, false)"
    )
    turns = (
        "SELECT interaction, mark, t AS asked_us, k, lead(mark) OVER w AS answer, lead(t) OVER w AS ended_us, "
        f"lead(actor) OVER w AS replier, lead(team) OVER w AS replier_team FROM ({bends}) "
        "WINDOW w AS (PARTITION BY interaction ORDER BY k)"
    )
    outcome = (
        f"CASE WHEN answer = 2 THEN {REPLIED} WHEN answer = 3 THEN {CLOSED_NO_REPLY} "
        f"WHEN NOT i.is_open AND i.last_state_us <= asked_us THEN {AFTER_CLOSE} ELSE {OPEN} END::SMALLINT"
    )
    columns = dims("i", agent="CASE WHEN answer = 2 THEN replier END", team="coalesce(replier_team, i.team)")
    return (
        "SELECT r.interaction, i.source, row_number() OVER (PARTITION BY r.interaction ORDER BY k)::INT AS turn, "
        "asked_us, CASE WHEN answer = 2 THEN ended_us END AS answered_us, "
        f"CASE WHEN answer IS NOT NULL THEN ended_us END AS ended_us, {outcome} AS outcome, "
        f"i.agent AS owner, {columns} FROM ({turns}) AS r JOIN interactions AS i USING (interaction) WHERE mark = 1"
    )


def updates_sql() -> str:
    """Return SQL for the team's silences: from the clock's start or a reopening to the first public message
    of a person, from each such message to the next, the last one to the solve; open while it is not over.

    Whether waiting for the customer counts is the reader's choice: `statuses` says when it was pending.
    """
    begun = f"SELECT interaction, t0_us AS t, 0::HUGEINT AS k, {SILENT} AS mark FROM interactions"
    said = f"SELECT interaction, t, k, {UPDATED} FROM e WHERE {HUMAN_REPLY}"
    states = (
        f"SELECT interaction, started_us, k, CASE WHEN reopening THEN {SILENT} ELSE {OVER} END "
        f"FROM raw_statuses WHERE reopening OR status >= {Status.SOLVED:d}"
    )
    merged = f"SELECT interaction, merged_us, {_LAST}::HUGEINT, {OVER} FROM interactions WHERE merged_us IS NOT NULL"
    marks = (
        f"SELECT m.* FROM ({begun} UNION ALL {said} UNION ALL {states} UNION ALL {merged}) AS m "
        "JOIN interactions AS i USING (interaction) WHERE m.t >= i.t0_us"
    )
    gaps = (
        "SELECT interaction, mark, k, t AS started_us, lead(mark) OVER w AS next, lead(t) OVER w AS ended_us "
        f"FROM ({marks}) WINDOW w AS (PARTITION BY interaction ORDER BY k)"
    )
    return (
        "SELECT g.interaction, i.source, row_number() OVER (PARTITION BY g.interaction ORDER BY k)::INT AS n, "
        f"g.started_us, g.ended_us, coalesce(g.next, {SILENT})::SMALLINT AS outcome, {dims('i')} "
        f"FROM ({gaps}) AS g JOIN interactions AS i USING (interaction) "
        f"WHERE g.mark <> {OVER} AND g.next IS DISTINCT FROM {SILENT} AND (g.next IS NOT NULL OR i.is_open)"
    )
