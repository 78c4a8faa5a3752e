"""Publishes reference data as immutable, content-hashed versions and reads them back.

Layout of DATA/reference: `<version>.json` (one file a version, never changed), `CURRENT` (one line a
publication: UTC time and version; the last line is in force) and `LOCK`. A version's file is complete on disk
before `CURRENT` is replaced by rename, so a crash leaves either the old version in force or the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from helmline.errors import Busy, Damaged, FileError, NotFound
from helmline.reference.changes import Change, diff
from helmline.reference.checks import check
from helmline.reference.findings import Finding, Findings, InvalidReference, locate
from helmline.reference.parsing import parse
from helmline.reference.reference import NONE, Reference
from helmline.reference.spelling import spelled

_FORMAT = 1
_LARGEST = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: the version now in force, what differs from the one before, and warnings."""

    version: str
    changes: tuple[Change, ...]
    previous: str
    warnings: tuple[Finding, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether another version was in force before."""
        return self.version != self.previous


@dataclass(frozen=True, slots=True)
class Proposal:
    """Reference data that pass every check and are not published, and what is probably not meant in them."""

    reference: Reference
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Publication:
    """One line of history."""

    published_at: datetime
    version: str


def publish(toml_path: str | Path, data_dir: str | Path) -> Published:
    """Check a TOML file and put it in force. Raises InvalidReference with every error; then nothing changed.

    The same content, in whatever order or layout, is the same version; publishing it again changes nothing.
    """
    path = Path(toml_path)
    text = _text_of(path)
    return publish_content(_toml(text, path), data_dir, source=str(path), lines=locate(text))


def publish_content(
    content: Mapping[str, Any],
    data_dir: str | Path,
    *,
    source: str = "reference data",
    lines: dict[str, int] | None = None,
) -> Published:
    """Check tables that are already read (the application hands over its own) and put them in force."""
    proposal = propose(content, source=source, lines=lines)
    version, plain = proposal.reference.version, proposal.reference.content
    folder = Path(data_dir) / "reference"
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        previous = current_version(data_dir)
        changes = diff(_content(folder, previous), plain)
        if version != previous:
            _write(folder / f"{version}.json", _body(plain))
            now = datetime.now(UTC).isoformat(timespec="microseconds")
            _write(folder / "CURRENT", (_history_text(folder) + f"{now} {version}\n").encode())
    return Published(version, changes, previous, proposal.warnings)


def propose(
    content: Mapping[str, Any],
    *,
    source: str = "reference data",
    lines: dict[str, int] | None = None,
) -> Proposal:
    """Check tables and read them as `load` would once they are published; nothing is written.

    The version is the one that publishing would give, so a question asked with the proposal answers what
    will be answered. Raises InvalidReference with every error.
    """
    findings = Findings(lines or {})
    check(parse(content, findings), content, findings)
    if findings.errors:
        raise InvalidReference(source, findings.errors)
    plain = normalised(content)
    return Proposal(parse(plain, Findings(), _version_of(_body(plain))), findings.warnings)


def load(data_dir: str | Path, version: str | None = None) -> Reference:
    """Return the version in force, or the one named; where nothing was published, empty reference data."""
    wanted = current_version(data_dir) if version is None else version
    if wanted == NONE:
        return Reference()
    content = _content(Path(data_dir) / "reference", wanted)
    findings = Findings()
    reference = parse(content, findings, wanted)
    if findings.errors:
        # Whole, as its hash says, but written by a release that knows more than this one.
        raise InvalidReference(f"published version {wanted}", findings.errors)
    return reference


def current_version(data_dir: str | Path) -> str:
    """Return the version in force, or "none"."""
    published = history(data_dir)
    return published[-1].version if published else NONE


def history(data_dir: str | Path) -> tuple[Publication, ...]:
    """Return all publications, oldest first; a version put in force again is there again."""
    lines = _history_text(Path(data_dir) / "reference").splitlines()
    try:
        pairs = [line.split() for line in lines]
        return tuple(Publication(datetime.fromisoformat(when), version) for when, version in pairs)
    except ValueError:
        raise Damaged(
            f"{Path(data_dir) / 'reference' / 'CURRENT'} is not a list of publications.",
            hint="Publish the TOML file again after moving this file away.",
        ) from None


# ---- files ----


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise FileError(
                f"{path} is larger than 64 MB.", hint="Reference data are a TOML file of settings."
            )
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(
            f"{path} is not UTF-8: byte {error.start} is {error.object[error.start]:#04x}.",
            hint="Save it as UTF-8.",
        ) from None
    except OSError as error:
        raise FileError(
            f"{path} cannot be read: {error.strerror}.", hint="Give the path of a TOML file."
        ) from None


def _toml(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidReference(str(path), [Finding("error", "", f"not TOML: {error}")]) from None


def _content(folder: Path, version: str) -> dict[str, Any]:
    if version == NONE:
        return {}
    file = folder / f"{version}.json"
    if not version.isalnum() or not file.is_file():
        known = ", ".join(sorted(path.stem for path in folder.glob("*.json"))) or "none"
        raise NotFound(f"There is no reference version {version!r}.", hint=f"Published are: {known}.")
    body = file.read_bytes()
    if _version_of(body) != version:
        raise Damaged(
            f"{file} is not what was published under this name.",
            hint="Restore it from a backup, or publish the TOML file again.",
        )
    content: dict[str, Any] = json.loads(body)["content"]
    return content


def normalised(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content as a version keeps it and is named by: one spelling, each section in one order."""
    plain: dict[str, Any] = spelled(json.loads(json.dumps(content, default=_plain)))
    return {
        section: sorted(value, key=_encode) if isinstance(value, list) else value
        for section, value in plain.items()
        if value not in ([], {})
    }


def _body(plain: Mapping[str, Any]) -> bytes:
    return _encode({"format": _FORMAT, "content": plain})


def _plain(value: object) -> str:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot stand in reference data")


def _encode(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _version_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]


def _history_text(folder: Path) -> str:
    file = folder / "CURRENT"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _write(file: Path, body: bytes) -> None:
    """Write a file so that it is there as a whole or not at all, also after a power cut."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    with draft.open("wb") as stream:
        stream.write(body)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    import fcntl

    with (folder / "LOCK").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(
                f"Somebody else is publishing reference data into {folder}.", hint="Try again in a moment."
            ) from None
        yield
