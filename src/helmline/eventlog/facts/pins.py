"""Snapshots that somebody needs later: a closed month rests on one. Its files outlive every sweep."""

from __future__ import annotations

from pathlib import Path

from helmline.errors import NotFound
from helmline.eventlog.facts.snapshots import Snapshot, _read, _write_atomically


def pin(data: Path, name: str, snapshot: Snapshot) -> None:
    """Keep the files of a snapshot under a name, until `unpin`. A name that is taken is given anew."""
    pointer = _pointer(data, name)
    pointer.parent.mkdir(parents=True, exist_ok=True)
    _write_atomically(pointer, snapshot)


def pinned(data: Path, name: str) -> Snapshot:
    """Return the snapshot kept under a name. Raises NotFound."""
    try:
        return _read(_pointer(data, name))
    except FileNotFoundError:
        raise NotFound(
            f"No facts are kept under the name {name!r}.", hint="They were let go, or never kept."
        ) from None


def unpin(data: Path, name: str) -> None:
    """Let a snapshot go: its files are deleted with the next publishing that nobody else needs them for."""
    _pointer(data, name).unlink(missing_ok=True)


def _pointer(data: Path, name: str) -> Path:
    if not name or not all(part.isalnum() or part in "-_" for part in name):
        raise ValueError(f"{name!r} cannot name a file")
    return data / "facts" / "pins" / f"{name}.json"
