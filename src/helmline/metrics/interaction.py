"""One interaction with everything that happened to it, in order, as the log tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from helmline.engines import duck
from helmline.eventlog.log import Log
from helmline.eventlog.privacy import Texts
from helmline.eventlog.schema import DIMENSIONS, Change, Flag, Kind, Role, Status
from helmline.metrics.explain import identify
from helmline.metrics.snapshot import Snapshot, open_cursor
from helmline.metrics.visibility import visible

if TYPE_CHECKING:
    import duckdb

    from helmline.metrics.audience import Audience

_FACTS: Final = (
    "interaction", "source", "case_key", *DIMENSIONS, "agent", "customer", "status", "created_us", "t0_us",
    "first_event_us", "last_event_us", "first_reply_us", "first_solved_us", "last_solved_us", "closed_us",
    "is_open", "reopens", "transfers", "public_replies", "observed_until_us",
)  # fmt: skip
_COLUMNS: Final = (
    "event_id", "kind", "occurred_at_us", "actor", "role", "owner", "related", "status", "change", "flags", "code",
    "amount", "amount_of", "ordinal", *DIMENSIONS,
)  # fmt: skip
#: what ties one interaction to another, by the column of the other one's row
_TIES: Final = {"merged_into": "merged", "split_from": "split", "follow_up_of": "follow_up"}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. People are subject keys; `moved` names the dimensions it set."""

    event_id: bytes
    kind: Kind
    at_us: int
    actor: int | None
    role: Role | None
    owner: int | None
    status: Status | None
    change: Change | None
    flags: int  # bits of `Flag`
    code: str | None
    amount: int | None
    amount_of: int | None
    moved: Mapping[str, str]
    related: Tie | None = None

    def has(self, flag: Flag) -> bool:
        """Return whether a bit of `flags` is set."""
        return bool(self.flags & flag)


@dataclass(frozen=True, slots=True)
class Tie:
    """Another interaction; `how` is merged, split or follow_up, and `away` whether this one went into it."""

    interaction: int
    source: str
    case_key: str
    how: str = ""
    away: bool = False


@dataclass(frozen=True, slots=True)
class InteractionView:
    """An interaction: where it lies, what it is tied to, what the source says of it, and what happened."""

    facts: Mapping[str, Any]  # its row of the facts, by the names of `_FACTS`
    happenings: tuple[Happening, ...]
    ties: tuple[Tie, ...]  # only those that the reader may open
    vendor: Mapping[str, int]  # the source's own figures by name: microseconds, counts, 0 or 1

    @property
    def people(self) -> set[int]:
        """Return the subject keys of everybody who worked on it."""
        named = {self.facts["agent"]}
        named |= {each.owner for each in self.happenings}
        named |= {each.actor for each in self.happenings if each.role != Role.CUSTOMER}
        return {key for key in named if key is not None}


def view(
    data: Path, snapshot: Snapshot, source: str, case_key: str, *, audience: Audience | None = None
) -> InteractionView:
    """Return an interaction of a data folder. Raises NotFound where there is none that the audience may open."""
    cursor = open_cursor(snapshot)
    key, _origin = identify(cursor, case_key, source, audience)
    facts = _one(cursor, f"SELECT {', '.join(_FACTS)} FROM interactions WHERE interaction = {key:d}", _FACTS)
    rows = _events(data, snapshot, facts)
    ties = _ties(cursor, key, audience)
    vendor = cursor.execute("SELECT name, amount FROM figures WHERE interaction = ?", [key]).fetchall()
    near = {tie.interaction: tie for tie in ties}
    return InteractionView(facts, tuple(_happening(row, near) for row in rows), ties, dict(vendor))


def texts(data: Path, happenings: Iterable[Happening]) -> dict[bytes, str]:
    """Return what was written, by event, as far as it is kept."""
    return Texts(data).get(each.event_id for each in happenings)


def _one(cursor: duckdb.DuckDBPyConnection, sql: str, names: tuple[str, ...]) -> dict[str, Any]:
    (row,) = cursor.execute(sql).fetchall()
    return dict(zip(names, row, strict=True))


def _events(data: Path, snapshot: Snapshot, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the current events as the facts knew them; the span of time spares most of the log's files."""
    log = Log(data).view(known_at=snapshot.watermark, as_of_us=snapshot.as_of_us)
    mine = (
        f"interaction = {facts['interaction']:d} AND occurred_at_us "
        f"BETWEEN {facts['first_event_us']:d} AND {facts['last_event_us']:d}"
    )
    sql = log.events_sql(", ".join(_COLUMNS), mine)
    with duck.cursor() as cursor:
        rows = cursor.sql(f"SELECT * FROM ({sql}) ORDER BY occurred_at_us, ordinal, event_id").fetchall()
    return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]


def _happening(row: Mapping[str, Any], near: Mapping[int, Tie]) -> Happening:
    return Happening(
        event_id=row["event_id"],
        kind=Kind(row["kind"]),
        at_us=row["occurred_at_us"],
        actor=row["actor"],
        role=_maybe(Role, row["role"]),
        owner=row["owner"],
        status=_maybe(Status, row["status"]),
        change=_maybe(Change, row["change"]),
        flags=row["flags"] or 0,
        code=row["code"],
        amount=row["amount"],
        amount_of=row["amount_of"],
        moved={name: row[name] for name in DIMENSIONS if row[name] is not None},
        related=near.get(row["related"]),
    )


def _maybe(kind: Any, number: int | None) -> Any:
    return None if number is None else kind(number)


def _ties(cursor: duckdb.DuckDBPyConnection, key: int, audience: Audience | None) -> tuple[Tie, ...]:
    """Return the interactions this one came from, went into or brought forth, as far as they may be opened."""
    parts = []
    for column, how in _TIES.items():
        parts.append(
            f"SELECT o.interaction, o.source, o.case_key, '{how}', true FROM interactions i "
            f"JOIN interactions o ON o.interaction = i.{column} WHERE i.interaction = {key:d}"
        )
        parts.append(
            f"SELECT interaction, source, case_key, '{how}', false FROM interactions WHERE {column} = {key:d}"
        )
    rows = cursor.execute(f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY 3").fetchall()
    opens = visible(cursor, [row[0] for row in rows], audience)
    return tuple(Tie(*row) for row in rows if row[0] in opens)
