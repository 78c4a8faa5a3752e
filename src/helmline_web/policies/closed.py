"""Closed months that a change would make differ. Whoever closes months says so; policies stand a floor below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from helmline.reference.reference import Reference


@dataclass(frozen=True, slots=True)
class Differing:
    """A closed month: how many of its stored cells would not come out again, and where that is shown."""

    month: str  # 2026-10
    cells: int
    href: str


#: proposed reference data, and the metrics that they can move
Look = Callable[[Reference, tuple[str, ...]], tuple[Differing, ...]]
_looks: list[Look] = []


def register(look: Look) -> None:
    """Say who knows closed months; called from `AppConfig.ready`."""
    if look not in _looks:
        _looks.append(look)


def differing(proposed: Reference, metrics: tuple[str, ...]) -> tuple[Differing, ...]:
    """Return the closed months whose figures of these metrics would differ with the reference data proposed."""
    return tuple(one for look in _looks for one in look(proposed, metrics))
