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
    STATUS_CHANGED = 2  # `status`; the vendor's own word in `code`
    MERGED = 3  # this interaction was merged away into `related`
    SPLIT = 4  # this interaction was split from `related`
    FOLLOW_UP = 5  # this interaction continues the closed `related`
    MARKED_SPAM = 6
    UNMARKED_SPAM = 7
    TAGGED = 8  # `code`
    UNTAGGED = 9  # `code`
    FLAGGED = 10  # `code`: test | internal | deleted
    ACTIVITY = 11  # a named step of a generic process log, `code`

    # what it is about and where it lies: each carries the new value in the column of that name
    TEAM_CHANGED = 20
    QUEUE_CHANGED = 21
    PRIORITY_CHANGED = 22
    REASON_CHANGED = 23
    ATTRIBUTE_CHANGED = 24  # brand, channel, language, product or tier
    CALENDAR_SET = 25  # the opening hours that count from here on, `code` = calendar
    SLA_APPLIED = 26  # `code` = policy

    # ownership
    ASSIGNED = 30  # `owner`, `change` (see Change); `team` where it moved as well
    UNASSIGNED = 31

    # messages
    MESSAGE_PUBLIC = 40  # by `role`; Flag.AUTO for acknowledgements, out-of-office, bounces
    MESSAGE_PRIVATE = 41
    WORKED = 42  # active handling that ended here, `amount` = microseconds

    # hand-off and escalation
    BOT_HANDED_OFF = 50  # bot to people
    ESCALATED = 51  # `amount` = level, `code` = avoidable | necessary | any code of the source
    ESCALATION_ACKNOWLEDGED = 52

    # calls; a leg is one way through queue and agent
    CALL_OFFERED = 60
    IVR_EXITED = 61  # left by himself in the menu
    QUEUED = 62
    RANG_NO_ANSWER = 63  # `owner` = whose phone rang
    ANSWERED = 64
    HELD = 65
    RETRIEVED = 66
    CONSULTED = 67
    CONFERENCED = 68
    TRANSFERRED = 69  # `owner`, `queue` = where to
    OVERFLOWED = 70  # `queue` = where to
    ABANDONED = 71
    CALLBACK_REQUESTED = 72
    CALLBACK_ATTEMPTED = 73
    CALLBACK_KEPT = 74
    CALL_ENDED = 75  # the talk is over
    WRAPPED_UP = 76  # after-call work is over, `code` = wrap-up code
    CHAT_CLOSED_INACTIVE = 77

    # surveys
    SURVEY_ELIGIBLE = 80
    SURVEY_SENT = 81  # `code` = csat | nps | ces; `owner` = whom it is about, fixed when it is sent
    SURVEY_DELIVERED = 82
    SURVEY_ANSWERED = 83  # `code`, `amount` = score in thousandths, `amount_of` = top of the scale

    # clocks
    CLOCK_PAUSED = 90  # `code` = reason
    CLOCK_RESUMED = 91

    # what the vendor computed: `code` = name, `amount` = µs, count, or 0/1. Compared, never mixed in.
    VENDOR_FIGURE = 95

    # people, without an interaction
    AGENT_STATE = 100  # `code` = available | busy | away | break | training | meeting | offline


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
