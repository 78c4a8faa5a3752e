"""Which interactions a reader may open: those of which one stint, place, reply, call or rating is visible.

Numbers are narrowed row by row (see `audience`); an interaction opens as a whole. A row that counts in a
reader's number always opens, because every fact table that says whose a row is, is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from helmline.metrics.audience import Audience

if TYPE_CHECKING:
    import duckdb

_FOREVER: Final = 2**62  # still going on
#: table, whose its rows are (a place is nobody's), and from when to when they last
_PARTS: Final = (
    ("interactions", "agent", "coalesce(created_us, first_event_us)", "closed_us"),
    ("interactions", "first_reply_agent", "coalesce(created_us, first_event_us)", "closed_us"),
    ("stints", "agent", "started_us", "ended_us"),
    ("placements", "NULL", "started_us", "ended_us"),
    ("episodes", "agent", "started_us", "coalesce(ended_us, closed_us, solved_us)"),
    ("replies", "agent", "asked_us", "coalesce(answered_us, ended_us)"),
    ("calls", "agent", "offered_us", "coalesce(wrapped_us, ended_us)"),
    ("ratings", "agent", "coalesce(sent_us, answered_us)", "answered_us"),
)


def visible(
    cursor: duckdb.DuckDBPyConnection, interactions: Sequence[int], audience: Audience | None
) -> set[int]:
    """Return those of some interactions that the audience may open; `cursor` sees the fact tables."""
    if audience is None or not interactions:
        return set(interactions)
    audience.install(cursor)
    asked = ", ".join(f"{interaction:d}" for interaction in interactions)
    parts = (
        f"SELECT interaction FROM {table} WHERE interaction IN ({asked}) "
        f"AND may_see(team, brand, {whose}, {first}, coalesce({last}, {_FOREVER}))"
        for table, whose, first, last in _PARTS
    )
    return {int(row[0]) for row in cursor.sql(" UNION ".join(parts)).fetchall()}
