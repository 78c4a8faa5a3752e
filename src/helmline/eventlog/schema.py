"""The canonical schema: a closed list of things that can happen, and the one table that holds them.

A row says: *this happened to this interaction at this time by this party*. Kinds, roles, states and
types of change are small integers on disk (ten million string comparisons cost more than the question
asked of them) and names everywhere a person looks; both are listed here and never renumbered.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import pyarrow as pa


class Kind(IntEnum):
    """What happened. A new kind is appended under a free number; a number is never used again."""

    # the life of an interaction (ticket, conversation, chat, call)
    CREATED = 1
    STATUS_CHANGED = 2
    MERGED = 3
    SPLIT = 4
    FOLLOW_UP = 5
    MARKED_SPAM = 6
    UNMARKED_SPAM = 7
    TAGGED = 8
    UNTAGGED = 9
    FLAGGED = 10
    ACTIVITY = 11

    # what it is about and where it lies: each carries the new value in the column of that name
    TEAM_CHANGED = 20
    QUEUE_CHANGED = 21
    PRIORITY_CHANGED = 22
    REASON_CHANGED = 23
    ATTRIBUTE_CHANGED = 24
    CALENDAR_SET = 25
    SLA_APPLIED = 26

    # ownership
    ASSIGNED = 30
    UNASSIGNED = 31

    # messages
    MESSAGE_PUBLIC = 40
    MESSAGE_PRIVATE = 41
    WORKED = 42

    # hand-off and escalation
    BOT_HANDED_OFF = 50
    ESCALATED = 51
    ESCALATION_ACKNOWLEDGED = 52

    # calls; a leg is one way through queue and agent
    CALL_OFFERED = 60
    IVR_EXITED = 61
    QUEUED = 62
    RANG_NO_ANSWER = 63
    ANSWERED = 64
    HELD = 65
    RETRIEVED = 66
    CONSULTED = 67
    CONFERENCED = 68
    TRANSFERRED = 69
    OVERFLOWED = 70
    ABANDONED = 71
    CALLBACK_REQUESTED = 72
    CALLBACK_ATTEMPTED = 73
    CALLBACK_KEPT = 74
    CALL_ENDED = 75
    WRAPPED_UP = 76
    CHAT_CLOSED_INACTIVE = 77

    # surveys
    SURVEY_ELIGIBLE = 80
    SURVEY_SENT = 81
    SURVEY_DELIVERED = 82
    SURVEY_ANSWERED = 83

    # clocks
    CLOCK_PAUSED = 90
    CLOCK_RESUMED = 91

    # what the vendor computed: `code` = name, `amount` = µs, count, or 0/1. Compared, never mixed in.
    VENDOR_FIGURE = 95

    # people, without an interaction
    AGENT_STATE = 100


class Role(IntEnum):
    """The part somebody played *when it happened*; today's role would mislabel leavers."""

    CUSTOMER = 1
    AGENT = 2
    BOT = 3
    AUTOMATION = 4
    SYSTEM = 5
    THIRD_PARTY = 6


class Status(IntEnum):
    """Status category: every vendor's states are mapped to one of these."""

    NEW = 1
    OPEN = 2
    PENDING = 3  # the customer's turn
    HOLD = 4  # a third party's turn
    SOLVED = 5
    CLOSED = 6


class Change(IntEnum):
    """Why the owner changed. Only TRANSFER enters the transfer rate."""

    ROUTING = 1
    TRANSFER = 2
    SKILL_ESCALATION = 3
    SHIFT_HANDOVER = 4
    ABSENCE_COVER = 5
    BULK = 6


class Flag(IntEnum):
    """Bits of `flags`."""

    AUTO = 1  # acknowledgement, out-of-office, bounce, notification: starts no clock, reopens nothing
    COURTESY = 2  # bare thanks: same
    OUTBOUND = 4  # the team wrote or called first
    REOPENED_BY_MESSAGE = 8
    ASSUMED_ZONE = 16  # the source gave no zone; the mapping's assumption was used


#: Attributes carried where they are set; null means "not said here", never "cleared".
DIMENSIONS: Final = (
    "brand", "team", "queue", "channel", "language", "reason", "product", "priority", "tier",
)  # fmt: skip

#: What a source hands over: one happening a row, with its identity.
CONTENT: Final = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("kind", pa.int16(), nullable=False),
        pa.field("occurred_at_us", pa.int64(), nullable=False),  # UTC, microseconds since 1970
        # the source's own order among happenings of one instant, 0 to 2047: see `ordinal`
        pa.field("ordinal", pa.int16(), nullable=False),
        pa.field("interaction", pa.int64()),  # 63-bit hash of source and case key
        pa.field("case_key", pa.string()),  # the vendor's number, for people to type
        pa.field("actor", pa.int64()),  # random subject key, see privacy.py
        pa.field("role", pa.int16()),
        pa.field("owner", pa.int64()),  # the person it is about: assignee, rated agent
        pa.field("customer", pa.int64()),  # subject key of the customer side
        pa.field("related", pa.int64()),  # another interaction: survivor, parent
        pa.field("status", pa.int16()),
        pa.field("change", pa.int16()),
        pa.field("flags", pa.int32()),
        pa.field("code", pa.string()),
        pa.field("amount", pa.int64()),
        pa.field("amount_of", pa.int64()),
        *(pa.field(name, pa.string()) for name in DIMENSIONS),
    ]
)

#: A source's row: who it is, then what it says.
CANONICAL: Final = pa.schema([pa.field("event_id", pa.binary(), nullable=False), *CONTENT])

#: What the writer adds at commit.
LOG: Final = pa.schema(
    [
        *CANONICAL,
        pa.field("content_hash", pa.int64(), nullable=False),
        pa.field("revision", pa.int16(), nullable=False),  # 0 the first time, then 1, 2, ...
        pa.field("retracted", pa.bool_(), nullable=False),
        pa.field("seq", pa.int64(), nullable=False),
        pa.field("recorded_at_us", pa.int64(), nullable=False),
        pa.field("run_id", pa.string(), nullable=False),
    ]
)

#: What each column says; together with `MEANINGS` the documentation of the schema (docs/reference/events.md).
COLUMNS: Final = {
    "event_id": "16 bytes that identify the happening: of source, kind and the vendor's key of it, never of its content",
    "source": "the account it comes from",
    "kind": "what happened",
    "occurred_at_us": "when it happened: UTC, microseconds since 1970",
    "ordinal": "its place among happenings of one instant, 0 to 2047: the vendor's own order, then the kind's rank",
    "interaction": "the ticket, conversation, chat or call: 63 bits of a hash of source and case key; null for agents' states",
    "case_key": "the vendor's number, for people to type",
    "actor": "who did it: a random subject key",
    "role": "the part the actor played when it happened",
    "owner": "the person it is about: the new owner, whose phone rang, whom a rating is about",
    "customer": "the customer side: a random subject key",
    "related": "another interaction: survivor of a merge, parent of a split or follow-up",
    "status": "status category",
    "change": "why the owner changed, where the source says so",
    "flags": "bits: see Flag",
    "code": "a code whose meaning the kind gives: tag, reason of a pause, survey, step, figure; never free text",
    "amount": "a whole number whose unit the kind gives: microseconds, thousandths of a score, a level, 0 or 1",
    "amount_of": "the top of the scale that `amount` is on, in its unit",
    **{name: f"the {name}, where this happening sets it; null says nothing" for name in DIMENSIONS},
    "content_hash": "63 bits of a hash of everything above but the identity: same id and hash is the same row again",
    "revision": "0 the first time, then 1, 2, ... for corrections and retractions",
    "retracted": "whether this row withdraws the happening",
    "seq": "one ascending number, given by the writer at commit: what `--known-at` rests on",
    "recorded_at_us": "when the writer recorded it",
    "run_id": "the import, live flush or undo that brought it",
}

#: What each kind says, and which columns carry it.
MEANINGS: Final = {
    Kind.CREATED: "an interaction began; carries the dimensions known then",
    Kind.STATUS_CHANGED: "its state changed: `status`, the vendor's own word in `code`",
    Kind.MERGED: "it was merged away into `related`",
    Kind.SPLIT: "it was split from `related`",
    Kind.FOLLOW_UP: "it continues the closed `related`",
    Kind.MARKED_SPAM: "it was marked as spam",
    Kind.UNMARKED_SPAM: "it was found not to be spam",
    Kind.TAGGED: "a tag was set: `code`",
    Kind.UNTAGGED: "a tag was taken away: `code`",
    Kind.FLAGGED: "it was flagged: `code` is test, internal or deleted",
    Kind.ACTIVITY: "a named step of a generic process log: `code`",
    Kind.TEAM_CHANGED: "it moved to `team`",
    Kind.QUEUE_CHANGED: "it moved to `queue`",
    Kind.PRIORITY_CHANGED: "its `priority` changed",
    Kind.REASON_CHANGED: "its contact `reason` changed",
    Kind.ATTRIBUTE_CHANGED: "its brand, channel, language, product or tier changed",
    Kind.CALENDAR_SET: "from here on the opening hours of calendar `code` count",
    Kind.SLA_APPLIED: "SLA policy `code` was applied",
    Kind.ASSIGNED: "`owner` got it; `change` says why where the source knows; `team` where it moved as well",
    Kind.UNASSIGNED: "it has no owner any more",
    Kind.MESSAGE_PUBLIC: "`actor` wrote to the other side; Flag.AUTO for acknowledgements, out-of-office, bounces",
    Kind.MESSAGE_PRIVATE: "`actor` wrote a note that the customer does not see",
    Kind.WORKED: "active handling ended here; `amount` is its length in microseconds",
    Kind.BOT_HANDED_OFF: "a bot gave it to people",
    Kind.ESCALATED: "it was escalated: `amount` is the level, `code` avoidable, necessary or a code of the source",
    Kind.ESCALATION_ACKNOWLEDGED: "somebody took the escalation up",
    Kind.CALL_OFFERED: "a call came in",
    Kind.IVR_EXITED: "the caller left in the menu",
    Kind.QUEUED: "it began to wait in `queue`",
    Kind.RANG_NO_ANSWER: "the phone of `owner` rang and was not picked up",
    Kind.ANSWERED: "`owner` (or `actor`) picked up",
    Kind.HELD: "the caller was put on hold",
    Kind.RETRIEVED: "the caller was taken back from hold",
    Kind.CONSULTED: "a colleague was asked while the caller waited",
    Kind.CONFERENCED: "a colleague joined the call",
    Kind.TRANSFERRED: "it was passed on to `owner` or `queue`; the next leg begins",
    Kind.OVERFLOWED: "the queue gave it up to `queue`; the next leg begins",
    Kind.ABANDONED: "the caller hung up while waiting",
    Kind.CALLBACK_REQUESTED: "the caller asked to be called back",
    Kind.CALLBACK_ATTEMPTED: "the call back was tried",
    Kind.CALLBACK_KEPT: "the call back reached the customer",
    Kind.CALL_ENDED: "the talk was over",
    Kind.WRAPPED_UP: "after-call work was over; `code` is the wrap-up code",
    Kind.CHAT_CLOSED_INACTIVE: "the chat was closed because the customer had gone silent",
    Kind.SURVEY_ELIGIBLE: "a survey could have been sent: `code`",
    Kind.SURVEY_SENT: "a survey was sent: `code` is csat, nps or ces; `owner` is whom it is about, fixed now",
    Kind.SURVEY_DELIVERED: "the survey arrived",
    Kind.SURVEY_ANSWERED: "the survey was answered: `amount` thousandths of `amount_of`",
    Kind.CLOCK_PAUSED: "clocks stop for the reason `code`",
    Kind.CLOCK_RESUMED: "clocks run on",
    Kind.VENDOR_FIGURE: "what the vendor computed: `code` names it, `amount` is in microseconds, a count, or 0 and 1",
    Kind.AGENT_STATE: "`owner` became `code`: available, busy, away, break, training, meeting or offline",
}

#: Happenings of one instant and one vendor order come in this order: birth, place, owner, words, state.
_RANK: Final = {
    Kind.CREATED: 0, Kind.SPLIT: 0, Kind.FOLLOW_UP: 0, Kind.CALL_OFFERED: 0,
    Kind.TEAM_CHANGED: 1, Kind.QUEUE_CHANGED: 1, Kind.PRIORITY_CHANGED: 1, Kind.REASON_CHANGED: 1,
    Kind.ATTRIBUTE_CHANGED: 1, Kind.CALENDAR_SET: 1, Kind.SLA_APPLIED: 1, Kind.QUEUED: 1,
    Kind.ASSIGNED: 2, Kind.UNASSIGNED: 2, Kind.BOT_HANDED_OFF: 2, Kind.ESCALATED: 2,
    Kind.MESSAGE_PUBLIC: 3, Kind.MESSAGE_PRIVATE: 3, Kind.ANSWERED: 3,
    Kind.STATUS_CHANGED: 5, Kind.MERGED: 6, Kind.CALL_ENDED: 5, Kind.WRAPPED_UP: 6, Kind.ABANDONED: 5,
    Kind.SURVEY_SENT: 6, Kind.SURVEY_DELIVERED: 6, Kind.SURVEY_ANSWERED: 7, Kind.VENDOR_FIGURE: 7,
}  # fmt: skip


def rank(kind: Kind) -> int:
    """Return 0 to 7: where a kind stands among happenings of the same instant."""
    return _RANK.get(kind, 4)


def ordinal(kind: Kind, vendor_order: int = 0) -> int:
    """Return the `ordinal` of a row: the vendor's order (at most 255 are told apart), then the kind's rank."""
    return min(max(vendor_order, 0), 255) * 8 + rank(kind)
