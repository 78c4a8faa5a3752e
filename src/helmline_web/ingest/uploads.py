"""Uploaded files: one folder an import below DATA/uploads, never a name from outside as a path, never for long."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from helmline.errors import InputError
from helmline_web.ingest.models import Import

#: Uploaded files and their rejects stay so long after the last change; what landed is in the log.
KEEP: Final = timedelta(days=14)
#: Landing needs room for the file, its staged columns and the log's new rows.
ROOM_TIMES_SIZE: Final = 3
LEAST_ROOM: Final = 200 * 2**20
_LONGEST_NAME: Final = 120


class TooLarge(InputError):
    """A file is larger than uploads may be."""


class NoRoom(InputError):
    """The disk has no room for a file and its import."""


def check_size(size: int) -> None:
    """Raise TooLarge or NoRoom before a byte of a file of this size is read."""
    largest = settings.HELMLINE_UPLOAD_BYTES
    if size > largest:
        raise TooLarge(
            f"The file has {_mb(size)} MB; up to {_mb(largest)} MB are taken.",
            hint="Pack it (.gz), split it by month, or use `helmline import` on the server.",
        )
    wanted, free = max(LEAST_ROOM, ROOM_TIMES_SIZE * size), room()
    if free < wanted:
        raise NoRoom(
            f"The server's disk has {_mb(free)} MB free, and this import needs {_mb(wanted)} MB.",
            hint="Ask the person who runs the server to make room.",
        )


def room() -> int:
    """Return the free bytes of the disk that holds the data folder."""
    return shutil.disk_usage(settings.HELMLINE_DATA).free


def keep(file: UploadedFile, row: Import) -> Path:
    """Put an uploaded file into its import's folder: whole, or not at all."""
    folder = folder_of(row)
    folder.mkdir(parents=True, mode=0o700)
    try:
        target = folder / row.name
        temporary = getattr(file, "temporary_file_path", None)
        if temporary is None:
            _write(file, target)
        else:
            shutil.move(temporary(), target)
            file.close()  # it would delete its copy at its own end, and is told that it is gone
        target.chmod(0o600)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return target


def folder_of(row: Import) -> Path:
    """Return the folder of an import; its name is a number of ours."""
    return _root() / str(row.pk)


def path_of(row: Import) -> Path:
    """Return the uploaded file. Raises InputError where it was cleared away."""
    path = folder_of(row) / row.name
    if not path.is_file():
        raise InputError(
            f"The file {row.name} is no longer here: uploads are deleted after {KEEP.days} days.",
            hint="Upload it again; what landed already is known and adds nothing.",
        )
    return path


def rejects_of(row: Import) -> Path | None:
    """Return the file of rejected rows, if there is one."""
    path = folder_of(row) / f"{row.name}.rejects.csv"
    return path if path.is_file() else None


def safe_name(name: str) -> str:
    """Return a file's name without folders, control characters or anything a shell or a header could trip over."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = re.sub(r"[^\w.\- ()]", "_", last).strip(" .")
    return plain[-_LONGEST_NAME:].lstrip(" .") or "file"


def clear_away(now: datetime) -> int:
    """Delete folders of old imports and of uploads that broke off; return how many."""
    root = _root()
    if not root.is_dir():
        return 0
    gone = [folder for folder in root.iterdir() if folder.is_dir() and _is_over(folder, now)]
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return len(gone)


def _is_over(folder: Path, now: datetime) -> bool:
    try:
        row = Import.objects.filter(pk=uuid.UUID(folder.name)).first()
    except ValueError:
        return False  # not one of ours
    if row is not None:
        return not row.is_moving and now - row.changed_at > KEEP
    return now.timestamp() - folder.stat().st_mtime > timedelta(hours=1).total_seconds()


def _write(file: UploadedFile, target: Path) -> None:
    with target.open("xb") as stream:
        for chunk in file.chunks():
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())


def _mb(size: int) -> str:
    return f"{size / 2**20:,.0f}"


def _root() -> Path:
    return Path(settings.HELMLINE_DATA) / "uploads"
