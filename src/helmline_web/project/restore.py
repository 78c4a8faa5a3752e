"""A backup brought back: checked first, then copied, then everybody of the erasure ledger erased again."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from helmline.errors import Damaged, InputError, NotFound
from helmline.eventlog.facts import Facts
from helmline.eventlog.log import Log
from helmline.eventlog.privacy import replay_erasures
from helmline_web.project.backup import (
    FILES,
    FOLDERS,
    MANIFEST,
    POSTGRES,
    SQLITE,
    STORES,
    described,
    run_postgres,
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back."""

    data: Path
    made_at: str
    watermark: int
    erased: int

    def sentences(self) -> list[str]:
        """Return what was done, in words."""
        return [
            f"{self.data} is as it was at {self.made_at}, up to row {self.watermark:,} of the log.",
            f"{self.erased:,} people of the erasure ledger were erased again; every figure is as it was.",
            "What happened since is not in it: import it again. Start with `helmline serve`.",
        ]


def bring_back(folder: Path, *, ledger: Path | None = None) -> Restored:
    """Restore a backup into an empty data folder (and an empty database) and build the facts.

    `ledger` is the newest erasures.jsonl that could be saved: who was erased after the backup stays erased.
    Raises NotFound where there is no backup, Damaged where a file is not what was written, and InputError where
    data are in the way; then nothing was changed.
    """
    django.setup()
    data = settings.HELMLINE_DATA
    manifest = _checked(folder)
    _refuse_to_overwrite(data, manifest)
    _restore_database(folder, data)
    for name in FOLDERS:
        if (folder / name).is_dir():
            shutil.copytree(folder / name, data / name)
    for name in (*STORES, *FILES):
        if (folder / name).exists():
            shutil.copy2(folder / name, data / name)
    if ledger is not None:
        _add_erasures(ledger, data / "erasures.jsonl")
    erased = replay_erasures(data)
    call_command("migrate", verbosity=0, interactive=False)
    if Log(data).exists():
        Facts(data).current()
    return Restored(data, manifest["made_at"], manifest["watermark"], erased)


def _checked(folder: Path) -> dict[str, Any]:
    """Return the manifest of a backup whose every file is what was written."""
    if not (folder / MANIFEST).is_file():
        raise NotFound(
            f"{folder} is no backup: it has no {MANIFEST}.",
            hint="Name a folder that `helmline backup` wrote.",
        )
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name, entry in manifest["files"].items():
        path = folder / name
        if not path.is_file() or described(path) != entry:
            raise Damaged(
                f"{path} is not what was backed up.", hint="Take another backup; nothing was restored."
            )
    return manifest


def _refuse_to_overwrite(data: Path, manifest: dict[str, Any]) -> None:
    in_the_way = [name for name in (*FOLDERS, *STORES, "helmline.sqlite3") if (data / name).exists()]
    if in_the_way:
        raise InputError(
            f"{data} holds data already ({', '.join(in_the_way)}).",
            hint="A backup is restored into an empty folder: helmline restore BACKUP --data NEW-FOLDER",
        )
    if manifest["database"] != connection.vendor:
        raise InputError(
            f"The backup's database is {manifest['database']}, this installation's is {connection.vendor}.",
            hint="Set DATABASE_URL as it was when the backup was made.",
        )
    if connection.vendor == "postgresql" and connection.introspection.table_names():
        raise InputError(
            "The database that DATABASE_URL names is not empty.", hint="Make a new one: createdb NAME"
        )


def _restore_database(folder: Path, data: Path) -> None:
    data.mkdir(parents=True, exist_ok=True)
    if connection.vendor == "postgresql":
        connection.close()
        run_postgres(
            "pg_restore", "--no-owner", "--exit-on-error", f"--dbname={settings.DATABASES['default']['NAME']}",
            str(folder / POSTGRES),
        )  # fmt: skip
        return
    connection.close()
    shutil.copy2(folder / SQLITE, data / "helmline.sqlite3")


def _add_erasures(newer: Path, ledger: Path) -> None:
    """Add the lines of a newer ledger; it only ever grows, so the newer one holds the older one's lines."""
    known = ledger.read_text(encoding="utf-8").splitlines() if ledger.exists() else []
    lines = [line for line in newer.read_text(encoding="utf-8").splitlines() if line not in set(known)]
    ledger.write_text("".join(f"{line}\n" for line in [*known, *lines]), encoding="utf-8")
