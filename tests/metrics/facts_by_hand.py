"""Fact tables written by hand, and a snapshot over them. Instants are given in seconds after EPOCH."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helmline.metrics.tables import TABLES

EPOCH = 1_704_067_200  # Monday 2024-01-01 00:00 UTC
OBSERVED = 90 * 86_400  # ninety days later, unless a row says otherwise
_DURATIONS = {"wait_us", "talk_us", "hold_us", "wrap_us", "worked_us"}
_SQL = {"int64": "BIGINT", "string": "VARCHAR", "boolean": "BOOLEAN"}
_PLAIN = {"source": "desk", "observed_until_us": OBSERVED, "interaction": 1}


def instant(seconds: float) -> int:
    return round((EPOCH + seconds) * 1_000_000)


def _stored(name: str, value: Any) -> Any:
    if value is None or not name.endswith("_us"):
        return value
    return round(value * 1_000_000) if name in _DURATIONS else instant(value)


def _literal(value: Any, kind: str) -> str:
    if value is None:
        return f"CAST(NULL AS {_SQL[kind]})"
    if isinstance(value, bool):
        return f"CAST({str(value).upper()} AS {_SQL[kind]})"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"CAST({value} AS {_SQL[kind]})"


def _row(table: str, given: Mapping[str, Any], number: int) -> dict[str, Any]:
    columns = TABLES[table]
    unknown = set(given) - set(columns)
    assert not unknown, f"{table} has no {unknown}"
    row = {name: False if kind == "boolean" else None for name, kind in columns.items()}
    row |= {name: value for name, value in _PLAIN.items() if name in columns}
    if table == "interactions":
        row |= {"interaction": number + 1, "case_key": str(number + 1)}
    for ordinal in ("turn", "episode", "stint", "leg", "survey", "n"):
        if ordinal in columns:
            row[ordinal] = number + 1
    return {name: _stored(name, value) for name, value in {**row, **given}.items()}


@dataclass(frozen=True)
class ByHand:
    """A snapshot over rows given as mappings; tables not given are empty."""

    tables: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    id: str = "by-hand"
    watermark: int = 7
    as_of_us: int | None = None
    observed: Mapping[str, int] = field(default_factory=lambda: {"desk": OBSERVED})

    @property
    def observed_until(self) -> dict[str, int]:
        return {source: instant(seconds) for source, seconds in self.observed.items()}

    def rows(self, table: str) -> list[dict[str, Any]]:
        return [_row(table, given, number) for number, given in enumerate(self.tables.get(table, ()))]

    def sql(self, table: str) -> str:
        columns = TABLES[table]
        typed = ", ".join(f"CAST(NULL AS {_SQL[kind]}) AS {name}" for name, kind in columns.items())
        empty = f"SELECT {typed} WHERE false"
        selects = [
            "SELECT " + ", ".join(f"{_literal(row[name], kind)} AS {name}" for name, kind in columns.items())
            for row in self.rows(table)
        ]
        return " UNION ALL ".join([empty, *selects])
