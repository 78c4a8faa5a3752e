"""Moments written in any way, read in SQL: formats are found by shape, and day or month is never guessed.

The shape of `29/2/2016 01:16` is `9/9/9 9:9`. One pass lists the shapes of a column; only the formats of the
shapes that occur are tried, and where both 3/4 and 4/3 would do, evidence (a number above 12) or a statement
is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

from helmline.engines.duck import identifier, quote
from helmline.errors import MappingError
from helmline.sources.table.mapping import UNITS, Mapping, Time

if TYPE_CHECKING:
    from helmline.engines.duck import Cursor

_CLOCKS: Final = (
    "", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %H:%M:%S",
    ", %I:%M %p",
    ", %I:%M:%S %p", "T%H:%M", "T%H:%M:%S",
)  # fmt: skip
_NAMED: Final = (
    "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%d-%b-%Y", "%d-%b-%y", "%a, %d %b %Y",
    "%d %b, %Y",
)  # fmt: skip
_SEPARATORS: Final = ("/", ".", "-")
#: What ends a moment that names its own zone.
_OWN_ZONE: Final = r":\d{2}(\.\d+)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})$"
_NUMERIC: Final = re.compile(r"^9([/.-])9\1(9)")
_LONG_YEAR: Final = re.compile(r"(?<!9)9999(?!9)")
EPOCHS: Final = {"epoch_s": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}
#: Days since the last day of 1899, as a workbook holds moments that are not formatted as such.
EXCEL: Final = "excel"
#: What parts thousands beside comma and point.
_BLANKS: Final = " \u00a0\u202f'"


@dataclass(frozen=True)
class Dates:
    """How one column's moments are read."""

    column: str
    formats: tuple[str, ...]
    zoned: str  # none | some | all of its values name their own zone
    iso: bool
    zone: str

    def naive(self) -> str:
        """Return SQL for the moment as it is written, without a zone (TIMESTAMP or null)."""
        value = identifier(self.column)
        # the cast takes 25/03/24 for the 24th of March in the year 25: only four digits make a year
        iso = f"CASE WHEN substr({value}, 5, 1) IN ('-', '/') THEN try_cast({value} AS TIMESTAMP) END"
        tries = [iso] if self.iso else []
        patterns = [quote(name) for name in self.formats if name not in EPOCHS and name != EXCEL]
        if patterns:
            tries.append(f"try_strptime({value}, [{', '.join(patterns)}])::TIMESTAMP")
        if EXCEL in self.formats:
            serial = f"try_cast({value} AS DOUBLE)"
            tries.append(
                f"CASE WHEN {serial} BETWEEN 1 AND 73050 THEN "  # the year 2099
                f"make_timestamp((round({serial} * 86400) - 2209161600)::BIGINT * 1000000) END"
            )
        return f"coalesce({', '.join([*tries, 'NULL::TIMESTAMP'])}, NULL::TIMESTAMP)"

    def micros(self) -> str:
        """Return SQL for the moment in UTC microseconds (BIGINT or null)."""
        value = identifier(self.column)
        local = utc(self.naive(), self.zone)
        epochs = [
            f"(try_cast({value} AS DOUBLE) * {EPOCHS[name]})::BIGINT"
            for name in self.formats
            if name in EPOCHS
        ]
        if epochs:  # an instant already, whatever the zone
            local = f"coalesce({local}, {', '.join(epochs)})"
        if self.zoned == "none":
            return local
        tidy = (
            f"regexp_replace(regexp_replace({value}, '\\s*(UTC|GMT)$', 'Z'), "
            f"'\\s*([+-]\\d{{2}}):?(\\d{{2}})$', '\\1:\\2')"
        )
        own = f"epoch_us(try_cast({tidy} AS TIMESTAMPTZ))"
        return f"CASE WHEN {self.has_zone()} THEN {own} ELSE {local} END"

    def has_zone(self) -> str:
        """Return SQL that is true where the value names its own zone."""
        return f"regexp_matches({identifier(self.column)}, {quote(_OWN_ZONE)})"

    def assumed(self) -> str:
        """Return SQL that is true where the mapping's zone was used."""
        return {"none": "TRUE", "all": "FALSE"}.get(self.zoned, f"NOT {self.has_zone()}")


def utc(naive: str, zone: str) -> str:
    """Return SQL for the UTC microseconds of a TIMESTAMP written in `zone`."""
    return f"epoch_us({naive})" if zone == "UTC" else f"epoch_us(timezone({quote(zone)}, {naive}))"


def found(
    cursor: Cursor, table: str, columns: Iterable[str], mapping: Mapping
) -> tuple[dict[str, Dates], list[str]]:
    """Look at every date column of `table`; return how each is read, and sentences on what was decided.

    Raises `MappingError` where day and month cannot be told apart and nobody stated which comes first.
    """
    shapes = {column: _shapes(cursor, table, column) for column in columns}
    day_first, notes = _day_first(cursor, table, shapes, mapping)
    result = {}
    for column, counts in shapes.items():
        zoned = _zoned(cursor, table, column, counts)
        if mapping.formats:
            formats, iso = mapping.formats, any(shape.startswith("9-9-9") for shape in counts)
        else:
            formats, iso = _formats(counts, day_first), True
        result[column] = Dates(column, formats, zoned, iso, mapping.zone)
    return result, notes


def _shapes(cursor: Cursor, table: str, column: str) -> dict[str, int]:
    """Return how often each shape occurs, the commonest first: runs of digits as 9, of letters as A.

    A shape with a year of four digits ends in `Y`: two- and four-digit years are never tried on each other.
    """
    value = identifier(column)
    rows = cursor.execute(
        f"SELECT translate({value}, '0123456789', '9999999999') AS shape, count(*) FROM {table} "
        f"WHERE {value} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5000"
    ).fetchall()
    shapes: dict[str, int] = {}
    for written, times in rows:
        year = "Y" if _LONG_YEAR.search(written) else ""
        shape = re.sub(r"9+", "9", re.sub(r"[^\W\d_]+", "A", written)) + year
        shapes[shape] = shapes.get(shape, 0) + times
    return shapes


def _zoned(cursor: Cursor, table: str, column: str, shapes: dict[str, int]) -> str:
    if not any(re.search(r"(:9|\.9)\s*(A|[+-]9(:9)?)Y?$", shape) for shape in shapes):
        return "none"
    value = identifier(column)
    own, total = cursor.execute(
        f"SELECT count(*) FILTER (regexp_matches({value}, {quote(_OWN_ZONE)})), count({value}) FROM {table}"
    ).fetchone() or (0, 0)
    return "none" if not own else "all" if own == total else "some"


def _formats(shapes: dict[str, int], day_first: bool | None) -> tuple[str, ...]:
    """Return the patterns whose shape occurs, two-digit years before four-digit, then the commonest first."""
    order = ("%d{0}%m{0}", "%m{0}%d{0}")[0 if day_first in (True, None) else 1]
    dates = [order.format(mark) + year for mark in _SEPARATORS for year in ("%y", "%Y")]
    known: dict[str, list[str]] = {}
    for date, clock in product((*dates, *_NAMED), _CLOCKS):
        pattern = date + clock
        known.setdefault(_shape(pattern), []).append(pattern)
    fitting = [pattern for shape in shapes for pattern in known.get(shape, ())]
    # %Y would read the year of 25/03/24 as 24, while %y fails on four digits
    return tuple(sorted(fitting, key=lambda pattern: "%Y" in pattern))


def _shape(pattern: str) -> str:
    text = re.sub(r"%[bBapA]", "A", pattern)
    text = re.sub(r"[A-Za-z]+", "A", re.sub(r"%[a-zA-Z]", "9", text))
    return text + ("Y" if "%Y" in pattern else "")


def _day_first(
    cursor: Cursor, table: str, shapes: dict[str, dict[str, int]], mapping: Mapping
) -> tuple[bool | None, list[str]]:
    if mapping.day_first is not None or mapping.formats:
        return mapping.day_first, []
    open_: list[str] = []
    proofs: dict[bool, str] = {}
    for column, counts in shapes.items():
        if any(_NUMERIC.match(shape) for shape in counts):
            first, second, sample, any_ = _evidence(cursor, table, column)
            if any_:
                open_.append(column)
            if first:
                proofs.setdefault(True, f"{column} holds {first}")
            if second:
                proofs.setdefault(False, f"{column} holds {second}")
            if any_ and not (first or second):
                open_[-1] = f"{column} (for example {sample})"
    if not open_:
        return None, []
    if len(proofs) == 2:
        raise MappingError(
            f"Dates are written both ways: {proofs[True]} (day first) and {proofs[False]} (month first).",
            hint="State day_first in [source]; rows written the other way are then rejected by line.",
        )
    if not proofs:
        raise MappingError(
            f"Day and month cannot be told apart in {', '.join(open_)}: both readings are possible.",
            hint="State day_first = true (3/4 is 3 April) or day_first = false (4 March) in [source].",
        )
    day = next(iter(proofs))
    return day, [f"{'day' if day else 'month'} first, proven: {proofs[day]}"]


def _evidence(cursor: Cursor, table: str, column: str) -> tuple[str, str, str, int]:
    """Return a value that proves day first, one that proves month first, any one, and how many there are."""
    value = identifier(column)
    pattern = quote(r"^(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b")
    row = cursor.execute(
        f"""
        WITH parts AS (
            SELECT {value} AS v, try_cast(regexp_extract({value}, {pattern}, 1) AS INT) AS a,
                   try_cast(regexp_extract({value}, {pattern}, 2) AS INT) AS b
            FROM {table} WHERE regexp_matches({value}, {pattern}))
        SELECT min(v) FILTER (a BETWEEN 13 AND 31 AND b <= 12),
               min(v) FILTER (b BETWEEN 13 AND 31 AND a <= 12),
               min(v), count(*)
        FROM parts
        """
    ).fetchone()
    return row or ("", "", "", 0)


def number(value: str, decimal: str = "") -> str:
    """Return SQL for the DOUBLE of a text, null where it is none.

    With a stated decimal mark the other one (and blanks) may part thousands; without, `1.234,5` and `1,5`
    are no numbers: nobody said which mark is meant.
    """
    if decimal:
        other = "." if decimal == "," else ","
        value = f"translate({value}, {quote(decimal + other + _BLANKS)}, '.')"
    return f"try_cast({value} AS DOUBLE)"


def duration(value: str, unit: str, decimal: str = "") -> str:
    """Return SQL for the microseconds (or plain count) of a text in `unit`; null where it is none."""
    if unit == "bool":
        return (
            f"CASE WHEN lower({value}) IN ('true', '1', 'yes', 't', 'y') THEN 1 "
            f"WHEN lower({value}) IN ('false', '0', 'no', 'f', 'n') THEN 0 END"
        )
    if unit == "hms":
        parts = f"list_reverse(string_split(ltrim({value}, '-'), ':'))"
        part = "coalesce(try_cast({0}[{1}] AS DOUBLE), CASE WHEN {0}[{1}] IS NULL THEN 0 END)"
        last, middle, first = (part.format(parts, n) for n in (1, 2, 3))
        sign = f"CASE WHEN {value} LIKE '-%' THEN -1000000 ELSE 1000000 END"
        total = f"round(({first} * 3600 + {middle} * 60 + {last}) * {sign})::BIGINT"
        return f"CASE WHEN {value} IS NOT NULL AND len({parts}) <= 3 THEN {total} END"
    scale = UNITS[unit] or 1
    return f"round({number(value, decimal)} * {scale})::BIGINT"


def composed(time: Time, dates: dict[str, Dates], micros: dict[str, str], mapping: Mapping) -> str:
    """Return SQL for a moment made of columns, in UTC microseconds."""
    zone = mapping.zone
    if time.start:
        return f"({micros[time.start]} + {duration(identifier(time.plus), time.unit, mapping.decimal)})"
    day = f"{dates[time.date].naive()}::DATE"
    clock = f"try_cast({identifier(time.time)} AS TIME)"
    same = utc(f"({day} + {clock})", zone)
    if not time.after:
        return same
    later = utc(f"({day} + 1 + {clock})", zone)
    # more than half a day before: the clock has passed midnight since
    return f"CASE WHEN {same} < {micros[time.after]} - 43200000000 THEN {later} ELSE {same} END"
