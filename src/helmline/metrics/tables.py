"""The fact tables a metric may ask, with the columns and types it may name."""

from __future__ import annotations

from typing import Final

_SUBJECTS: Final = {"interaction": "int64", "source": "string", "observed_until_us": "int64"}
_DIMENSIONS: Final = {
    **dict.fromkeys(
        ("brand", "team", "queue", "channel", "language", "reason", "product", "priority", "tier"), "string"
    ),
    "agent": "int64",
}
COMMON: Final = {**_SUBJECTS, **_DIMENSIONS}


def _columns(text: str, kind: str) -> dict[str, str]:
    return dict.fromkeys(text.split(), kind)


_INTERACTIONS: Final = {
    **COMMON,
    "case_key": "string",
    **_columns(
        "customer created_us t0_us first_event_us last_event_us events first_reply_us first_reply_agent "
        "handoff_us first_assigned_us first_touch_us first_solved_us last_solved_us closed_us status "
        "episodes reopens public_replies customer_messages private_notes bot_messages auto_messages "
        "owner_changes transfers returns agents escalations escalation_level first_escalated_us "
        "escalation_acknowledged_us merged_into merged_us split_from follow_up_of next_contact_us worked_us",
        "int64",
    ),
    **_columns(
        "has_customer_message clock_skew solve_unknown ended_unresolved is_open is_spam is_test is_internal is_deleted "
        "is_outbound bot_involved handled",
        "boolean",
    ),
    **_columns("bot_outcome priority_first reason_first team_first queue_first", "string"),
}

#: table -> column -> type; `int64` instants are UTC microseconds and end in `_us`
TABLES: Final[dict[str, dict[str, str]]] = {
    "interactions": _INTERACTIONS,
    "replies": {**COMMON, **_columns("turn asked_us answered_us ended_us outcome", "int64")},
    "episodes": {
        **COMMON,
        **_columns(
            "episode started_us solved_us closed_us ended_us solver solver_role reopened_by replies", "int64"
        ),
        **_columns("reopened solve_unknown", "boolean"),
    },
    "stints": {
        **COMMON,
        **_columns("stint started_us ended_us change first_reply_us replies solved_us worked_us", "int64"),
    },
    "statuses": {**COMMON, **_columns("n status started_us ended_us episode", "int64"), "code": "string"},
    "updates": {**COMMON, **_columns("n started_us ended_us outcome", "int64")},
    "placements": {
        **COMMON,
        **_columns("n started_us ended_us applied_us", "int64"),
        **_columns("calendar policy", "string"),
    },
    "calls": {
        **COMMON,
        **_columns(
            "leg offered_us queued_us answered_us abandoned_us ended_us wrapped_us wait_us talk_us hold_us "
            "wrap_us callback_requested_us callback_attempted_us callback_kept_us rang_no_answer",
            "int64",
        ),
        **_columns("outcome wrap_code", "string"),
        **_columns("transferred consulted conferenced", "boolean"),
    },
    "ratings": {
        **COMMON,
        **_columns("survey sent_us delivered_us answered_us score scale", "int64"),
        "kind": "string",
        **_columns("eligible first last", "boolean"),
    },
    "figures": {**COMMON, "name": "string", **_columns("amount occurred_at_us n", "int64")},
    "pauses": {**COMMON, **_columns("n started_us ended_us", "int64"), "pause_reason": "string"},
    "loads": {
        "source": "string",
        **_columns("interaction stint agent started_us stopped_us load_milli", "int64"),
    },
    "agents": {**_columns("agent first_contact_us contacts days", "int64")},
}

#: interactions with the talk, hold and wrap-up of their answered legs: see `derived`
HANDLING: Final = "handling"
TABLES[HANDLING] = {**_INTERACTIONS, **_columns("called_us legs", "int64")}
#: made by the compiler from other tables; not part of a snapshot
DERIVED: Final = (HANDLING,)
#: rows of these are interactions themselves
OF_INTERACTIONS: Final = ("interactions", HANDLING)

#: the columns that tell the rows of a table apart within an interaction
ORDINALS: Final = {
    "replies": "turn", "episodes": "episode", "stints": "stint", "statuses": "n", "updates": "n", "calls": "leg",
    "ratings": "survey", "figures": "name",
}  # fmt: skip
