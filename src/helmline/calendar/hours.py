"""Opening hours as people write them: `Mon-Fri 08:30-12:00`, `Fri-Sat 22:00-06:00`, `24/7`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from helmline.errors import CalendarError

DAY_S = 86_400
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALWAYS = "24/7"
_EXAMPLE = 'Write it like "Mon-Fri 08:30-12:00", "Fri-Sat 22:00-06:00" or "24/7".'
_LINE = re.compile(r"^(?P<days>[^\d]+?)\s+(?P<times>\d.*)$")
_INTERVAL = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2}):(\d{2})(?::(\d{2}))?$")

Interval = tuple[int, int]
"""Seconds from the local midnight, half-open; the end is past 86,400 when the shift ends the next day."""


def parse_interval(text: str) -> Interval:
    """Return the seconds of `08:30-12:00`; an end at or before the start is on the next day."""
    match = _INTERVAL.match(text.strip())
    if not match:
        raise CalendarError(f"Hours {text!r} are not a time range.", hint='Write them like "08:30-12:00".')
    start = _seconds(text, match.group(1), match.group(2), match.group(3))
    stop = _seconds(text, match.group(4), match.group(5), match.group(6))
    if start == stop:
        raise CalendarError(
            f"Hours {text!r} start and end at the same time, which could mean nothing or a whole day.",
            hint='For a whole day write "00:00-24:00"; for a closed day leave it out.',
        )
    if start == DAY_S:
        raise CalendarError(f"Hours {text!r} start at 24:00.", hint="Write 00:00 on the next day.")
    return (start, stop) if stop > start else (start, stop + DAY_S)


def _seconds(text: str, hour: str, minute: str, second: str | None) -> int:
    seconds = int(hour) * 3600 + int(minute) * 60 + int(second or 0)
    if int(minute) > 59 or int(second or 0) > 59 or seconds > DAY_S:
        raise CalendarError(
            f"Hours {text!r} name a time that no clock shows.", hint="Times run from 00:00 to 24:00."
        )
    return seconds


def parse_weekday(text: str) -> int:
    """Return 0 for Monday to 6 for Sunday, from an English name or its first three letters."""
    word = text.strip().lower().rstrip(".")
    for number, full in enumerate(_FULL):
        if len(word) >= 3 and full.startswith(word):
            return number
    raise CalendarError(
        f"Weekday {text.strip()!r} is not known.", hint=f"Use one of {', '.join(WEEKDAYS)}, or Daily."
    )


def _parse_days(text: str) -> list[int]:
    if text.strip().lower() == "daily":
        return list(range(7))
    days: list[int] = []
    for part in text.replace("–", "-").split(","):
        first, dash, last = part.partition("-")
        begin = parse_weekday(first)
        count = (parse_weekday(last) - begin) % 7 + 1 if dash else 1
        days += [(begin + step) % 7 for step in range(count)]
    return days


def parse_line(text: str) -> list[tuple[int, Interval]]:
    """Return `(weekday, interval)` pairs of one line such as `Mon-Thu 08:30-12:00, 13:00-18:00`."""
    match = _LINE.match(text.strip()) if isinstance(text, str) else None
    if not match:
        raise CalendarError(f"Hours {text!r} are not weekly hours.", hint=_EXAMPLE)
    intervals = [parse_interval(part) for part in match.group("times").split(",")]
    return [(day, interval) for day in _parse_days(match.group("days")) for interval in intervals]


def merge(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the union of intervals: sorted, with touching and overlapping ones joined."""
    merged: list[Interval] = []
    for start, stop in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        elif stop > start:
            merged.append((start, stop))
    return tuple(merged)


def format_interval(interval: Interval) -> str:
    """Write an interval as `08:30-12:00`; the part after midnight is written as a time of the next day."""
    start, stop = interval
    return f"{_clock(start)}-{_clock(stop if stop <= DAY_S else stop - DAY_S)}"


def _clock(seconds: int) -> str:
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hour:02}:{minute:02}" + (f":{second:02}" if second else "")


def format_week(hours: Iterable[tuple[int, Interval]]) -> list[str]:
    """Write weekly hours as the fewest plain lines: days with the same interval share one."""
    by_interval: dict[Interval, list[int]] = {}
    for day, interval in sorted(hours):
        by_interval.setdefault(interval, []).append(day)
    ordered = sorted(by_interval.items(), key=lambda item: (item[1][0], item[0]))
    return [f"{_format_days(days)} {format_interval(interval)}" for interval, days in ordered]


def _format_days(days: list[int]) -> str:
    parts = []
    for _, run in groupby(enumerate(days), key=lambda pair: pair[1] - pair[0]):
        numbers = [day for _, day in run]
        first, last = WEEKDAYS[numbers[0]], WEEKDAYS[numbers[-1]]
        parts.append(first if first == last else f"{first}-{last}")
    return ",".join(parts)
