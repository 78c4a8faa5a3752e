"""Spans of local days by name: "last week" as two dates, and the span before it that it is compared with."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from helmline.errors import QueryError

#: nobody reads more days than these at once
MOST_DAYS: Final = 3_700
_ROLLING: Final = re.compile(r"(\d{1,4})([dwm])")
_EXAMPLES: Final = "this-week, last-week, last-month, 28d, 13w, 2026-W46, 2026-10, 2026-Q3 or 2026"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `since` until just before `until`; `grain` cuts it into the points of a trend."""

    since: date
    until: date
    grain: str
    kind: str = "days"  # day | week | month | quarter | year | days: what it is called

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.until - self.since).days

    @property
    def last(self) -> date:
        """Return its last day."""
        return self.until - timedelta(days=1)

    def before(self, count: int = 1) -> Span:
        """Return the span of the same kind `count` steps earlier."""
        if self.kind in ("month", "quarter", "year"):
            months = {"month": 1, "quarter": 3, "year": 12}[self.kind] * count
            return Span(
                _months_on(self.since, -months), _months_on(self.until, -months), self.grain, self.kind
            )
        # Whole weeks back where that is possible, so that Mondays are compared with Mondays.
        days = self.days * count
        days += -days % 7 if self.days > 3 else 0
        return Span(self.since - timedelta(days), self.until - timedelta(days), self.grain, self.kind)

    def year_before(self) -> Span:
        """Return the span 52 weeks earlier, or the same months of the year before."""
        if self.kind in ("month", "quarter", "year"):
            return Span(_months_on(self.since, -12), _months_on(self.until, -12), self.grain, self.kind)
        return Span(self.since - timedelta(364), self.until - timedelta(364), self.grain, self.kind)


def named(word: str, today: date, week_start: int = 0) -> Span:
    """Return the span that a word names, as seen from `today`. Raises QueryError with what can be written."""
    if word in _WORDS:
        return _WORDS[word](today, week_start)
    for read in (_rolling, _written):
        span = read(word, today, week_start)
        if span is not None:
            return span
    raise QueryError(f"{word!r} is no period.", hint=f"Write {_EXAMPLES}.")


def between(since: date, last: date) -> Span:
    """Return the days from `since` to `last`, both included. Raises QueryError for none or too many."""
    if last < since:
        raise QueryError(f"{since} to {last} ends before it begins.", hint="Swap the two dates.")
    until = last + timedelta(days=1)
    days = (until - since).days
    if days > MOST_DAYS:
        raise QueryError(
            f"{since} to {last} are {days:,} days.", hint=f"Choose at most ten years ({MOST_DAYS:,} days)."
        )
    return Span(since, until, _grain(days))


def week_of(day: date, week_start: int) -> date:
    """Return the first day of the week of a day."""
    return day - timedelta(days=(day.weekday() - week_start) % 7)


def _grain(days: int) -> str:
    if days <= 2:
        return "hour"
    if days <= 62:
        return "day"
    return "week" if days <= 400 else "month"


def _day(back: int) -> Callable[[date, int], Span]:
    def found(today: date, _week_start: int) -> Span:
        since = today - timedelta(days=back)
        return Span(since, since + timedelta(days=1), "hour", "day")

    return found


def _week(back: int) -> Callable[[date, int], Span]:
    def found(today: date, week_start: int) -> Span:
        since = week_of(today, week_start) - timedelta(weeks=back)
        return Span(since, since + timedelta(weeks=1), "day", "week")

    return found


def _months(count: int, back: int, kind: str, grain: str) -> Callable[[date, int], Span]:
    def found(today: date, _week_start: int) -> Span:
        first = date(today.year, (today.month - 1) // count * count + 1, 1)
        since = _months_on(first, -back * count)
        return Span(since, _months_on(since, count), grain, kind)

    return found


#: the words of the period picker, in its order
_WORDS: Final[Mapping[str, Callable[[date, int], Span]]] = {
    "today": _day(0),
    "yesterday": _day(1),
    "this-week": _week(0),
    "last-week": _week(1),
    "this-month": _months(1, 0, "month", "day"),
    "last-month": _months(1, 1, "month", "day"),
    "this-quarter": _months(3, 0, "quarter", "week"),
    "last-quarter": _months(3, 1, "quarter", "week"),
    "this-year": _months(12, 0, "year", "month"),
    "last-year": _months(12, 1, "year", "month"),
}
WORDS: Final = tuple(_WORDS)


def _rolling(word: str, today: date, week_start: int) -> Span | None:
    """Read `28d`, `13w`, `12m`: that many whole days, weeks or months before today."""
    found = _ROLLING.fullmatch(word)
    if not found or not int(found[1]):
        return None
    count, unit = int(found[1]), found[2]
    if unit == "m":
        until = today.replace(day=1)
        return between(_months_on(until, -min(count, 400)), until - timedelta(days=1))
    until = today if unit == "d" else week_of(today, week_start)
    days = count * (7 if unit == "w" else 1)
    return between(until - timedelta(days=min(days, MOST_DAYS + 1)), until - timedelta(days=1))


def _written(word: str, _today: date, week_start: int) -> Span | None:
    """Read `2026-W46`, `2026-10`, `2026-Q3`, `2026` or a day."""
    try:
        if week := re.fullmatch(r"(\d{4})-W(\d{2})", word):
            monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
            since = week_of(monday + timedelta(days=3), week_start)  # the week that holds its Thursday
            return Span(since, since + timedelta(weeks=1), "day", "week")
        if month := re.fullmatch(r"(\d{4})-(\d{2})", word):
            return _months(1, 0, "month", "day")(date(int(month[1]), int(month[2]), 1), week_start)
        if quarter := re.fullmatch(r"(\d{4})-Q([1-4])", word):
            return _months(3, 0, "quarter", "week")(date(int(quarter[1]), int(quarter[2]) * 3, 1), week_start)
        if re.fullmatch(r"\d{4}", word):
            return _months(12, 0, "year", "month")(date(int(word), 1, 1), week_start)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
            return _day(0)(date.fromisoformat(word), week_start)
    except ValueError:
        return None
    return None


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
