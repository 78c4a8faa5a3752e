"""From the TOML a person writes to a `Mapping`, or to a list of everything that is wrong with it."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping as Dict
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from helmline.errors import MappingError
from helmline.eventlog.schema import DIMENSIONS, Change, Flag, Kind, Role, Status
from helmline.sources.table.mapping import (
    UNITS,
    WHENS,
    Condition,
    EventRule,
    Figure,
    Mapping,
    Person,
    Skip,
    Time,
)


def load(path: Path) -> Mapping:
    """Read a mapping file; raises `MappingError` with all findings at once."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        raise MappingError(
            f"Mapping {path} cannot be read: {cause}.", hint="`helmline map FILE` writes one."
        ) from cause
    return parse(text, str(path))


def parse(text: str, called: str = "mapping") -> Mapping:
    """Return the mapping of a TOML text; raises `MappingError` with every finding, not only the first."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise MappingError(
            f"{called} is not valid TOML: {cause}.", hint='Text needs quotes: name = "desk"'
        ) from cause
    reader = _Reader(text)
    mapping = reader.mapping(data)
    if reader.findings:
        listed = "\n".join(f"  - {finding}" for finding in reader.findings)
        raise MappingError(
            f"{called} has {len(reader.findings)} finding(s):\n{listed}",
            hint="docs/reference/mapping.md lists every key.",
        )
    return mapping


class _Reader:
    """Turns parsed TOML into a mapping and gathers what is wrong with it."""

    def __init__(self, text: str) -> None:
        self.findings: list[str] = []
        self._lines = text.splitlines()

    def mapping(self, data: Dict[str, Any]) -> Mapping:
        self._known(
            data,
            "",
            (
                "source",
                "columns",
                "recognise",
                "alias",
                "null",
                "status",
                "times",
                "event",
                "figure",
                "person",
                "skip",
            ),
        )
        source, columns = self._table(data, "source"), self._table(data, "columns")
        self._known(
            source, "[source]",
            ("name", "about", "zone", "zone_assumed", "day_first", "formats", "null", "delimiter", "header",
             "decimal", "encoding", "sheet", "unknown_status", "absent"),
        )  # fmt: skip
        self._known(columns, "[columns]", ("case", "time", "order", "customer"))
        result = Mapping(
            name=self._text(source, "name", "[source]") or "file",
            about=self._text(source, "about", "[source]"),
            zone=self._zone(source),
            zone_assumed=bool(source.get("zone_assumed", "zone" not in source)),
            day_first=self._day_first(source),
            formats=self._texts(source, "formats", "[source]"),
            null=self._texts(source, "null", "[source]"),
            nulls=self._condition(data, "null", ""),
            delimiter=self._text(source, "delimiter", "[source]"),
            header=int(self._number(source, "header", "[source]") or 0),
            decimal=self._one_of(source, "decimal", "[source]", (".", ",")),
            encoding=self._text(source, "encoding", "[source]"),
            sheet=self._text(source, "sheet", "[source]"),
            unknown_status=self._one_of(source, "unknown_status", "[source]", ("reject", "keep")) or "reject",
            absent=self._one_of(source, "absent", "[source]", ("error", "drop")) or "error",
            aliases=self._condition(data, "alias", ""),
            case=self._texts(columns, "case", "[columns]"),
            time=self._text(columns, "time", "[columns]"),
            order=self._text(columns, "order", "[columns]"),
            customer=self._text(columns, "customer", "[columns]"),
            recognise=self._texts(self._table(data, "recognise"), "columns", "[recognise]"),
            statuses=self._statuses(self._table(data, "status")),
            times=tuple(self._time(name, table) for name, table in self._table(data, "times").items()),
            events=tuple(self._event(n, table) for n, table in enumerate(self._list(data, "event"), start=1)),
            figures=tuple(
                self._figure(n, table) for n, table in enumerate(self._list(data, "figure"), start=1)
            ),
            people=tuple(
                self._person(n, table) for n, table in enumerate(self._list(data, "person"), start=1)
            ),
            skips=tuple(self._skip(n, table) for n, table in enumerate(self._list(data, "skip"), start=1)),
        )
        self._whole(result)
        return result

    # -- single values

    def _find(self, where: str, key: str, problem: str) -> None:
        line = next((n for n, text in enumerate(self._lines, 1) if key and text.strip().startswith(key)), 0)
        place = f"{where} {key}".strip() + (f" (line {line})" if line else "")
        self.findings.append(f"{place}: {problem}")

    def _known(self, table: Dict[str, Any], where: str, keys: tuple[str, ...]) -> None:
        for key in table:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, 1)
                self._find(where, key, f"unknown key; did you mean {near[0]!r}?" if near else "unknown key")

    def _table(self, data: Dict[str, Any], key: str) -> Dict[str, Any]:
        value = data.get(key, {})
        if isinstance(value, dict):
            return value
        self._find("", key, "must be a table")
        return {}

    def _list(self, data: Dict[str, Any], key: str) -> list[Dict[str, Any]]:
        value = data.get(key, [])
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return value
        self._find("", key, f"must be written as [[{key}]]")
        return []

    def _text(self, table: Dict[str, Any], key: str, where: str) -> str:
        value = table.get(key, "")
        if isinstance(value, str):
            return value
        self._find(where, key, f"must be a text in quotes, not {value!r}")
        return ""

    def _texts(self, table: Dict[str, Any], key: str, where: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self._find(where, key, f"must be a list of texts, not {value!r}")
        return ()

    def _number(self, table: Dict[str, Any], key: str, where: str) -> float | None:
        value = table.get(key)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        self._find(where, key, f"must be a number, not {value!r}")
        return None

    def _one_of(self, table: Dict[str, Any], key: str, where: str, allowed: tuple[str, ...]) -> str:
        value = self._text(table, key, where)
        if value and value not in allowed:
            self._find(where, key, f"{value!r} is none of {', '.join(allowed)}")
            return ""
        return value

    def _zone(self, source: Dict[str, Any]) -> str:
        zone = self._text(source, "zone", "[source]") or "UTC"
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            self._find("[source]", "zone", f"{zone!r} is no IANA zone; write for example 'Europe/Rome'")
        return zone

    def _day_first(self, source: Dict[str, Any]) -> bool | None:
        value = source.get("day_first", "ask")
        if value == "ask" or isinstance(value, bool):
            return None if value == "ask" else value
        self._find("[source]", "day_first", f'{value!r} is none of true, false, "ask"')
        return None

    def _statuses(self, table: Dict[str, Any]) -> tuple[tuple[str, Status], ...]:
        found = []
        for word, category in table.items():
            try:
                found.append((word, Status[str(category).upper()]))
            except KeyError:
                self._find("[status]", word, f"{category!r} is none of {_names(Status)}")
        return tuple(found)

    def _condition(self, table: Dict[str, Any], key: str, where: str) -> Condition:
        value = table.get(key, {})
        if not isinstance(value, dict):
            self._find(where, key, 'must be columns with values: { outcome = "HANG" }')
            return ()
        return tuple((column, self._texts(value, column, f"{where} {key}")) for column in value)

    def _role(self, table: Dict[str, Any], where: str) -> Role | None:
        name = self._one_of(table, "role", where, tuple(role.name.lower() for role in Role))
        return Role[name.upper()] if name else None

    # -- blocks

    def _time(self, name: str, table: Any) -> Time:
        where = f"[times.{name}]"
        if not isinstance(table, dict):
            self._find(
                "[times]", name, 'must be { date = "...", time = "..." } or { start = "...", plus = "..." }'
            )
            return Time(name)
        keys = ("date", "time", "after", "start", "plus")
        self._known(table, where, (*keys, "unit", "only", "unless"))
        text = {key: self._text(table, key, where) for key in keys}
        only, unless = self._condition(table, "only", where), self._condition(table, "unless", where)
        made = Time(name, **text, unit=self._unit(table, where) or "s", only=only, unless=unless)
        if not ((made.date and made.time) or (made.start and made.plus)):
            self._find(where, "", "needs date and time, or start and plus")
        return made

    def _unit(self, table: Dict[str, Any], where: str) -> str:
        return self._one_of(table, "unit", where, tuple(UNITS))

    def _event(self, number: int, table: Dict[str, Any]) -> EventRule:
        where = f"[[event]] {number}"
        plain = (
            "at",
            "of",
            "id",
            "actor",
            "owner",
            "customer",
            "related",
            "status",
            "code",
            "amount",
            "text",
        )
        self._known(
            table, where,
            (*plain, "kind", "when", "key", "role", "change", "flags", "words", "times", "amount_of", "unit",
             "set", "only", "unless"),
        )  # fmt: skip
        text = {key: self._text(table, key, where) for key in plain}
        kind = self._one_of(table, "kind", where, tuple(kind.name.lower() for kind in Kind))
        if not table.get("kind"):
            self._find(where, "", "says no kind")
        change = self._one_of(table, "change", where, tuple(change.name.lower() for change in Change))
        when = self._one_of(table, "when", where, WHENS) or "every"
        if (when == "change") != bool(text["of"]):
            self._find(where, "of", 'belongs to when = "change": the column whose change is meant')
        times = self._number(table, "times", where)
        if text["status"].startswith("=") and text["status"][1:].upper() not in Status.__members__:
            self._find(where, "status", f"{text['status'][1:]!r} is none of {_names(Status)}")
        return EventRule(
            **text,
            kind=Kind[kind.upper()] if kind else Kind.ACTIVITY,
            when=when,
            key=self._texts(table, "key", where),
            role=self._role(table, where),
            change=Change[change.upper()] if change else None,
            flags=self._flags(table, where),
            words=self._words(table, where),
            times=1.0 if times is None else times,
            amount_of=self._number(table, "amount_of", where),
            unit=self._unit(table, where),
            dimensions=self._dimensions(table, where),
            only=self._condition(table, "only", where),
            unless=self._condition(table, "unless", where),
        )

    def _flags(self, table: Dict[str, Any], where: str) -> int:
        bits = 0
        for name in self._texts(table, "flags", where):
            if name.upper() in Flag.__members__:
                bits |= Flag[name.upper()]
            else:
                self._find(where, "flags", f"{name!r} is none of {_names(Flag)}")
        return bits

    def _words(self, table: Dict[str, Any], where: str) -> tuple[tuple[str, float], ...]:
        value = table.get("words", {})
        if isinstance(value, dict) and all(isinstance(number, int | float) for number in value.values()):
            return tuple((word, float(number)) for word, number in value.items())
        self._find(where, "words", "must be words with numbers: { good = 1, bad = 0 }")
        return ()

    def _dimensions(self, table: Dict[str, Any], where: str) -> tuple[tuple[str, str], ...]:
        value = table.get("set", {})
        if not isinstance(value, dict):
            self._find(where, "set", 'must be dimensions with columns: { team = "Group" }')
            return ()
        self._known(value, f"{where} set", DIMENSIONS)
        return tuple((name, self._text(value, name, f"{where} set")) for name in value if name in DIMENSIONS)

    def _figure(self, number: int, table: Dict[str, Any]) -> Figure:
        where = f"[[figure]] {number}"
        self._known(table, where, ("name", "of", "column", "unit", "words", "from", "to", "only", "unless"))
        figure = Figure(
            name=self._text(table, "name", where),
            of=self._one_of(table, "of", where, ("every", "last")) or "last",
            column=self._text(table, "column", where),
            unit=self._unit(table, where),
            words=self._words(table, where),
            start=self._text(table, "from", where),
            end=self._text(table, "to", where),
            only=self._condition(table, "only", where),
            unless=self._condition(table, "unless", where),
        )
        if not figure.name:
            self._find(where, "", "needs a name")
        if bool(figure.column) == bool(figure.start and figure.end):
            self._find(where, "", "needs either a column with its unit, or from and to")
        if figure.column and not figure.unit:
            self._find(where, "unit", f"is needed: one of {', '.join(UNITS)}")
        return figure

    def _person(self, number: int, table: Dict[str, Any]) -> Person:
        where = f"[[person]] {number}"
        self._known(table, where, ("column", "role", "name", "email"))
        if not table.get("column"):
            self._find(where, "column", "is needed: the identifier that events name the person by")
        return Person(
            self._text(table, "column", where), self._role(table, where),
            self._text(table, "name", where), self._text(table, "email", where),
        )  # fmt: skip

    def _skip(self, number: int, table: Dict[str, Any]) -> Skip:
        where = f"[[skip]] {number}"
        self._known(table, where, ("because", "only", "unless"))
        only, unless = self._condition(table, "only", where), self._condition(table, "unless", where)
        if not (only or unless):
            self._find(where, "", "needs only or unless, else every row is skipped")
        return Skip(self._text(table, "because", where) or "left out by the mapping", only, unless)

    def _whole(self, mapping: Mapping) -> None:
        """Check what only the mapping as a whole can show."""
        if not mapping.case and any(event.kind is not Kind.AGENT_STATE for event in mapping.events):
            self._find("[columns]", "case", "is needed: the column with the ticket, call or case number")
        if not (mapping.events or mapping.figures):
            self._find("", "", "no [[event]] and no [[figure]]: nothing would be imported")
        across = [event for event in mapping.events if event.when != "every"]
        if (across or any(figure.of == "last" for figure in mapping.figures)) and not mapping.time:
            self._find("[columns]", "time", "is needed to tell first, last and changed rows of a case")
        seen: set[tuple[object, ...]] = set()
        for number, event in enumerate(mapping.events, start=1):
            if not (event.at or mapping.time):
                self._find(f"[[event]] {number}", "at", "is needed, as [columns] time is not given")
            same = (event.kind, event.when, event.at, event.of, event.id)
            if same in seen:
                self._find(
                    f"[[event]] {number}", "id", "is needed: an earlier rule has the same kind, when and at"
                )
            seen.add(same)
            if event.status and event.kind is not Kind.STATUS_CHANGED and event.kind is not Kind.CREATED:
                self._find(f"[[event]] {number}", "status", "belongs to status_changed and created")


def _names(kind: Any) -> str:
    return ", ".join(member.name.lower() for member in kind)
