"""The weekly hours of a calendar as a grid: what is open on each weekday, and as a person types it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from helmline.calendar.hours import ALWAYS, DAY_S, WEEKDAYS, format_interval, parse_line
from helmline_web.ui import formats

#: seconds in a hundredth of a day: stretches are drawn in percent, so that the picture takes any width
_PERCENT_S: Final = DAY_S / 100


@dataclass(frozen=True, slots=True)
class Bar:
    """An open stretch of a day, in percent of the day from midnight."""

    x: float
    width: float
    title: str


@dataclass(frozen=True, slots=True)
class Day:
    """One weekday: its name, its open stretches, and the hours as text."""

    name: str
    bars: tuple[Bar, ...]
    text: str


def grid(hours: Sequence[str]) -> list[Day]:
    """Return the seven days of weekly hours; what runs over midnight shows on both days."""
    pairs = _pairs(hours)
    found = []
    for number in range(7):
        own = sorted(interval for day, interval in pairs if day == number)
        carried = [(0, stop - DAY_S) for day, (_, stop) in pairs if (day + 1) % 7 == number and stop > DAY_S]
        bars = [_bar(start, min(stop, DAY_S)) for start, stop in sorted([*carried, *own])]
        found.append(Day(formats.weekday(number), tuple(bars), ", ".join(map(format_interval, own))))
    return found


def _bar(start: int, stop: int) -> Bar:
    return Bar(start / _PERCENT_S, (stop - start) / _PERCENT_S, format_interval((start, stop)))


def _pairs(hours: Sequence[str]) -> set[tuple[int, tuple[int, int]]]:
    if list(hours) == [ALWAYS]:
        return {(day, (0, DAY_S)) for day in range(7)}
    return {pair for line in hours for pair in parse_line(line)}


def typed(hours: Sequence[str]) -> dict[str, str]:
    """Return the hours of each weekday as a form shows them, by `day_0` for Monday to `day_6`."""
    return {f"day_{number}": day.text for number, day in enumerate(grid(hours))}


def written(days: Mapping[str, Any]) -> list[str]:
    """Return weekly hours from what was typed for each weekday; raise CalendarError for what is no hours."""
    lines = [
        f"{WEEKDAYS[number]} {text.strip()}"
        for number in range(7)
        if (text := days.get(f"day_{number}") or "").strip()
    ]
    for line in lines:
        parse_line(line)
    return lines
