"""Calls: one row a leg, which is one way through queue and agent."""

from __future__ import annotations

from helmline.eventlog.facts.conditions import dims, first, last, of_kind
from helmline.eventlog.schema import Kind, Role

_OF_CALLS = f"kind BETWEEN {Kind.CALL_OFFERED:d} AND {Kind.WRAPPED_UP:d}"
#: What chats and tickets do as well, in queues of their own: none of these alone makes a call.
_ANYWHERE = of_kind(Kind.QUEUED, Kind.TRANSFERRED, Kind.OVERFLOWED)


def _at(kind: Kind) -> str:
    return f"min(t) FILTER ({of_kind(kind)})"


def _count(kind: Kind) -> str:
    return f"count(*) FILTER ({of_kind(kind)})"


def calls_sql() -> str:
    """Return SQL for call legs; a transfer or an overflow begins the next one.

    Hold is the sum over holds (a hold never retrieved lasts to the end), talk is answer to end without
    hold, wrap-up is end to wrap-up. A call that never queued waited 0. What was only queued or handed on,
    as a chat may be, is no call.
    """
    numbered = (
        "SELECT *, (1 + coalesce(sum((kind IN "
        f"({Kind.TRANSFERRED:d}, {Kind.OVERFLOWED:d}))::INT) OVER (PARTITION BY interaction ORDER BY k "
        "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::INT AS leg "
        f"FROM e WHERE {_OF_CALLS} AND interaction IN "
        f"(SELECT interaction FROM e WHERE {_OF_CALLS} AND NOT {_ANYWHERE})"
    )
    held = f"sum(CASE kind WHEN {Kind.HELD:d} THEN -t WHEN {Kind.RETRIEVED:d} THEN t END)"
    legs = (
        "SELECT interaction, leg, min(t) AS began_us, "
        f"{_at(Kind.CALL_OFFERED)} AS offered_us, {_at(Kind.IVR_EXITED)} AS left_us, {_at(Kind.QUEUED)} AS queued_us, "
        f"{_at(Kind.ANSWERED)} AS answered_us, {_at(Kind.ABANDONED)} AS abandoned_us, "
        f"{_at(Kind.CALL_ENDED)} AS hung_up_us, {_at(Kind.TRANSFERRED)} AS transferred_us, "
        f"{_at(Kind.OVERFLOWED)} AS overflowed_us, {_at(Kind.WRAPPED_UP)} AS wrapped_us, "
        f"{_at(Kind.CALLBACK_REQUESTED)} AS callback_requested_us, "
        f"{_at(Kind.CALLBACK_ATTEMPTED)} AS callback_attempted_us, {_at(Kind.CALLBACK_KEPT)} AS callback_kept_us, "
        f"{_count(Kind.RANG_NO_ANSWER)}::INT AS rang_no_answer, {_count(Kind.CONSULTED)} > 0 AS consulted, "
        f"{_count(Kind.CONFERENCED)} > 0 AS conferenced, {_count(Kind.HELD)} - {_count(Kind.RETRIEVED)} AS on_hold, "
        f"coalesce({held}, 0) AS held, {last('code', of_kind(Kind.WRAPPED_UP))} AS wrap_code, "
        f"coalesce({first('owner', of_kind(Kind.ANSWERED))}, "
        f"{first('actor', f'{of_kind(Kind.ANSWERED)} AND role = {Role.AGENT:d}')}) AS answerer, "
        f"{first('queue')} AS own_queue, {first('team')} AS own_team FROM ({numbered}) GROUP BY interaction, leg"
    )
    timed = f"SELECT *, coalesce(hung_up_us, transferred_us) AS ended_us FROM ({legs})"
    outcome = (
        "CASE WHEN answered_us IS NOT NULL THEN 'answered' WHEN abandoned_us IS NOT NULL THEN 'abandoned' "
        "WHEN callback_requested_us IS NOT NULL THEN 'callback' WHEN overflowed_us IS NOT NULL THEN 'overflowed' "
        "WHEN left_us IS NOT NULL THEN 'ivr_exit' WHEN rang_no_answer > 0 THEN 'no_answer' ELSE 'open' END"
    )
    hold = "CASE WHEN answered_us IS NOT NULL THEN held + on_hold * coalesce(ended_us, 0) END"
    columns = dims(
        "i", agent="c.answerer", team="coalesce(c.own_team, i.team)", queue="coalesce(c.own_queue, i.queue)"
    )
    return (
        "SELECT c.interaction, i.source, leg, coalesce(offered_us, began_us) AS offered_us, queued_us, answered_us, "
        "abandoned_us, ended_us, wrapped_us, CASE WHEN queued_us IS NULL THEN 0 "
        "ELSE coalesce(answered_us, abandoned_us, overflowed_us, callback_requested_us) - queued_us END AS wait_us, "
        f"(ended_us - answered_us - ({hold}))::BIGINT AS talk_us, ({hold})::BIGINT AS hold_us, "
        f"CASE WHEN answered_us IS NOT NULL THEN coalesce(wrapped_us - ended_us, 0) END AS wrap_us, {outcome} AS outcome, "
        "transferred_us IS NOT NULL AS transferred, consulted, conferenced, callback_requested_us, "
        "callback_attempted_us, callback_kept_us, wrap_code, rang_no_answer, "
        f"{columns} FROM ({timed}) AS c JOIN interactions AS i USING (interaction)"
    )


def agent_states_sql() -> str:
    """Return SQL for agents' states: from each change until the next."""
    marks = (
        "SELECT coalesce(owner, actor) AS agent, source, code AS state, t, k, team FROM states_log "
        "WHERE code IS NOT NULL AND coalesce(owner, actor) IS NOT NULL"
    )
    return (
        "SELECT agent, source, state, t AS started_us, lead(t) OVER w AS ended_us, team "
        f"FROM ({marks}) WINDOW w AS (PARTITION BY agent ORDER BY k)"
    )
