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

_AUTO = f"(bits & {Flag.AUTO:d}) = 0"
_QUIET = f"(bits & {Flag.AUTO | Flag.COURTESY:d}) = 0"
_TOUCHES: Final = (
    Kind.STATUS_CHANGED, Kind.ASSIGNED, Kind.UNASSIGNED, Kind.MESSAGE_PUBLIC, Kind.MESSAGE_PRIVATE, Kind.WORKED,
    Kind.ANSWERED, Kind.TEAM_CHANGED, Kind.PRIORITY_CHANGED, Kind.REASON_CHANGED,
)  # fmt: skip

#: Rows that may say where an interaction lies. A message or a piece of work names the team of whoever did it.
MAY_PLACE: Final = f"kind NOT IN ({Kind.MESSAGE_PUBLIC:d}, {Kind.MESSAGE_PRIVATE:d}, {Kind.WORKED:d})"
#: Rows that do.
PLACING: Final = f"{MAY_PLACE} AND ({' OR '.join(f'{name} IS NOT NULL' for name in DIMENSIONS)})"
#: A customer's message that starts a clock.
CUSTOMER_MESSAGE: Final = "asks"
#: A person's public answer.
HUMAN_REPLY: Final = "replies_in_person"
#: Any act of a person on the team.
HUMAN_TOUCH: Final = "touches"
#: A state that counts. One that only a bare thanks or an automatic mail reopened is no state.
STATE: Final = "states"

#: Plain comparisons: DuckDB works them out a vector at a time; as one CASE they cost three times as much.
_MARKS: Final = {
    CUSTOMER_MESSAGE: f"kind = {Kind.MESSAGE_PUBLIC:d} AND role = {Role.CUSTOMER:d} AND {_QUIET}",
    HUMAN_REPLY: f"kind = {Kind.MESSAGE_PUBLIC:d} AND role = {Role.AGENT:d} AND {_AUTO}",
    HUMAN_TOUCH: f"role = {Role.AGENT:d} AND {_AUTO} AND kind IN ({', '.join(f'{kind:d}' for kind in _TOUCHES)})",
    STATE: f"kind = {Kind.STATUS_CHANGED:d} AND (status >= {Status.SOLVED:d} OR (status IS NOT NULL AND {_QUIET}))",
}


def marked(rows_sql: str) -> str:
    """Return SQL for the rows with the four conditions above as columns, worked out once for every fold.

    A condition is null where the row does not say enough (no role), and counts as not met.
    """
    flags = ", ".join(f"{condition} AS {name}" for name, condition in _MARKS.items())
    return f"SELECT * EXCLUDE (bits), {flags} FROM (SELECT *, coalesce(flags, 0) AS bits FROM ({rows_sql}))"


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
