"""One spelling for what can be written in several ways, so that a version is named by what it says.

A field left out, an empty one, and one that says what holds anyway are the same; so are one text and a list
of that one text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from helmline.reference.entries import CONDITIONS

#: what holds in a section where nothing is said
_USUAL: Final[dict[str, dict[str, Any]]] = {
    "organisation": {
        "zone": "UTC", "week_start": "monday", "fiscal_pattern": "months", "fiscal_start_month": 1,
        "fiscal_named_by": "start",
    },
    "brand": {"csat_scale": 5},
    "membership": {"kind": "home", "share": 1.0},
    "target": {"clock": "business"},
    "event": {"kind": "other"},
    "queue": {"short_abandon": "5s", "answer_within": "20s", "answer_share": 0.8},
}  # fmt: skip
#: fields that take one text or a list
_LISTS: Final[dict[str, tuple[str, ...]]] = {
    "brand": ("languages",),
    "target": (*CONDITIONS, "pause_statuses", "pause_reasons"),
    "sla": CONDITIONS,
    "incident": ("brands", "reasons"),
    "event": ("brands",),
}


def spelled(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return content, whose dates are texts already, in the one spelling."""
    return {
        section: [spelled_table(section, table) for table in value]
        if isinstance(value, list)
        else spelled_table(section, value)
        for section, value in content.items()
    }


def spelled_table(section: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """Return one table of a section in the one spelling."""
    usual = {**_USUAL.get(section, {}), **_usual_answer(section, table)}
    said = {
        name: _value(section, name, value)
        for name, value in table.items()
        if value not in ("", None) and value is not False and usual.get(name) != value
    }
    if section == "sla" and "target" in said:
        said["target"] = [spelled_table("target", inner) for inner in said["target"]]
    return said


def _usual_answer(section: str, table: Mapping[str, Any]) -> dict[str, int]:
    """On a scale, the lowest answer that counts as satisfied lies at four fifths."""
    return {"csat_good": -(-table.get("csat_scale", 5) * 4 // 5)} if section == "brand" else {}


def _value(section: str, name: str, value: Any) -> Any:
    if name in _LISTS.get(section, ()):
        return [value] if isinstance(value, str) else value
    if isinstance(value, list):
        return [_without_empty(item) for item in value]
    return value


def _without_empty(item: Any) -> Any:
    if isinstance(item, Mapping):
        return {name: value for name, value in item.items() if value not in ("", None)}
    return item
