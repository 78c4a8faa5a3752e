"""Reads the all-day events of an iCalendar file (RFC 5545): enough for a feed of holidays, and strict.

Understood: VEVENT with DTSTART, DTEND or DURATION in days, SUMMARY, RRULE with FREQ=YEARLY (INTERVAL, COUNT,
UNTIL, BYMONTH and BYMONTHDAY as the start has them, or BYDAY such as 4TH with BYMONTH), EXDATE, STATUS
CANCELLED. A rule that is not understood is an error, never a day silently left out.
"""

from __future__ import annotations

import calendar as month_tables
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from helmline.errors import CalendarError

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_RULE_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST"}
_ESCAPES = {"\\n": " ", "\\N": " ", "\\,": ",", "\\;": ";", "\\\\": "\\"}


@dataclass
class Event:
    """One VEVENT: its first date, how many dates it covers, its name and its yearly rule."""

    line: int
    first: date | None = None
    days: int = 1
    name: str = ""
    rule: dict[str, str] = field(default_factory=dict)
    skipped: set[date] = field(default_factory=set)
    last_exclusive: date | None = None
    cancelled: bool = False


def read_days(text: str, first: date, last: date) -> list[tuple[date, str]]:
    """Return `(date, name)` of every day from `first` to `last` that an event covers, in order.

    Raises CalendarError, with the line, for a file that is no calendar and for a rule not understood.
    """
    found: set[tuple[date, str]] = set()
    for event in _events(text):
        for start in _starts(event, last):
            covered = (start + timedelta(days=number) for number in range(event.days))
            found |= {(day, event.name) for day in covered if first <= day <= last}
    return sorted(found)


def _unfold(text: str) -> list[tuple[int, str]]:
    """Return the numbered content lines; a line that begins with a blank continues the one before."""
    lines: list[tuple[int, str]] = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if line[:1] in (" ", "\t") and lines:
            lines[-1] = (lines[-1][0], lines[-1][1] + line[1:])
        elif line.strip():
            lines.append((number, line))
    return lines


def _events(text: str) -> Iterator[Event]:
    lines = _unfold(text)
    if not lines or lines[0][1].upper() != "BEGIN:VCALENDAR":
        begins = lines[0][1][:40] if lines else ""
        raise CalendarError(
            f"The file begins with {begins!r}, not with BEGIN:VCALENDAR.",
            hint="Give the .ics file itself, not the web page that links to it.",
        )
    event: Event | None = None
    depth = 0  # inside a VALARM or the like within the event
    for number, line in lines:
        name, _, value = line.partition(":")
        kind = name.partition(";")[0].upper()
        if kind == "BEGIN" and value.upper() == "VEVENT":
            event = Event(number)
        elif event and kind in ("BEGIN", "END") and value.upper() != "VEVENT":
            depth += 1 if kind == "BEGIN" else -1
        elif event and kind == "END":
            yield _finished(event)
            event = None
        elif event and not depth:
            _read_property(event, number, kind, value)
    if event:
        raise CalendarError(
            f"The event of line {event.line} has no END:VEVENT.", hint="The file is cut off; fetch it again."
        )


def _read_property(event: Event, line: int, kind: str, value: str) -> None:
    if kind == "DTSTART":
        event.first = _date(value, line)
    elif kind == "DTEND":
        event.last_exclusive = _date(value, line)
    elif kind == "DURATION":
        event.days = _duration(value, line)
    elif kind == "SUMMARY":
        event.name = re.sub(r"\\[nN,;\\]", lambda found: _ESCAPES[found.group()], value).strip()
    elif kind == "RRULE":
        event.rule = _rule(value, line)
    elif kind == "EXDATE":
        event.skipped |= {_date(part, line) for part in value.split(",")}
    elif kind == "STATUS":
        event.cancelled = value.upper() == "CANCELLED"
    elif kind == "RDATE":
        raise _not_understood(line, "RDATE")


def _finished(event: Event) -> Event:
    if event.first is None:
        raise CalendarError(f"The event of line {event.line} has no DTSTART.", hint="Remove or mend it.")
    if event.last_exclusive:
        event.days = max(1, (event.last_exclusive - event.first).days)
    return event


def _date(value: str, line: int) -> date:
    match = re.fullmatch(r"(\d{4})(\d{2})(\d{2})(T\d{6}Z?)?", value.strip())
    try:
        if match:
            return date(int(match.group(1)), int(match.group(2)), int(match.group(3)))
    except ValueError:
        pass
    raise CalendarError(f"Line {line}: {value!r} is not a date.", hint="A date looks like 20261225.")


def _duration(value: str, line: int) -> int:
    match = re.fullmatch(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?", value.strip())
    if not match:
        raise CalendarError(f"Line {line}: {value!r} is not a duration.", hint="A day is written P1D.")
    return max(1, 7 * int(match.group(1) or 0) + int(match.group(2) or 0))


def _rule(value: str, line: int) -> dict[str, str]:
    rule = {key.upper(): held for key, _, held in (part.partition("=") for part in value.split(";")) if key}
    strange = set(rule) - _RULE_PARTS
    ordinal = re.fullmatch(r"([+-]?[1-5])(MO|TU|WE|TH|FR|SA|SU)", rule.get("BYDAY", "1MO"))
    if rule.get("FREQ") != "YEARLY" or strange or not ordinal or ("BYDAY" in rule and "BYMONTHDAY" in rule):
        raise _not_understood(line, f"RRULE {value!r}")
    numbers = [rule[key] for key in ("INTERVAL", "COUNT", "BYMONTH", "BYMONTHDAY") if key in rule]
    if not all(number.isdigit() and int(number) for number in numbers) or int(rule.get("BYMONTH", 1)) > 12:
        raise _not_understood(line, f"RRULE {value!r}")
    if "UNTIL" in rule:
        _date(rule["UNTIL"], line)
    return rule


def _not_understood(line: int, what: str) -> CalendarError:
    return CalendarError(
        f"Line {line}: {what} is not understood; only yearly repetition is.",
        hint="Write these days as [[calendar.exception]] tables, or remove the event from the file.",
    )


def _starts(event: Event, last: date) -> Iterator[date]:
    """Yield the first dates of an event's repetitions, up to `last`."""
    assert event.first is not None
    if event.cancelled:
        return
    rule, first = event.rule, event.first
    until = _date(rule["UNTIL"], event.line) if "UNTIL" in rule else last
    step, left = int(rule.get("INTERVAL", 1)), int(rule.get("COUNT", 1 if not rule else 10**6))
    for year in range(first.year, last.year + 1, step):
        day = _in_year(first, rule, year)
        if day is None or day < first:
            continue
        if day > min(until, last) or not left:
            return
        left -= 1
        if day not in event.skipped:
            yield day


def _in_year(first: date, rule: dict[str, str], year: int) -> date | None:
    month = int(rule.get("BYMONTH", first.month))
    if "BYDAY" not in rule:
        number = int(rule.get("BYMONTHDAY", first.day))
        held = number <= month_tables.monthrange(year, month)[1]
        return date(year, month, number) if held else None
    place, weekday = int(rule["BYDAY"][:-2]), _WEEKDAYS.index(rule["BYDAY"][-2:])
    days = [
        date(year, month, number)
        for number in range(1, month_tables.monthrange(year, month)[1] + 1)
        if date(year, month, number).weekday() == weekday
    ]
    index = place - 1 if place > 0 else place
    return days[index] if -len(days) <= index < len(days) else None
