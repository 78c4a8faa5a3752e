"""Reads one table of the written form, field by field; whatever is wrong becomes a finding and a default."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from helmline.reference.entries import Validity
from helmline.reference.findings import Findings

_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|h|d)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Table:
    """A mapping of the file with its path. Each reader asks for a field once; `close` finds the others."""

    def __init__(self, data: Mapping[str, Any], path: str, findings: Findings, zone: ZoneInfo) -> None:
        self.data, self.path, self.findings, self.zone = data, path, findings, zone
        self._asked: set[str] = set()

    def error(self, key: str, message: str) -> None:
        """Note an error at a field of this table."""
        self.findings.error(f"{self.path}.{key}" if self.path else key, message)

    def code(self, key: str = "code") -> str:
        """A code that must be there."""
        value = self.text(key)
        if not isinstance(self.data.get(key, ""), str):
            return ""  # noted already
        if not value and key not in self.data:
            self.findings.error(self.path, f'{key} is missing; add {key} = "..."')
        elif not value or value != value.strip():
            self.error(
                key, f"{key} is {self.data[key]!r}; it must not be empty nor begin or end with a space"
            )
        return value

    def text(self, key: str, default: str = "") -> str:
        """Any text."""
        value = self._get(key, default)
        if isinstance(value, str):
            return value
        self.error(key, f"{key} is {value!r}, not a text; put it in quotes")
        return default

    def texts(self, key: str, choices: Sequence[str] = (), default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """One text or a list of them."""
        value = self._get(key, list(default))
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(item, str) and item for item in listed):
            self.error(key, f'{key} is {value!r}, not a list of texts like ["a", "b"]')
            return default
        for item in listed:
            if choices and item not in choices:
                self.error(key, _unknown(key, item, choices))
        return tuple(listed)

    def choice(self, key: str, choices: Sequence[str], default: str = "") -> str:
        """One of a closed list."""
        value = self.text(key, default)
        if value not in choices:
            self.error(key, _unknown(key, value, choices))
        return value

    def whole(self, key: str, low: int, high: int, default: int) -> int:
        """A whole number between `low` and `high`."""
        value = self._get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.error(key, f"{key} is {value!r}, not a whole number from {low} to {high}")
        return default

    def share(self, key: str, default: float | None = None) -> float | None:
        """A share above 0 and up to 1."""
        value = self._get(key, default)
        if key not in self.data:
            return default
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1:
            return float(value)
        self.error(key, f"{key} is {value!r}, not a share above 0 and up to 1; 90 % is 0.9")
        return default

    def flag(self, key: str) -> bool:
        """True or false, false where not said."""
        value = self._get(key, False)
        if isinstance(value, bool):
            return value
        self.error(key, f"{key} is {value!r}, not true or false")
        return False

    def duration(self, key: str, default: str = "", *, days: bool = True) -> int:
        """A duration like "30min" or "1h 30min", in microseconds. Days only where a day has 24 hours."""
        value = self._get(key, default)
        if value == "" and key not in self.data:
            self.findings.error(self.path, f'{key} is missing; add for example {key} = "4h"')
            return 0
        seconds = _seconds(value)
        if seconds is None:
            self.error(key, f'{key} is {value!r}, not a duration above 0 like "90s", "30min", "1h 30min"')
        elif not days and "d" in value:
            self.error(key, f"{key} is {value!r}: a business day has no fixed length; say it in hours")
        return round((seconds or 0) * 1_000_000)

    def validity(self, *, required: bool = False) -> Validity:
        """`from` and `to`: local dates (`to` is the last day) or instants (`to` is when it ends)."""
        start, end = self._edge("from", 0), self._edge("to", 1)
        if required and start is None and "from" not in self.data:
            self.findings.error(self.path, "from is missing; say when it began")
        if start is not None and end is not None and end <= start:
            self.error("to", f"to {self.data['to']} is not after from {self.data['from']}")
            end = None
        return Validity(start, end)

    def tables(self, key: str) -> Iterator[Table]:
        """The repeated tables [[key]] inside this one."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            self.error(key, f"{key} must be written as [[{key}]] tables")
            return
        for number, item in enumerate(value):
            path = f"{self.path}.{key}[{number}]" if self.path else f"{key}[{number}]"
            yield Table(item, path, self.findings, self.zone)

    def allow(self, key: str) -> None:
        """Say that `key` is read elsewhere."""
        self._asked.add(key)

    def close(self) -> None:
        """Note every field that nobody asked for: a misspelled one would silently do nothing."""
        for key in self.data:
            if key not in self._asked:
                self.error(key, _unknown("field", key, sorted(self._asked)))

    def _get(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        return self.data.get(key, default)

    def _edge(self, key: str, extra_days: int) -> int | None:
        value = self._get(key, None)
        if value is None:
            return None
        try:
            return _instant(value, extra_days, self.zone)
        except (ValueError, OverflowError):
            self.error(
                key, f"{key} is {value!r}, not a date like 2026-01-31 or an instant like 2026-01-31T08:00Z"
            )
            return None


def zone_named(name: str, table: Table) -> ZoneInfo:
    """Return an IANA zone, or UTC with a finding."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        table.error("zone", f'zone {name!r} is not known; use an IANA name like "Europe/Stockholm"')
        return ZoneInfo("UTC")


def _instant(value: object, extra_days: int, zone: ZoneInfo) -> int:
    """Midnight of a date in `zone` (`extra_days` later), or the instant itself."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value or " " in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        local = value if value.tzinfo else value.replace(tzinfo=zone)
    elif isinstance(value, date):
        local = datetime.combine(value + timedelta(days=extra_days), time(), zone)
    else:
        raise ValueError(value)
    return (local.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)


def _seconds(value: object) -> float | None:
    if not isinstance(value, str) or _DURATION.sub("", value).strip():
        return None
    seconds = sum(float(amount) * _SECONDS[unit] for amount, unit in _DURATION.findall(value))
    return seconds or None


def _unknown(what: str, value: str, choices: Sequence[str]) -> str:
    near = difflib.get_close_matches(value, choices, n=1)
    meant = f'; did you mean "{near[0]}"?' if near else f"; use one of {', '.join(choices)}"
    return f"{what} {value!r} is not known{meant}"
