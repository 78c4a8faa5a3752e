"""The key that signs sessions and links: made once, kept in the data folder, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(data: Path) -> str:
    """Return the key of this data folder, making it where there is none."""
    file = data / "secret-key"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        _make(file)
    return file.read_text(encoding="utf-8").strip()


def _make(file: Path) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(secrets.token_urlsafe(64))
    try:
        os.link(draft, file)  # fails where another process was first, whose key then holds
    except FileExistsError:
        pass
    finally:
        draft.unlink()
