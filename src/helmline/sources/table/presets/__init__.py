"""Ready mappings, one TOML file each, for what people can really download."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources

from helmline.errors import NotFound
from helmline.sources.table.mapping import Mapping
from helmline.sources.table.parsing import parse


def names() -> list[str]:
    """Return the names of all ready mappings."""
    return sorted(
        file.name.removesuffix(".toml")
        for file in resources.files(__name__).iterdir()
        if file.name.endswith(".toml")
    )


def text(name: str) -> str:
    """Return a ready mapping's TOML; raises `NotFound` where there is none of that name."""
    if name not in names():
        raise NotFound(f"There is no ready mapping {name!r}.", hint=f"There are: {', '.join(names())}")
    return (resources.files(__name__) / f"{name}.toml").read_text("utf-8")


@cache
def load(name: str) -> Mapping:
    """Return a ready mapping, parsed."""
    return parse(text(name), f"the ready mapping {name}")


def recognised(columns: Iterable[str]) -> str:
    """Return the ready mapping whose tell-tale columns are all there (the most of them), or ''."""
    there = {column.casefold() for column in columns}
    fits = {
        name: len(load(name).recognise)
        for name in names()
        if load(name).recognise and all(column.casefold() in there for column in load(name).recognise)
    }
    return max(fits, key=lambda name: fits[name], default="")
