"""Reads the written form of a calendar: the `[[calendar]]` table of a TOML file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from helmline.calendar.hours import merge, parse_interval
from helmline.calendar.versions import DayException, Version, weekly
from helmline.errors import CalendarError

_CALENDAR_KEYS = ("name", "zone", "version", "exception", "hours")
_VERSION_KEYS = ("from", "hours")
_EXCEPTION_KEYS = ("on", "from", "to", "hours", "name")
_LONGEST_DAYS = 3_660

Made = TypeVar("Made")
#: Makes a calendar of its name, zone, versions and exceptions.
Make = Callable[[str, str, tuple[Version, ...], tuple[DayException, ...]], Made]


def read_calendar(table: Mapping[str, Any], make: Make[Made]) -> Made:
    """Return what `make` makes of the calendar that the table describes. `hours` at the top stand for one undated version."""
    name = table.get("name")
    if not isinstance(name, str) or not name.strip():
        raise CalendarError(f"A calendar has the name {name!r}.", hint='Add name = "support-eu".')
    try:
        return _read_named(name, table, make)
    except CalendarError as error:
        if repr(name) in error.message:
            raise
        raise CalendarError(f"Calendar {name!r}: {error.message}", hint=error.hint) from None


def _read_named(name: str, table: Mapping[str, Any], make: Make[Made]) -> Made:
    _only(table, _CALENDAR_KEYS, "calendar")
    zone = table.get("zone")
    if not isinstance(zone, str):
        raise CalendarError(f"The zone is {zone!r}.", hint='Add zone = "Europe/Rome".')
    versions = [_read_version(item) for item in _tables(table, "version")]
    if "hours" in table:
        versions.append(weekly(*_lines(table["hours"])))
    exceptions = [_read_exception(item) for item in _tables(table, "exception")]
    return make(name, zone, tuple(versions), tuple(exceptions))


def _tables(table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    items = table.get(key, [])
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise CalendarError(f"`{key}` is {items!r}.", hint=f"Write each one as a [[calendar.{key}]] table.")
    return items


def _only(table: Mapping[str, Any], known: tuple[str, ...], what: str) -> None:
    for key in table:
        if key not in known:
            raise CalendarError(f"A {what} has no field {key!r}.", hint=f"It has {', '.join(known)}.")


def _lines(value: object) -> list[str]:
    lines = [value] if isinstance(value, str) else value
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise CalendarError(f"Hours are {value!r}.", hint='Write them as a list: ["Mon-Fri 09:00-17:00"].')
    return lines


def _read_version(table: Mapping[str, Any]) -> Version:
    _only(table, _VERSION_KEYS, "version")
    if "hours" not in table:
        raise CalendarError("A version has no hours.", hint='Add hours = ["24/7"], or [] for never open.')
    valid_from = _day(table["from"], "from") if "from" in table else None
    return weekly(*_lines(table["hours"]), valid_from=valid_from)


def _read_exception(table: Mapping[str, Any]) -> DayException:
    _only(table, _EXCEPTION_KEYS, "exception")
    if ("on" in table) == ("from" in table or "to" in table):
        raise CalendarError(
            f"The exception {table.get('name', '')!r} needs its dates.",
            hint="Give either `on`, or `from` and `to`.",
        )
    first = _day(table["on"] if "on" in table else table.get("from"), "on" if "on" in table else "from")
    last = first if "on" in table else _day(table.get("to"), "to")
    if not 0 <= (last - first).days < _LONGEST_DAYS:
        raise CalendarError(
            f"An exception runs from {first} to {last}.",
            hint="`to` is the last date it covers, within ten years; for longer write a new version.",
        )
    hours = merge(parse_interval(line) for line in _lines(table.get("hours", [])))
    return DayException(first, last, hours, str(table.get("name", "")))


def _day(value: object, key: str) -> date:
    if isinstance(value, datetime):
        value = value.isoformat()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise CalendarError(f"`{key}` is {value!r}, not a date.", hint="Write it like 2026-12-24.") from None
