"""What lies over an axis of time: incident windows, business events, the labels of periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from helmline_web.ui import formats
from helmline_web.ui.charts.scales import Scale, label_places, shortened, width_of
from helmline_web.ui.charts.surface import Surface

#: how many pixels a name may take, and the place from which on it is written to the left
_NAME: Final = 164
_TURN: Final = 40


@dataclass(frozen=True, slots=True)
class Window:
    """An incident from one place of the axis to another; places count points, and may lie between two."""

    start: float
    end: float
    name: str


@dataclass(frozen=True, slots=True)
class Happening:
    """A business event at one place of the axis: a launch, a holiday, a new price."""

    at: float
    name: str


def draw_windows(on: Surface, windows: Sequence[Window], across: Scale, top: float, bottom: float) -> None:
    """Shade each incident; name it above where that has room, at either side, and on hover always."""
    taken = 0.0
    for window in sorted(windows, key=lambda window: window.start):
        start, end = across(window.start), across(window.end)
        wide = max(end - start, 0.6)
        on.rect("window", start, wide, top, bottom - top, title=window.name)
        on.line("window-edge", start, start + wide, top - 2, top - 2)
        taken = _name(on, window.name, (start, start + wide), top - 8, "t-incident", taken)


def draw_happenings(
    on: Surface, happenings: Sequence[Happening], across: Scale, top: float, bottom: float
) -> None:
    """Draw a dotted line for each business event, named at its head inside the plot where that has room."""
    taken = 0.0
    for happening in sorted(happenings, key=lambda happening: happening.at):
        x = across(happening.at)
        on.line("happening", x, x, top, bottom)
        taken = _name(on, happening.name, (x, x), top + 10, "t-soft", taken, dx=6)


def _name(
    on: Surface, words: str, ends: tuple[float, float], y: float, look: str, taken: float, dx: float = 0
) -> float:
    """Write a name after its start, else before its end, unless another is there; return how far names reach.

    Names are cut, and beyond `_TURN` they are written to the left, so that they stay inside on a phone too,
    where all but the first give way.
    """
    start, end = ends
    words = shortened(words, _NAME)
    wide = width_of(words)
    if start >= taken and start <= _TURN:
        on.text(words, start, y, look=look, dx=dx, spare=taken > 0)
        return start + wide + 1
    if end - wide >= taken:
        on.text(words, end, y, look=look, anchor="end", dx=-dx, spare=taken > 0)
        return end + 1
    return taken


def draw_labels(
    on: Surface, labels: Sequence[str], places: Sequence[float], y: float, every: int = 0
) -> None:
    """Write some of the labels below an axis; the first and last keep to the edges."""
    for rank, number in enumerate(label_places(len(labels), every=every)):
        x = places[number]
        anchor = "" if x < 4 else "end" if x > 96 else "mid"
        on.text(labels[number], x, y, anchor=anchor, spare=rank % 2 == 1)


def axis_words(value: float, unit: str) -> str:
    """Write a value of an axis: its metric's unit, and a plain 0 at its foot."""
    return "0" if value == 0 else formats.amount(value, unit)


def draw_value_axis(on: Surface, marks: Sequence[tuple[float, str]], bottom: float) -> None:
    """Draw the grid, the base line and the values at the left; `marks` are places and words."""
    for y, words in marks:
        if abs(y - bottom) > 0.5:
            on.line("grid", 0, 100, y, y)
        on.left(words, y)
    on.line("axis", 0, 100, bottom, bottom)
