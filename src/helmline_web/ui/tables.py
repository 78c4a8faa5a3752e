"""Tables built in Python, shown by `<c-table :table="table" />`. A column knows how its values are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helmline_web.ui import formats

KINDS: Final = ("text", "number", "duration", "percent", "amount", "moment", "day", "picture")
_NUMBERS: Final = frozenset({"number", "duration", "percent", "amount"})


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds. `unit` is for amounts and durations, `zone` for moments.

    A `picture` is anything with `.svg()`, such as a Gauge.
    """

    name: str
    title: str
    kind: str = "text"
    unit: str = "s"
    zone: str = "UTC"
    decimals: int = 0
    sortable: bool = False
    help: str = ""  # the address of its definition
    quiet: bool = False
    strong: bool = False

    def __post_init__(self) -> None:
        """Refuse a kind nobody can write."""
        if self.kind not in KINDS:
            raise ValueError(f"column {self.name!r}: {self.kind!r} is no kind; there are {KINDS}")

    @property
    def is_number(self) -> bool:
        """Return whether the column stands at the end of its cell."""
        return self.kind in _NUMBERS

    def write(self, value: Any) -> str | SafeString:
        """Return a value as a reader sees it; None is a dash."""
        if value is None:
            return formats.NOTHING
        return _WRITERS[self.kind](self, value)


def _written_duration(column: Column, value: float) -> SafeString:
    return format_html(
        '<span title="{}">{}</span>',
        formats.duration_exact(value, column.unit),
        formats.duration(value, column.unit),
    )


def _written_amount(column: Column, value: float) -> str | SafeString:
    return _written_duration(column, value) if column.unit == "s" else formats.amount(value, column.unit)


_WRITERS: Final[Mapping[str, Callable[[Column, Any], str | SafeString]]] = {
    "text": lambda _column, value: value,
    "number": lambda column, value: formats.number(value, column.decimals),
    "duration": _written_duration,
    "percent": lambda _column, value: formats.percent(value),
    "amount": _written_amount,
    "moment": lambda column, value: formats.moment(value, column.zone),
    "day": lambda _column, value: formats.day(value),
    "picture": lambda _column, value: value.svg(),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: raw values by column name, words that stand small beside them, and where it leads."""

    values: Mapping[str, Any]
    asides: Mapping[str, str] = field(default_factory=dict)
    href: str = ""
    key: str = ""
    title: str = ""  # names the row for a screen reader; the first cell if empty
    tone: str = ""  # "quiet" or "now"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is shown."""

    text: str | SafeString
    css: str
    aside: str
    head: str


@dataclass(frozen=True, slots=True)
class Head:
    """One column's heading as it is shown; `sort_href` orders by it, `sorted` says that it does."""

    name: str
    title: str
    help: str
    is_number: bool
    sorted: str = ""
    sort_href: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with its cells written."""

    row: Row
    cells: tuple[Cell, ...]

    @property
    def title(self) -> str:
        """Return the row's name in words."""
        return self.row.title or str(self.cells[0].text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Columns, rows and how they are ordered. `sort` is a column's name, with `-` before it when falling.

    `sort_link` makes the address that orders by a column. `select` names the checkboxes of a bulk act.
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    caption: str = ""
    footer: Row | None = None
    sort: str = ""
    sort_link: Callable[[str], str] | None = None
    select: str = ""
    sheet: bool = False  # rows open in the side sheet
    empty_title: str = field(default_factory=lambda: _("Nothing here"))
    empty: str = ""  # how the first row comes to be

    @property
    def heads(self) -> list[Head]:
        """Return the headings."""
        return [self._head(column) for column in self.columns]

    @property
    def body(self) -> list[ShownRow]:
        """Return the rows, written."""
        return [self._shown(row) for row in self.rows]

    @property
    def foot(self) -> ShownRow | None:
        """Return the row of totals, written."""
        return self._shown(self.footer) if self.footer else None

    @property
    def has_keys(self) -> bool:
        """Return whether j, k and Enter have somewhere to go."""
        return bool(self.select) or any(row.href for row in self.rows)

    def choose(self, names: Iterable[str]) -> Table:
        """Return the table with only these columns; the first always stays, unknown names count for nothing."""
        wanted = set(names)
        kept = [column for column in self.columns if column.name in wanted]
        return (
            replace(self, columns=[self.columns[0], *[c for c in kept if c is not self.columns[0]]])
            if kept
            else self
        )

    def _head(self, column: Column) -> Head:
        falling = self.sort == f"-{column.name}"
        here = falling or self.sort == column.name
        turned = column.name if falling or (not here and not column.is_number) else f"-{column.name}"
        link = self.sort_link(turned) if self.sort_link and column.sortable else ""
        order = ("descending" if falling else "ascending") if here else ""
        return Head(column.name, column.title, column.help, column.is_number, order, link)

    def _shown(self, row: Row) -> ShownRow:
        return ShownRow(row, tuple(self._cell(column, row) for column in self.columns))

    def _cell(self, column: Column, row: Row) -> Cell:
        looks = (("num", column.is_number), ("quiet", column.quiet), ("medium", column.strong))
        css = " ".join(name for name, wanted in looks if wanted)
        known = column.name in row.values
        text = column.write(row.values[column.name]) if known else ""
        return Cell(text, css, row.asides.get(column.name, ""), column.title)


def arrange(rows: Sequence[Row], sort: str) -> list[Row]:
    """Order rows by a column; unknown values stand last, whichever way it goes."""
    name = sort.removeprefix("-")
    known = [row for row in rows if row.values.get(name) is not None]
    unknown = [row for row in rows if row.values.get(name) is None]
    return sorted(known, key=lambda row: row.values[name], reverse=sort.startswith("-")) + unknown


@dataclass(frozen=True, slots=True)
class Pager:
    """Which rows of how many are shown; `link` makes the address of the page that begins at a row."""

    offset: int
    limit: int
    total: int
    link: Callable[[int], str]

    @property
    def first(self) -> int:
        """Return the number of the first row shown, from 1."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        """Return the number of the last row shown."""
        return min(self.offset + self.limit, self.total)

    @property
    def previous(self) -> str:
        """Return the address of the page before, if there is one."""
        return self.link(max(0, self.offset - self.limit)) if self.offset > 0 else ""

    @property
    def next(self) -> str:
        """Return the address of the page after, if there is one."""
        return self.link(self.offset + self.limit) if self.last < self.total else ""
