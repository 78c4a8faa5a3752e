"""What differs between two versions, in codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

#: What makes an entry of a section the same entry in another version
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "calendar": ("name",),
    "brand": ("code",),
    "team": ("code",),
    "membership": ("person", "team", "kind", "language", "brand", "from"),
    "reason": ("code", "from"),
    "rename": ("old",),
    "target": ("kind", "customer", "tier", "brand", "channel", "priority", "from"),
    "sla": ("code", "from"),
    "incident": ("code",),
    "event": ("code",),
    "queue": ("code", "from"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One entry added, removed or changed; `fields` names what changed in it."""

    section: str
    key: str
    what: Literal["added", "removed", "changed"]
    fields: tuple[str, ...] = ()


def diff(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Compare the contents of two versions (`Reference.content`), section by section."""
    changes: list[Change] = []
    for section in sorted(set(old) | set(new)):
        before, after = _keyed(old, section), _keyed(new, section)
        for key in sorted(set(before) | set(after)):
            changes += _compared(section, key, before.get(key), after.get(key))
    return tuple(changes)


def _compared(section: str, key: str, before: Any, after: Any) -> list[Change]:
    if before == after:
        return []
    if before is None:
        return [Change(section, key, "added")]
    if after is None:
        return [Change(section, key, "removed")]
    names = sorted(name for name in set(before) | set(after) if before.get(name) != after.get(name))
    return [Change(section, key, "changed", tuple(names))]


def _keyed(content: Mapping[str, Any], section: str) -> dict[str, Mapping[str, Any]]:
    value = content.get(section)
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return {"": value}
    return {_key(section, row): row for row in value}


def _key(section: str, row: Mapping[str, Any]) -> str:
    names = KEYS.get(section, ("code",))
    parts = [row[name] for name in names if row.get(name) not in (None, "")]
    return " ".join(part if isinstance(part, str) else json.dumps(part) for part in parts)
