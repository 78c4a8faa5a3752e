"""The words of the facts' SQL: which rows of the log are a customer's message, a person's reply, a solve.

Every fact table is a SELECT over a relation `e` with the columns of `EVENTS`; `t` is the instant in
microseconds and `k` a total order within an interaction: instant, vendor's order, content. Because `k`
holds no trace of arrival, facts cannot depend on the order in which rows came in.
"""

from __future__ import annotations

from typing import Final

from helmline.eventlog.schema import DIMENSIONS, Flag, Kind, Role, Status

#: 2**53: the room below instant and ordinal in `k` for the hash that settles a tie.
_ROOM: Final = 1 << 53

ORDER_KEY: Final = (
    f"((occurred_at_us * 2048 + ordinal)::HUGEINT * {_ROOM} + (content_hash & {_ROOM - 1})) AS k"
)

#: What facts read of the log; `case_key` is null on messages that a merge moved to the survivor.
COLUMNS: Final = (
    "interaction", "case_key", "source", "kind", "t", "k", "actor", "role", "owner", "customer", "related",
    "status", "change", "flags", "code", "amount", "amount_of", *DIMENSIONS,
)  # fmt: skip

#: The dimensions that every fact table carries.
DIMS: Final = (*DIMENSIONS, "agent")

_NO_CLOCK = int(Flag.AUTO | Flag.COURTESY)

CUSTOMER_MESSAGE: Final = f"(kind = {Kind.MESSAGE_PUBLIC:d} AND role = {Role.CUSTOMER:d} AND (coalesce(flags, 0) & {_NO_CLOCK}) = 0)"
HUMAN_REPLY: Final = (
    f"(kind = {Kind.MESSAGE_PUBLIC:d} AND role = {Role.AGENT:d} AND (coalesce(flags, 0) & {Flag.AUTO:d}) = 0)"
)
HUMAN_TOUCH: Final = (
    f"(role = {Role.AGENT:d} AND kind IN ({Kind.STATUS_CHANGED:d}, {Kind.ASSIGNED:d}, {Kind.UNASSIGNED:d}, "
    f"{Kind.MESSAGE_PUBLIC:d}, {Kind.MESSAGE_PRIVATE:d}, {Kind.WORKED:d}, {Kind.ANSWERED:d}, "
    f"{Kind.TEAM_CHANGED:d}, {Kind.PRIORITY_CHANGED:d}, {Kind.REASON_CHANGED:d}) "
    f"AND (coalesce(flags, 0) & {Flag.AUTO:d}) = 0)"
)
#: A state that reopens nothing because only a bare thanks or an automatic mail brought it about is no state.
STATE: Final = (
    f"(kind = {Kind.STATUS_CHANGED:d} AND status IS NOT NULL AND NOT (status < {Status.SOLVED:d} "
    f"AND (coalesce(flags, 0) & {_NO_CLOCK}) <> 0))"
)


def of_kind(*kinds: Kind) -> str:
    """Return the condition that a row is of one of these kinds."""
    if len(kinds) == 1:
        return f"kind = {kinds[0]:d}"
    return "kind IN (" + ", ".join(f"{kind:d}" for kind in kinds) + ")"


def first(column: str, kinds: str = "") -> str:
    """Return the value of `column` in the earliest row that has one."""
    return f"arg_min({column}, k)" + (f" FILTER ({kinds})" if kinds else "")


def last(column: str, kinds: str = "") -> str:
    """Return the value of `column` in the latest row that has one."""
    return f"arg_max({column}, k)" + (f" FILTER ({kinds})" if kinds else "")


def dims(relation: str, **instead: str) -> str:
    """Return the dimension columns of `relation`, some replaced by an expression."""
    return ", ".join(
        f"{instead[name]} AS {name}" if name in instead else f"{relation}.{name}" for name in DIMS
    )
