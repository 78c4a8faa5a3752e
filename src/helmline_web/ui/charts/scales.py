"""From values to places: linear scales, round ticks for numbers and durations, labels that do not collide."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

#: steps at which a duration axis is marked, in seconds
_DURATION_STEPS: Final = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 28800, 43200,
    86400, 172800, 432000, 604800, 1209600, 2592000,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale from values to places; `low` lies at `start`, `high` at `end`, and nothing leaves the frame."""

    low: float
    high: float
    start: float = 0.0
    end: float = 100.0

    def __call__(self, value: float) -> float:
        """Return the place of a value, held inside the frame."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        share = (value - self.low) / (self.high - self.low)
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Return round numbers from `low` to `high`: steps of 1, 2 or 5 times a power of ten."""
    if not high > low:
        return [low]
    raw = (high - low) / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= raw * 0.999)
    return _marks(low, high, step)


def duration_ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Return round durations in seconds: steps people count in, such as 15 m, 2 h or 1 d."""
    raw = (high - low) / about
    step = next((float(step) for step in _DURATION_STEPS if step >= raw * 0.999), float(_DURATION_STEPS[-1]))
    return _marks(low, high, step)


def count_ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Return ticks of a count: whole numbers only, so that none is written twice."""
    return [tick for tick in ticks(low, high, about) if tick == int(tick)]


def ticks_of(low: float, high: float, unit: str, about: int = 4) -> list[float]:
    """Return ticks that suit a metric's unit."""
    return (duration_ticks if unit == "s" else ticks)(low, high, about)


def _marks(low: float, high: float, step: float) -> list[float]:
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def roof(values: Iterable[float | None], unit: str = "1", about: int = 4) -> float:
    """Return the round top of an axis that holds all values and starts at 0."""
    top = max((value for value in values if value is not None), default=1.0)
    if top <= 0:
        return 1.0
    if unit == "ratio" and top <= 1:
        return 1.0
    marks = ticks_of(0, top, unit, about)
    step = marks[1] - marks[0] if len(marks) > 1 else top
    return math.ceil(top / step - 1e-9) * step


def span(values: Iterable[float | None], room: float = 0.1) -> tuple[float, float]:
    """Return lowest and highest value with some room beside them; for axes that need not start at 0."""
    known = [value for value in values if value is not None]
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    margin = (high - low or abs(high) or 1.0) * room
    return low - margin, high + margin


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart so that none lies closer than `gap` to the next, as little as needed, inside the frame."""
    order = sorted(range(len(places)), key=lambda number: places[number])
    found = [0.0] * len(places)
    for rank, number in enumerate(order):
        above = found[order[rank - 1]] + gap if rank else low
        found[number] = max(places[number], above)
    limit = high
    for number in reversed(order):
        found[number] = min(found[number], limit)
        limit = found[number] - gap
    return found


def label_places(count: int, about: int = 5, every: int = 0) -> list[int]:
    """Return which of `count` points to name: every so many, or evenly spaced with the first and the last."""
    if every:
        return list(range(0, count, every))
    if count <= about:
        return list(range(count))
    return sorted({round(place * (count - 1) / (about - 1)) for place in range(about)})


#: how wide a letter of 12-pixel text is, on average, and the width a picture is laid out for, in pixels
LETTER: Final = 6.4
LAID_OUT_FOR: Final = 640


def width_of(words: str) -> float:
    """Return about how much of a picture's width words take, in percent; a letter beyond Latin takes two."""
    return _pixels(words) / LAID_OUT_FOR * 100


def shortened(words: str, room: float) -> str:
    """Cut words that need more than so many pixels, with dots at the end."""
    if _pixels(words) <= room:
        return words
    kept = words
    while kept and _pixels(kept) + LETTER > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _pixels(words: str) -> float:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in words) * LETTER
