"""A mapping: which column says what, as frozen values. `parsing.py` reads them from TOML.

`docs/reference/mapping.md` is the reference of every key. A text in an event is the name of a column, a
text that starts with `=` stands for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from helmline.eventlog.schema import Change, Kind, Role, Status

WHENS: Final = ("every", "first", "last", "change")
UNITS: Final = {
    "us": 1, "ms": 1_000, "s": 1_000_000, "min": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000,
    "hms": 0, "count": 0, "bool": 0,
}  # fmt: skip
#: Present in a condition for "has any value".
ANY: Final = "*"

Condition = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Time:
    """A moment made of columns: a date and a time of day, or a moment and a duration after it."""

    name: str
    date: str = ""
    time: str = ""
    after: str = ""  # a time of day long before this other moment belongs to the next day
    start: str = ""
    plus: str = ""
    unit: str = "s"
    only: Condition = ()
    unless: Condition = ()


@dataclass(frozen=True)
class EventRule:
    """Rows that become events of one kind."""

    kind: Kind
    when: str  # every | first | last | change
    at: str
    of: str  # the column whose change is meant
    id: str  # tells two rules of one kind apart
    key: tuple[str, ...]  # the vendor's key of the happening
    actor: str
    role: Role | None
    owner: str
    customer: str
    related: str
    status: str
    change: Change | None
    flags: int
    code: str
    amount: str
    words: tuple[tuple[str, float], ...]  # amounts given as words
    times: float
    amount_of: float | None
    unit: str
    text: str
    dimensions: tuple[tuple[str, str], ...]
    only: Condition
    unless: Condition


@dataclass(frozen=True)
class Figure:
    """A number that the vendor computed; it is compared with ours and never mixed in."""

    name: str
    of: str  # every | last: the row it is read from
    column: str
    unit: str
    words: tuple[tuple[str, float], ...]
    start: str
    end: str
    only: Condition
    unless: Condition


@dataclass(frozen=True)
class Person:
    """Where a person's name and address stand beside the identifier; they go to the personal store only."""

    column: str
    role: Role | None
    name: str
    email: str


@dataclass(frozen=True)
class Skip:
    """Rows that are left out on purpose, and counted."""

    because: str
    only: Condition
    unless: Condition


@dataclass(frozen=True)
class Mapping:
    """Everything about a file's meaning that the file itself does not say."""

    name: str
    about: str
    zone: str
    zone_assumed: bool
    day_first: bool | None  # None: to be asked, where dates leave it open
    formats: tuple[str, ...]
    null: tuple[str, ...]  # texts that mean "nothing here", in any column
    nulls: tuple[tuple[str, tuple[str, ...]], ...]  # the same, by column
    delimiter: str
    header: int  # the line of the column names; 0: the first with text
    decimal: str  # "." or ","; '' : a point, and nothing else is taken for a number
    encoding: str
    sheet: str
    unknown_status: str  # reject | keep
    absent: str  # error | drop: what becomes of rules whose column the file lacks
    aliases: tuple[tuple[str, tuple[str, ...]], ...]  # other names of a column, in the order they are tried
    case: tuple[str, ...]
    time: str
    order: str
    customer: str
    recognise: tuple[str, ...]
    statuses: tuple[tuple[str, Status], ...]
    times: tuple[Time, ...]
    events: tuple[EventRule, ...]
    figures: tuple[Figure, ...]
    people: tuple[Person, ...]
    skips: tuple[Skip, ...]

    def columns(self) -> dict[str, str]:
        """Return every column the mapping reads, each with the key that names it."""
        found: dict[str, str] = {}
        named = {time.name for time in self.times}

        def note(column: str, where: str) -> None:
            if column and not column.startswith("=") and column not in named:
                found.setdefault(column, where)

        for column in self.case:
            note(column, "[columns] case")
        for key in ("time", "order", "customer"):
            note(getattr(self, key), f"[columns] {key}")
        for time in self.times:
            for key in ("date", "time", "after", "start", "plus"):
                note(getattr(time, key), f"[times] {time.name}.{key}")
        for number, event in enumerate(self.events, start=1):
            for key in (
                "at",
                "of",
                "actor",
                "owner",
                "customer",
                "related",
                "status",
                "code",
                "amount",
                "text",
            ):
                note(getattr(event, key), f"[[event]] {number} {key}")
            for column in (*event.key, *(value for _, value in event.dimensions)):
                note(column, f"[[event]] {number}")
        for figure in self.figures:
            for key in ("column", "start", "end"):
                note(getattr(figure, key), f"[[figure]] {figure.name}")
        for person in self.people:
            for key in ("column", "name", "email"):
                note(getattr(person, key), "[[person]]")
        rules: tuple[EventRule | Figure | Skip | Time, ...] = (
            *self.events, *self.figures, *self.skips, *self.times,
        )  # fmt: skip
        for rule in rules:
            for column, _ in (*rule.only, *rule.unless):
                note(column, "only/unless")
        return found
