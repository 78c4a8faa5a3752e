"""Who is behind a user's number: the trail holds numbers only, and `people` says the names where a reader may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

#: users' numbers to names; words of a name to users' numbers
Names = Callable[[Iterable[int]], Mapping[int, str]]
Find = Callable[[str], Iterable[int]]

_names: list[Names] = [lambda _numbers: {}]
_find: list[Find] = [lambda _words: ()]


def provide(names: Names, find: Find) -> None:
    """Say who knows the names; called from `AppConfig.ready`."""
    _names[:], _find[:] = [names], [find]


def of(numbers: Iterable[int]) -> Mapping[int, str]:
    """Return the names behind users' numbers; one that nobody knows is absent."""
    return _names[0](numbers)


def find(words: str) -> list[int]:
    """Return the users whose name has these words."""
    return list(_find[0](words))
