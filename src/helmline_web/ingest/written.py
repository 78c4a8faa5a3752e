"""TOML from tables: what the standard library reads and does not write, for the shapes that mappings have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def written(document: Mapping[str, Any]) -> str:
    """Return a document of tables and lists of tables as TOML; what `tomllib` reads from it is the same document."""
    return "\n".join(_lines(document, ())).strip() + "\n"


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    for key, value in table.items():
        if not _is_below(value, path):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in table.items():
        if _is_below(value, path):
            yield from _below(value, (*path, key))


def _is_below(value: Any, path: tuple[str, ...]) -> bool:
    """Whether a value gets a heading of its own: tables of the document, and lists of tables anywhere."""
    if isinstance(value, Mapping):
        return not path
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _below(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    name = ".".join(map(_key, path))
    tables, heading = ([value], f"[{name}]") if isinstance(value, Mapping) else (value, f"[[{name}]]")
    for table in tables:
        yield from ("", heading)
        yield from _lines(table, path)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _text(str(value))


def _key(key: str) -> str:
    plain = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if plain else _text(key)


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"'
        + "".join(
            c if c.isprintable() else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}"
            for c in escaped
        )
        + '"'
    )
