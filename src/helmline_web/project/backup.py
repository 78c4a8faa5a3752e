"""A consistent copy of everything that cannot be made again: database, log, reference data, people, texts.

Writers wait while it runs (the log's lease is held), readers do not. The facts are left out, because they are
made from the log, and so are uploads, whose rows are in the log. A manifest with the hash of every file tells
a whole backup from a broken one; the folder has its name only when it is complete.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import django
from django.conf import settings
from django.db import connection

from helmline import __version__
from helmline.errors import HelmlineError, InputError, NotFound
from helmline.eventlog.lease import Lease
from helmline.eventlog.log import Log
from helmline.reference.store import current_version

MANIFEST: Final = "manifest.json"
SQLITE: Final = "database.sqlite3"
POSTGRES: Final = "database.pgdump"
#: What lies in the data folder besides Django's database: SQLite files, folders of immutable files, plain files.
STORES: Final = ("runs.sqlite", "people.sqlite", "texts.sqlite", "inbox.sqlite")
FOLDERS: Final = ("log", "reference")
FILES: Final = (
    "erasures.jsonl", "erasures.key", "secret-key", "findings.json", "demonstration.json",
    "demonstration-coming.parquet",
)  # fmt: skip
_WAIT_SECONDS: Final = 300.0


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds."""

    folder: Path
    files: int
    bytes: int
    watermark: int
    reference: str

    def sentences(self) -> list[str]:
        """Return what was done, in words."""
        return [
            f"{self.files:,} files, {self.bytes / 2**20:,.1f} MB written to {self.folder}.",
            f"The log is whole up to row {self.watermark:,}; reference data {self.reference}.",
            "Keep it apart from this machine, and as safe as the data folder itself: names and the secret key are in it.",
        ]


def back_up(folder: Path) -> Backup:
    """Write a backup into a folder that does not exist yet. Raises InputError, Busy or NotFound."""
    django.setup()
    data = settings.HELMLINE_DATA
    if folder.exists():
        raise InputError(
            f"{folder} is there already.", hint="A backup goes into a folder of its own; name a new one."
        )
    if not any((data / name).exists() for name in (*STORES, *FOLDERS, "helmline.sqlite3")):
        raise NotFound(f"There is nothing in {data} yet.", hint="Say where the data are with --data DIR.")
    draft = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    try:
        with Lease(data, "backup", _WAIT_SECONDS):
            _copy(data, draft)
        manifest = _manifest(draft)
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    files = manifest["files"]
    return Backup(
        folder,
        len(files),
        sum(entry["bytes"] for entry in files.values()),
        manifest["watermark"],
        manifest["reference"],
    )


def _copy(data: Path, target: Path) -> None:
    _copy_database(target)
    for name in STORES:
        if (data / name).exists():
            copy_sqlite(data / name, target / name)
    for name in FOLDERS:
        if (data / name).is_dir():
            shutil.copytree(data / name, target / name)
    for name in FILES:
        if (data / name).exists():
            shutil.copy2(data / name, target / name)


def _copy_database(target: Path) -> None:
    if connection.vendor == "postgresql":
        run_postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target / POSTGRES}")
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(target / SQLITE)) as copy:
        connection.connection.backup(copy)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite file as one moment of it, also while others read and write."""
    with closing(sqlite3.connect(source, timeout=20)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)


def run_postgres(program: str, *words: str) -> None:
    """Run one of PostgreSQL's own programs on our database; the password goes by the environment, never by a word."""
    known = settings.DATABASES["default"]
    environment = os.environ | {
        f"PG{name}": str(known[key])
        for name, key in (("HOST", "HOST"), ("PORT", "PORT"), ("USER", "USER"), ("PASSWORD", "PASSWORD"), ("DATABASE", "NAME"))
        if known.get(key)
    }  # fmt: skip
    try:
        done = subprocess.run([program, *words], env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise NotFound(
            f"{program} is not installed here.", hint="On Debian: apt-get install postgresql-client"
        ) from None
    if done.returncode:
        raise HelmlineError(f"{program} failed: {done.stderr.strip()}")


def _manifest(folder: Path) -> dict[str, Any]:
    files = {path.relative_to(folder).as_posix(): described(path) for path in every_file(folder)}
    manifest = {
        "helmline": __version__, "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": connection.vendor, "watermark": Log(folder).view().watermark,
        "reference": current_version(folder), "files": files,
    }  # fmt: skip
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return manifest


def every_file(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and the folders in it, in order."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def described(path: Path) -> dict[str, Any]:
    """Return a file's size and the hash of its bytes."""
    with path.open("rb") as stream:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}
