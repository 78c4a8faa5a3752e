"""The hash chain: what exactly an entry's hash is made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

#: what the first entry follows
START: Final = "0" * 64


def link(
    *, seq: int, at_us: int, by: int | None, kind: str, subject: str, detail: Mapping[str, Any], previous: str
) -> str:
    """Return the hash of one entry, 64 hexadecimal digits."""
    fields = [seq, at_us, by, kind, subject, detail, previous]
    return hashlib.sha256(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
