"""Personal data, kept apart: who hides behind a subject key, and what was written.

Log, facts and figures hold random subject keys and codes only. Names and identifiers live in
`people.sqlite`, message texts in `texts.sqlite`: plain tables without history, so that what is deleted is
gone (`secure_delete`, then VACUUM). An erased person stays erased: the ledger `erasures.jsonl` holds the
subject's key and a keyed digest of his identifier, so that a restored backup or an old file imported again
finds him erased and every aggregate stays as it was.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from helmline.errors import InputError, NotFound
from helmline.eventlog.runs import now_us

_PEOPLE: Final = (
    "CREATE TABLE IF NOT EXISTS subjects (key INTEGER PRIMARY KEY, source TEXT NOT NULL, identifier TEXT NOT NULL, "
    "role INTEGER, name TEXT, email TEXT, UNIQUE (source, identifier))"
)
_TEXTS: Final = (
    "CREATE TABLE IF NOT EXISTS texts (event_id BLOB PRIMARY KEY, subject INTEGER, "
    "occurred_at_us INTEGER, body TEXT NOT NULL) WITHOUT ROWID"
)


@dataclass(frozen=True)
class Subject:
    """A person as one source knows him."""

    key: int
    source: str
    identifier: str
    role: int | None
    name: str | None
    email: str | None


class Subjects:
    """Who is behind a subject key."""

    def __init__(self, data: Path) -> None:
        self._path = data / "people.sqlite"
        self._ledger = Ledger(data)
        data.mkdir(parents=True, exist_ok=True)
        with _database(self._path) as db:
            db.execute(_PEOPLE)

    def keys(self, source: str, identifiers: Sequence[str], role: int | None = None) -> list[int]:
        """Return the subject key of each identifier, making random ones for those not met before.

        An erased identifier gets the key it had: its rows say the same as before, and still nobody can tell
        whom they are about.
        """
        erased = self._ledger.erased()
        wanted = list(dict.fromkeys(identifiers))
        found = {i: key for i in wanted if (key := erased.get(self._ledger.digest(source, i))) is not None}
        rows = [(secrets.randbits(62) + 1, source, i, role) for i in wanted if i not in found]
        with _database(self._path) as db:
            db.executemany(
                "INSERT INTO subjects (key, source, identifier, role) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (source, identifier) DO UPDATE SET role = coalesce(subjects.role, excluded.role)",
                rows,
            )
            db.execute("CREATE TEMP TABLE wanted (identifier TEXT PRIMARY KEY)")
            db.executemany("INSERT INTO wanted VALUES (?)", [(row[2],) for row in rows])
            found |= dict(
                db.execute(
                    "SELECT identifier, key FROM subjects JOIN wanted USING (identifier) WHERE source = ?",
                    (source,),
                )
            )
        return [found[identifier] for identifier in identifiers]

    def register(self, subjects: Iterable[Subject]) -> None:
        """Note people whose keys are already in the log; erased ones stay erased."""
        erased = set(self._ledger.erased().values())
        rows = [
            (s.key, s.source, s.identifier, s.role, s.name, s.email) for s in subjects if s.key not in erased
        ]
        with _database(self._path) as db:
            db.executemany("INSERT OR REPLACE INTO subjects VALUES (?, ?, ?, ?, ?, ?)", rows)

    def describe(self, key: int, *, name: str | None = None, email: str | None = None) -> None:
        """Note what a person is called; an erased person is not described again."""
        self.describe_many([(key, name, email)])

    def describe_many(self, rows: Iterable[tuple[int, str | None, str | None]]) -> None:
        """Note what people are called: (key, name, e-mail), None where nothing new is known.

        In one transaction. An erased person has no row here and is not described again.
        """
        with _database(self._path) as db:
            db.executemany(
                "UPDATE subjects SET name = coalesce(?, name), email = coalesce(?, email) WHERE key = ?",
                ((name, email, key) for key, name, email in rows),
            )

    def find(self, person: str) -> list[Subject]:
        """Return everybody whose identifier, name, e-mail or key is `person`, in every source."""
        number = int(person) if person.isdigit() else -1
        sql = (
            f"{_SELECT} WHERE identifier = ? OR name = ? OR email = ? OR key = ? ORDER BY source, identifier"
        )
        with _database(self._path) as db:
            return [Subject(*row) for row in db.execute(sql, (person, person, person, number))]

    def of_role(self, role: int) -> list[Subject]:
        """Return everybody met in this role, in every source."""
        sql = f"{_SELECT} WHERE role = ? ORDER BY source, identifier"
        with _database(self._path) as db:
            return [Subject(*row) for row in db.execute(sql, (role,))]

    def named(self, keys: Iterable[int]) -> dict[int, str]:
        """Return what to call the people behind some keys: the name, else the identifier; erased ones are absent."""
        wanted = [(key,) for key in keys]
        with _database(self._path) as db:
            db.execute("CREATE TEMP TABLE wanted (key INTEGER PRIMARY KEY)")
            db.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", wanted)
            rows = db.execute("SELECT key, coalesce(name, identifier) FROM subjects JOIN wanted USING (key)")
            return dict(rows)

    def forget(self, keys: Sequence[int]) -> int:
        """Delete people and rewrite the file, so that nothing of them is left in it; return how many."""
        with _database(self._path) as db:
            gone = db.executemany("DELETE FROM subjects WHERE key = ?", [(key,) for key in keys]).rowcount
        _vacuum(self._path)
        return gone


_SELECT: Final = "SELECT key, source, identifier, role, name, email FROM subjects"


class Texts:
    """What was written, by event."""

    def __init__(self, data: Path) -> None:
        self._path = data / "texts.sqlite"
        data.mkdir(parents=True, exist_ok=True)
        with _database(self._path) as db:
            db.execute(_TEXTS)

    def put(self, rows: Iterable[tuple[bytes, int | None, int, str]]) -> None:
        """Keep texts: (event id, subject key of the writer, instant in µs, body)."""
        with _database(self._path) as db:
            db.executemany("INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?)", rows)

    def get(self, event_ids: Iterable[bytes]) -> dict[bytes, str]:
        """Return the texts that are kept of some events."""
        with _database(self._path) as db:
            rows = (
                db.execute("SELECT event_id, body FROM texts WHERE event_id = ?", (i,)).fetchone()
                for i in event_ids
            )
            return dict(row for row in rows if row)

    def count(self, *, before_us: int | None = None, subjects: Sequence[int] = ()) -> int:
        """Return how many texts are older than an instant or were written by some people."""
        where, values = _which(before_us, subjects)
        with _database(self._path) as db:
            return int(db.execute(f"SELECT count(*) FROM texts WHERE {where}", values).fetchone()[0])

    def forget(self, *, before_us: int | None = None, subjects: Sequence[int] = ()) -> int:
        """Delete texts older than an instant or written by some people; return how many."""
        where, values = _which(before_us, subjects)
        with _database(self._path) as db:
            gone = db.execute(f"DELETE FROM texts WHERE {where}", values).rowcount
        _vacuum(self._path)
        return gone


def _which(before_us: int | None, subjects: Sequence[int]) -> tuple[str, list[int]]:
    if before_us is not None:
        return "occurred_at_us < ?", [before_us]
    return f"subject IN ({', '.join('?' * len(subjects))})", list(subjects)


class Ledger:
    """Who was erased, without saying who: key and keyed digest, one JSON line each, only ever appended."""

    def __init__(self, data: Path) -> None:
        self._path = data / "erasures.jsonl"
        self._secret_path = data / "erasures.key"

    def digest(self, source: str, identifier: str) -> str:
        """Return the digest of an identifier under this data folder's own secret."""
        text = f"{source}\x1f{identifier}".encode()
        return hmac.new(self._secret(), text, hashlib.sha256).hexdigest()

    def erased(self) -> dict[str, int]:
        """Return the subject key by digest of everybody ever erased."""
        if not self._path.exists():
            return {}
        entries = map(json.loads, self._path.read_text().splitlines())
        return {entry["digest"]: entry["key"] for entry in entries}

    def note(self, subjects: Sequence[Subject]) -> None:
        """Append people to the ledger, durably, before anything is deleted."""
        lines = [
            {"key": s.key, "digest": self.digest(s.source, s.identifier), "erased_at_us": now_us()}
            for s in subjects
        ]
        with self._path.open("a") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())

    def _secret(self) -> bytes:
        if not self._secret_path.exists():
            self._secret_path.parent.mkdir(parents=True, exist_ok=True)
            self._secret_path.touch(mode=0o600)
            self._secret_path.write_text(secrets.token_hex(32))
        return bytes.fromhex(self._secret_path.read_text())


@dataclass(frozen=True)
class Erasure:
    """What was (or would be) deleted about a person."""

    subjects: tuple[Subject, ...]
    texts: int


def erase(data: Path, person: str, *, dry_run: bool = False) -> Erasure:
    """Erase a person in every source: names, identifiers and texts. Every figure stays as it is.

    `person` is an identifier, a name, an e-mail or a subject key. Raises NotFound where nobody is called so,
    and InputError where a name fits several people of one source.
    """
    subjects = Subjects(data).find(person)
    if not subjects:
        raise NotFound(
            f"Nobody is known as {person!r}.", hint="Give an identifier, name, e-mail or subject key."
        )
    sources = [subject.source for subject in subjects]
    if len(set(sources)) < len(sources):
        choices = ", ".join(f"{s.identifier} ({s.source}, key {s.key})" for s in subjects)
        raise InputError(f"{person!r} fits several people: {choices}.", hint="Give the subject key.")
    keys = [subject.key for subject in subjects]
    texts = Texts(data)
    found = Erasure(tuple(subjects), texts.count(subjects=keys))
    if not dry_run:
        Ledger(data).note(subjects)
        texts.forget(subjects=keys)
        Subjects(data).forget(keys)
    return found


def replay_erasures(data: Path) -> int:
    """Erase again everybody in the ledger (after a backup was restored); return how many were found."""
    keys = list(Ledger(data).erased().values())
    if not keys:
        return 0
    Texts(data).forget(subjects=keys)
    return Subjects(data).forget(keys)


@contextmanager
def _database(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a store of personal data; a deleted row is overwritten, and no journal keeps it."""
    with closing(sqlite3.connect(path, timeout=20)) as db, db:
        db.execute("PRAGMA secure_delete=ON")
        yield db


def _vacuum(path: Path) -> None:
    with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as db:
        db.execute("VACUUM")
