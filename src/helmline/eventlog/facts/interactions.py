"""Interactions: one row each, folded from the log by one pass of conditional aggregates.

Ordered questions (states, episodes, stints) are answered in their own tables and only counted here.
"""

from __future__ import annotations

from typing import Final

from helmline.eventlog.facts.conditions import (
    COLUMNS,
    CUSTOMER_MESSAGE,
    HUMAN_REPLY,
    HUMAN_TOUCH,
    ORDER_KEY,
    PLACING,
    STATE,
    first,
    last,
    marked,
    of_kind,
)
from helmline.eventlog.schema import DIMENSIONS, Change, Flag, Kind, Role, Status

#: A reply this little before the customer's message is a clock that runs wrong, not a reply before it.
SKEW_US: Final = 60_000_000

_MESSAGE: Final = of_kind(Kind.MESSAGE_PUBLIC)
_AFTERMATH: Final = f"kind BETWEEN {Kind.SURVEY_ELIGIBLE:d} AND {Kind.VENDOR_FIGURE:d}"
#: What a call or chat ends by without anybody having solved it, unless somebody answers later.
_HOW_IT_WENT: Final = of_kind(Kind.ABANDONED, Kind.IVR_EXITED, Kind.CHAT_CLOSED_INACTIVE, Kind.ANSWERED)
#: Where an interaction lies; each is known only from when it was first said.
PLACES: Final = ("team", "brand", "queue")
#: Dimensions whose first value was known before anybody was assigned.
FIRST_KNOWN: Final = ("priority", "reason", "team", "queue")


def events_sql(log_sql: str, moved: bool) -> str:
    """Return SQL for the relation `e` of `conditions`: current log rows, messages of merged ones moved.

    `log_sql` gives the current rows of the log; with `moved` the relation `merges` (away, survivor) exists.
    """
    columns = ", ".join(name for name in COLUMNS if name not in ("interaction", "case_key", "t", "k"))
    base = (
        f"SELECT interaction, case_key, {columns}, occurred_at_us AS t, {ORDER_KEY} FROM ({log_sql}) "
        "WHERE interaction IS NOT NULL"
    )
    if not moved:
        return marked(base)
    return marked(
        "SELECT * EXCLUDE (away, survivor) REPLACE (coalesce(survivor, interaction) AS interaction, "
        "CASE WHEN survivor IS NULL THEN case_key END AS case_key) "
        f"FROM ({base}) LEFT JOIN merges ON away = interaction "
        f"AND {of_kind(Kind.MESSAGE_PUBLIC, Kind.MESSAGE_PRIVATE)}"
    )


def core_sql(events: str = "e") -> str:
    """Return SQL for the fold: everything about an interaction that needs no order but first and last.

    Three folds joined: what most rows say, where the interaction lay, and what happens seldom. An aggregate
    costs its look at every row it is offered, so the seldom ones are offered only their own.
    """
    seldom = ", ".join(f"{sql} AS {name}" for name, sql in _SELDOM.items())
    counted = ", ".join(f"coalesce({name}, {absent}) AS {name}" for name, absent in _ABSENT.items())
    places = [f"{last(name)} AS {name}" for name in DIMENSIONS]
    places += [f"{first(name)} AS {name}_first" for name in FIRST_KNOWN]
    places += [f"min(t) FILTER ({name} IS NOT NULL) AS {name}_since_us" for name in PLACES]
    often = ", ".join(f"{sql} AS {name}" for name, sql in _OFTEN.items())
    return (
        f"SELECT often.*, seldom.* EXCLUDE (interaction, {', '.join(_ABSENT)}), {counted}, "
        f"places.* EXCLUDE (interaction) FROM (SELECT interaction, {often} FROM {events} GROUP BY interaction) AS often "
        f"LEFT JOIN (SELECT interaction, {seldom} FROM {events} WHERE {_HAPPENS_SELDOM} GROUP BY interaction) AS seldom "
        "ON seldom.interaction = often.interaction "
        f"LEFT JOIN (SELECT interaction, {', '.join(places)} FROM {events} WHERE {PLACING} GROUP BY interaction) AS places "
        "ON places.interaction = often.interaction"
    )


_AGENT: Final = f"role = {Role.AGENT:d}"
_OFTEN: Final = {
    "source": "any_value(source)",
    "case_key": "any_value(case_key)",
    "customer": first("customer"),
    "created_us": f"min(t) FILTER ({of_kind(Kind.CREATED)})",
    "first_message_us": f"min(t) FILTER ({CUSTOMER_MESSAGE})",
    "first_event_us": f"min(t) FILTER (NOT ({_AFTERMATH}))",
    "last_event_us": f"max(t) FILTER (NOT ({_AFTERMATH}))",
    "events": "count(*)::INT",
    "first_human_us": f"min(t) FILTER ({HUMAN_REPLY})",
    "first_human": first("actor", HUMAN_REPLY),
    "first_touch_us": f"min(t) FILTER ({HUMAN_TOUCH})",
    "last_state_us": f"max(t) FILTER ({STATE})",
    "status": last("status", STATE),
    "closed_us": f"max(t) FILTER ({of_kind(Kind.STATUS_CHANGED)} AND status = {Status.CLOSED:d})",
    "public_replies": f"count(*) FILTER ({HUMAN_REPLY})::INT",
    "customer_messages": f"count(*) FILTER ({CUSTOMER_MESSAGE})::INT",
    "handled": f"coalesce(bool_or({HUMAN_TOUCH}), false)",
}
#: Rows that none of the folds above but a few of the ones below look at.
_HAPPENS_SELDOM: Final = f"kind NOT IN ({Kind.STATUS_CHANGED:d}, {Kind.MESSAGE_PUBLIC:d}) OR role = {Role.BOT:d} OR coalesce(flags, 0) <> 0"
_SELDOM: Final = {
    "first_handoff_us": f"min(t) FILTER ({of_kind(Kind.BOT_HANDED_OFF)})",
    "last_handoff_us": f"max(t) FILTER ({of_kind(Kind.BOT_HANDED_OFF)})",
    "first_assigned_us": f"min(t) FILTER ({of_kind(Kind.ASSIGNED)})",
    "owner": last("owner", of_kind(Kind.ASSIGNED)),
    "call_over_us": f"max(t) FILTER ({of_kind(Kind.CALL_ENDED, Kind.ABANDONED, Kind.IVR_EXITED)})",
    "private_notes": f"count(*) FILTER ({of_kind(Kind.MESSAGE_PRIVATE)} AND {_AGENT})::INT",
    "bot_messages": f"count(*) FILTER ({_MESSAGE} AND role = {Role.BOT:d})::INT",
    "auto_messages": f"count(*) FILTER ({_MESSAGE} AND (coalesce(flags, 0) & {Flag.AUTO:d}) <> 0)::INT",
    "escalations": f"count(*) FILTER ({of_kind(Kind.ESCALATED)})::INT",
    "escalation_level": f"max(amount) FILTER ({of_kind(Kind.ESCALATED)})",
    "first_escalated_us": f"min(t) FILTER ({of_kind(Kind.ESCALATED)})",
    "escalation_acknowledged_us": f"min(t) FILTER ({of_kind(Kind.ESCALATION_ACKNOWLEDGED)})",
    "is_spam": f"{last('kind', of_kind(Kind.MARKED_SPAM, Kind.UNMARKED_SPAM))} = {Kind.MARKED_SPAM:d}",
    **{
        f"is_{code}": f"bool_or({of_kind(Kind.FLAGGED)} AND code = '{code}')"
        for code in ("test", "internal", "deleted")
    },
    "said_outbound": f"bool_or((coalesce(flags, 0) & {Flag.OUTBOUND:d}) <> 0)",
    "created_role": first("role", of_kind(Kind.CREATED)),
    "merged_into": last("related", of_kind(Kind.MERGED)),
    "merged_us": f"max(t) FILTER ({of_kind(Kind.MERGED)})",
    "split_from": first("related", of_kind(Kind.SPLIT)),
    "follow_up_of": first("related", of_kind(Kind.FOLLOW_UP)),
    "bot_involved": f"bool_or(coalesce(role, 0) = {Role.BOT:d} OR {of_kind(Kind.BOT_HANDED_OFF)})",
    "went_silent": f"bool_or({of_kind(Kind.CHAT_CLOSED_INACTIVE)})",
    "given_up": f"{last('kind', _HOW_IT_WENT)} <> {Kind.ANSWERED:d}",
    "aftermath_us": f"min(t) FILTER ({_AFTERMATH})",
    "worked_us": f"sum(amount) FILTER ({of_kind(Kind.WORKED)})::BIGINT",
}
#: What they are where nothing of the kind happened.
_ABSENT: Final = {
    "private_notes": "0", "bot_messages": "0", "auto_messages": "0", "escalations": "0", "is_spam": "false",
    "is_test": "false", "is_internal": "false", "is_deleted": "false", "said_outbound": "false",
    "bot_involved": "false", "went_silent": "false", "given_up": "false",
}  # fmt: skip


def origins_sql() -> str:
    """Return SQL for what the ordered tables need of an interaction before it is complete, from `core`."""
    return (
        "SELECT interaction, source, coalesce(first_message_us, created_us, first_event_us) AS t0_us, "
        f"first_touch_us, CASE WHEN status >= {Status.SOLVED:d} THEN last_state_us "
        "ELSE coalesce(merged_us, call_over_us) END AS end_us FROM core"
    )


def interactions_sql() -> str:
    """Return SQL for the `interactions` table, from `core`, `origins`, the raw tables and `contacts`."""
    late = (
        f"SELECT e.interaction, min(e.t) FILTER ({HUMAN_REPLY} AND e.t >= o.t0_us) AS late_us, "
        f"arg_min(e.actor, e.k) FILTER ({HUMAN_REPLY} AND e.t >= o.t0_us) AS late_by FROM e "
        "JOIN origins AS o USING (interaction) WHERE o.interaction IN "
        "(SELECT c.interaction FROM core AS c JOIN origins AS p USING (interaction) WHERE c.first_human_us < p.t0_us) "
        "GROUP BY e.interaction"
    )
    between = (
        f"SELECT e.interaction, max(e.t) FILTER ({of_kind(Kind.BOT_HANDED_OFF)} AND e.t <= c.first_human_us) AS between_us "
        "FROM e JOIN core AS c USING (interaction) WHERE c.interaction IN (SELECT interaction FROM core "
        "WHERE first_handoff_us < last_handoff_us AND last_handoff_us > first_human_us) GROUP BY e.interaction"
    )
    stints = (
        f"SELECT interaction, count(*) - 1 AS owner_changes, count(*) FILTER (change = {Change.TRANSFER:d} AND touched) "
        "AS transfers, count(*) FILTER (came_back) AS returns FROM raw_stints GROUP BY interaction"
    )
    episodes = (
        "SELECT interaction, max(episode) AS episodes, min(solved_us) AS first_solved_us, "
        "max(solved_us) AS last_solved_us, bool_or(solve_unknown AND ended_us IS NULL) AS solve_unknown, "
        "arg_min(solver_role, episode) AS solver_role, arg_max(solver, episode) AS solver FROM raw_episodes GROUP BY interaction"
    )
    people = (
        "SELECT interaction, count(*) AS agents FROM (SELECT DISTINCT interaction, actor FROM e "
        f"WHERE role = {Role.AGENT:d} AND actor IS NOT NULL) GROUP BY interaction"
    )
    dims = ", ".join(f"c.{name}" for name in DIMENSIONS)
    known = ", ".join(f"c.{name}_first" for name in FIRST_KNOWN)
    return (
        f"SELECT c.interaction, c.source, c.case_key, c.customer, c.created_us, o.t0_us, "
        "c.first_message_us IS NOT NULL AS has_customer_message, c.first_event_us, c.last_event_us, c.events, "
        f"{_REPLY} AS first_reply_us, {_REPLIER} AS first_reply_agent, {_SKEWED} AS clock_skew, "
        "coalesce(h.between_us, CASE WHEN c.first_human_us IS NULL OR c.last_handoff_us <= c.first_human_us "
        "THEN c.last_handoff_us ELSE c.first_handoff_us END) AS handoff_us, c.first_assigned_us, c.first_touch_us, "
        "e.first_solved_us, e.last_solved_us, c.closed_us, "
        f"coalesce(e.solve_unknown AND NOT {_ENDED}, false) AS solve_unknown, {_ENDED} AS ended_unresolved, "
        "c.status, c.last_state_us, c.last_handoff_us, "
        f"{_OPEN} AS is_open, coalesce(e.episodes, 1)::INT AS episodes, coalesce(e.episodes - 1, 0)::INT AS reopens, "
        "c.public_replies, c.customer_messages, c.private_notes, c.bot_messages, c.auto_messages, "
        "coalesce(s.owner_changes, 0)::INT AS owner_changes, coalesce(s.transfers, 0)::INT AS transfers, "
        "coalesce(s.returns, 0)::INT AS returns, coalesce(p.agents, 0)::INT AS agents, c.escalations, "
        "c.escalation_level, c.first_escalated_us, c.escalation_acknowledged_us, c.is_spam, c.is_test, "
        f"c.is_internal, c.is_deleted, {_OUTBOUND} AS is_outbound, c.merged_into, c.merged_us, c.split_from, "
        f"c.follow_up_of, c.bot_involved, {_BOT_OUTCOME} AS bot_outcome, r.next_contact_us, c.worked_us, c.handled, "
        "r.born_us, coalesce(r.void, false) AS is_void, least(c.first_event_us, c.aftermath_us) AS earliest_us, "
        f"e.solver, {known}, {dims}, coalesce(c.owner, e.solver, c.first_human) AS agent "
        "FROM core AS c JOIN origins AS o USING (interaction) LEFT JOIN capabilities AS k ON k.source = c.source "
        f"LEFT JOIN ({episodes}) AS e USING (interaction) LEFT JOIN ({stints}) AS s USING (interaction) "
        f"LEFT JOIN ({people}) AS p USING (interaction) LEFT JOIN contacts AS r USING (interaction) "
        f"LEFT JOIN ({late}) AS l USING (interaction) LEFT JOIN ({between}) AS h USING (interaction)"
    )


_OUTBOUND: Final = (
    f"(c.said_outbound OR (coalesce(c.created_role, 0) = {Role.AGENT:d} AND c.first_human_us IS NOT NULL "
    "AND (c.first_message_us IS NULL OR c.first_human_us < c.first_message_us)))"
)
_SKEWED: Final = f"coalesce(c.first_human_us < o.t0_us AND NOT {_OUTBOUND} AND o.t0_us - c.first_human_us <= {SKEW_US}, false)"
_REPLY: Final = f"CASE WHEN {_SKEWED} THEN o.t0_us WHEN c.first_human_us >= o.t0_us THEN c.first_human_us ELSE l.late_us END"
_REPLIER: Final = f"CASE WHEN {_SKEWED} OR c.first_human_us >= o.t0_us THEN c.first_human ELSE l.late_by END"
_OPEN: Final = (
    f"(coalesce(k.states, false) AND c.merged_us IS NULL AND coalesce(c.status, {Status.NEW:d}) < {Status.SOLVED:d} "
    "AND NOT (c.status IS NULL AND c.call_over_us IS NOT NULL))"
)
#: Abandoned, left in the menu or gone silent: over, and not by a solve. Another outcome, not an unknown one.
_ENDED: Final = f"(c.given_up AND NOT {_OPEN} AND e.last_solved_us IS NULL)"
_BOT_OUTCOME: Final = (
    "CASE WHEN NOT c.bot_involved THEN NULL WHEN c.last_handoff_us IS NOT NULL THEN 'handed_off' "
    "WHEN e.first_solved_us IS NULL THEN CASE WHEN c.went_silent THEN 'abandoned' ELSE 'open' END "
    f"WHEN e.solver_role = {Role.BOT:d} THEN 'resolved_by_bot' WHEN e.solver_role = {Role.AGENT:d} THEN 'human_closed' "
    "WHEN c.went_silent THEN 'abandoned' ELSE 'auto_closed' END"
)
