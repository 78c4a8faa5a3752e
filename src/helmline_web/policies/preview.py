"""What a change would do to past and open work: the same questions, asked with and without it.

Nothing is estimated: the proposed reference data are complete, checked and named as they would be published,
and the answers are those that will be given once they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from helmline.errors import QueryError
from helmline.metrics.loading import metric as find
from helmline.metrics.periods import instant
from helmline.metrics.query import Query
from helmline.metrics.result import Cell
from helmline.reference.reference import Reference
from helmline_web.analytics import door, selection, what_if
from helmline_web.policies import closed
from helmline_web.policies.closed import Differing

if TYPE_CHECKING:
    import pyarrow as pa

    from helmline_web.people.access import Viewer

#: how far back the preview counts; open work is looked at whenever it began
WEEKS: Final = 13
#: how many interactions are listed
LISTED: Final = 50
PROMISES: Final = ("sla_attainment", "sla_breach_rate")
#: the figures that a section can move
METRICS: Final[Mapping[str, tuple[str, ...]]] = {
    "calendar": (*PROMISES, "first_reply_time", "requester_wait", "first_resolution_time"),
    "target": PROMISES,
    "sla": PROMISES,
    "queue": ("service_level", "abandonment_rate"),
    "reason": ("created",),
    "rename": ("created",),
    "incident": ("first_reply_time", "first_resolution_time", *PROMISES),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure before and after, and how many interactions have another value; None where rows cannot tell."""

    metric: str
    unit: str
    before: Cell
    after: Cell
    changed: int | None
    by: str = ""  # of what part, such as a reason

    @property
    def moves(self) -> bool:
        """Return whether the figure would be another one."""
        return (self.before.value, self.before.summary) != (self.after.value, self.after.summary)


@dataclass(frozen=True, slots=True)
class Turned:
    """A promise whose verdict the change turns; a verdict "" means that nothing was, or would be, promised."""

    interaction: str
    source: str
    kind: str
    before: str
    after: str
    is_open: bool
    within_us: int  # by the new target, or by the old one where there is no new one
    elapsed_us: int


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that a change would move."""

    since: str
    measured: tuple[Measured, ...]
    turned: tuple[Turned, ...]
    months: tuple[Differing, ...]  # closed months whose figures would differ

    @property
    def breaking(self) -> tuple[Turned, ...]:
        """Return open promises that would be broken and are not."""
        return tuple(one for one in self.turned if one.is_open and one.after == "broken")

    @property
    def mending(self) -> tuple[Turned, ...]:
        """Return open promises that are broken and would not be."""
        return tuple(one for one in self.turned if one.is_open and one.before == "broken")

    @property
    def past(self) -> tuple[Turned, ...]:
        """Return finished promises with another verdict."""
        return tuple(one for one in self.turned if not one.is_open)

    @property
    def moves_nothing(self) -> bool:
        """Return whether neither a figure nor a promise would be another one."""
        return not self.turned and not any(one.moves or one.changed for one in self.measured)


def preview(viewer: Viewer, section: str, proposed: Reference) -> Preview:
    """Compare the answers of now with those after the change, for what the viewer may see."""
    standing = door.reference()
    query = _query(section)
    turned = tuple(_turned(viewer, query, standing, proposed)) if _judges(section) else ()
    measured = [
        one
        for name in METRICS.get(section, ())
        for one in _measured(viewer, query.only(name), standing, proposed, turned)
    ]
    return Preview(query.since, tuple(measured), turned, closed.differing(proposed, METRICS.get(section, ())))


def _judges(section: str) -> bool:
    return any(name in PROMISES for name in METRICS.get(section, ()))


def _query(section: str) -> Query:
    organisation = door.reference().organisation
    first = selection.today(organisation.zone) - timedelta(weeks=WEEKS)
    return Query(
        metrics=METRICS.get(section, ("created",)),
        by=("reason:1",) if section in ("reason", "rename") else (),
        since=first.isoformat(),
        zone=organisation.zone,
        week_start=organisation.week_start,
        clock="business" if section in ("calendar", "incident") else "calendar",
        incidents="without" if section == "incident" else "with",
    )


def _measured(
    viewer: Viewer, query: Query, standing: Reference, proposed: Reference, turned: tuple[Turned, ...]
) -> Iterator[Measured]:
    (name,) = query.metrics
    asked = _with_contract(query)
    before, after = (_cells(viewer, asked, reference) for reference in (standing, proposed))
    changed = (
        len({(one.source, one.interaction) for one in turned})
        if name in PROMISES
        else _changed(viewer, asked, standing, proposed)
    )
    for part in sorted({*before, *after}):
        old, new = before.get(part, Cell(name)), after.get(part, Cell(name))
        if part == "" or old.summary != new.summary:
            yield Measured(name, find(name).unit, old, new, None if part else changed, part)


def _with_contract(query: Query) -> Query:
    """Contract SLA includes incident windows, whatever else leaves them out."""
    return replace(query, incidents="with") if query.metrics[0] in PROMISES else query


def _cells(viewer: Viewer, query: Query, reference: Reference) -> dict[str, Cell]:
    cells = what_if.ask(viewer, query, reference).cells
    return {str(next(iter(cell.by.values()), "") or ""): cell for cell in cells}


def _changed(viewer: Viewer, query: Query, standing: Reference, proposed: Reference) -> int | None:
    """Return how many interactions have rows that differ; None for a figure without rows."""
    try:
        before, after = (_values(what_if.rows(viewer, query, known)) for known in (standing, proposed))
    except QueryError:
        return None
    rows = before.keys() | after.keys()
    return len({row[:2] for row in rows if before.get(row) != after.get(row)})


def _values(table: pa.Table) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    """Return what each row says, by source, interaction and row."""
    if not table.num_rows:
        return {}
    names = ("source", "interaction", "row")
    said = [
        name
        for name in table.column_names
        if name in ("value", "counted", "missing") or name.startswith("by_")
    ]
    keys = zip(*(table[name].to_pylist() for name in names), strict=True)
    return dict(zip(keys, zip(*(table[name].to_pylist() for name in said), strict=True), strict=True))


def _turned(viewer: Viewer, query: Query, standing: Reference, proposed: Reference) -> Iterator[Turned]:
    """Yield the promises with another verdict, open ones first; open work counts whenever it began."""
    whole = replace(query, since="", incidents="with")
    recent = f"{query.since}T00:00:00"
    before, after = (_verdicts(what_if.verdicts(viewer, whole, known)) for known in (standing, proposed))
    differ = (key for key in before.keys() | after.keys() if _verdict(before, key) != _verdict(after, key))
    found = [
        _of(key, before.get(key), after.get(key))
        for key in differ
        if _counts(before, after, key, recent, query.zone)
    ]
    yield from sorted(found, key=lambda one: (not one.is_open, one.source, one.interaction, one.kind))


Verdicts = dict[tuple[str, str, str, int], dict[str, Any]]


def _verdicts(table: pa.Table) -> Verdicts:
    names = ("source", "interaction", "kind", "start_us")
    return {tuple(row[name] for name in names): row for row in table.to_pylist()}


def _verdict(verdicts: Verdicts, key: tuple[str, str, str, int]) -> str:
    return str(verdicts[key]["verdict"]) if key in verdicts else ""


def _counts(
    before: Verdicts, after: Verdicts, key: tuple[str, str, str, int], recent: str, zone: str
) -> bool:
    row = after.get(key) or before[key]
    return bool(row["open"]) or key[3] >= instant(recent, zone)


def _of(key: tuple[str, str, str, int], old: dict[str, Any] | None, new: dict[str, Any] | None) -> Turned:
    row = new or old or {}
    return Turned(
        interaction=key[1],
        source=key[0],
        kind=key[2],
        before=str(old["verdict"]) if old else "",
        after=str(new["verdict"]) if new else "",
        is_open=bool(row["open"]),
        within_us=int(row["within_us"]),
        elapsed_us=int(row["elapsed_us"]),
    )
