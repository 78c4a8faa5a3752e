"""From what a person types, a ticket number, a telephone number or a mail address, to the interactions of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from helmline.eventlog.privacy import Subject, Subjects
from helmline.eventlog.schema import Role
from helmline.metrics.snapshot import Snapshot, open_cursor
from helmline.metrics.visibility import visible

if TYPE_CHECKING:
    import duckdb

    from helmline.metrics.audience import Audience

#: the latest interactions of one customer that are looked at
MOST: Final = 50
_COLUMNS: Final = (
    "interaction, source, case_key, coalesce(created_us, first_event_us), channel, team, is_open, customer"
)
_TELEPHONE: Final = re.compile(r"\+?[\d\s()./-]{6,}")


@dataclass(frozen=True, slots=True)
class Found:
    """One interaction that was found; `customer` is a subject key."""

    interaction: int
    source: str
    case_key: str
    created_us: int
    channel: str | None
    team: str | None
    is_open: bool
    customer: int | None


def by_number(snapshot: Snapshot, words: str, audience: Audience | None = None) -> tuple[Found, ...]:
    """Return the interactions with this case key, of every source, that the audience may open."""
    keys = {words, words.removeprefix("#")}
    return _of(snapshot, f"case_key IN ({', '.join('?' * len(keys))})", sorted(keys), audience)


def by_customer(
    data: Path, snapshot: Snapshot, words: str, audience: Audience | None = None
) -> tuple[Found, ...]:
    """Return the latest interactions of the customers with this telephone number or mail address."""
    keys = [subject.key for subject in _customers(data, words)]
    return _of(snapshot, f"customer IN ({', '.join('?' * len(keys))})", keys, audience) if keys else ()


def spellings(words: str) -> Iterator[str]:
    """Yield how an identifier may be written: as typed, a mail address small, a number with or without its signs."""
    yield words
    if "@" in words:
        yield words.lower()
    elif _TELEPHONE.fullmatch(words):
        digits = re.sub(r"\D", "", words)
        yield digits
        yield f"+{digits.removeprefix('00')}"
        yield f"00{digits.removeprefix('00')}"


def _customers(data: Path, words: str) -> Iterator[Subject]:
    """Yield the customers of that number or address; colleagues are not found by it, nor anybody by a key."""
    people = Subjects(data)
    for spelling in dict.fromkeys(spellings(words.strip())):
        for subject in people.find(spelling):
            if subject.role in (None, Role.CUSTOMER) and spelling in (subject.identifier, subject.email):
                yield subject


def _of(
    snapshot: Snapshot, where: str, values: Iterable[Any], audience: Audience | None
) -> tuple[Found, ...]:
    cursor = open_cursor(snapshot)
    rows = _latest(cursor, where, list(values))
    opens = visible(cursor, [row[0] for row in rows], audience)
    return tuple(Found(*row) for row in rows if row[0] in opens)


def _latest(cursor: duckdb.DuckDBPyConnection, where: str, values: list[Any]) -> list[tuple[Any, ...]]:
    sql = f"SELECT {_COLUMNS} FROM interactions WHERE {where} ORDER BY 4 DESC, source LIMIT {MOST:d}"
    found: list[tuple[Any, ...]] = cursor.execute(sql, values).fetchall()
    return found
