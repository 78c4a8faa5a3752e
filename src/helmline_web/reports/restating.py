"""A closed month against the same questions today: what differs, and how much of it is whose doing.

Three steps lead from a stored figure to today's, and they add up to the difference exactly: the definition (same
facts and rules, today's code), the rules (same facts, today's reference data), and the facts themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings

from helmline.eventlog import arrivals
from helmline.eventlog.arrivals import News
from helmline.metrics.history import digest
from helmline.metrics.loading import metric as find
from helmline.metrics.periods import instant
from helmline.metrics.query import from_json
from helmline.reference import Change, diff
from helmline.reference.reference import Reference
from helmline_web.analytics import door, what_if
from helmline_web.reports.closing import facts_of
from helmline_web.reports.models import Close

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

Cells = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Moved:
    """One figure that would not come out again; a value is None where nothing is counted."""

    metric: str
    by: Mapping[str, Any]
    stored: float | None
    by_definition: float | None
    by_rules: float | None
    today: float | None

    @property
    def steps(self) -> tuple[float, float, float]:
        """Return what definition, rules and facts add; with the stored value they make today's."""
        values = [value or 0.0 for value in (self.stored, self.by_definition, self.by_rules, self.today)]
        return values[1] - values[0], values[2] - values[1], values[3] - values[2]

    @property
    def is_whole(self) -> bool:
        """Return whether it is about the whole house."""
        return not self.by


@dataclass(frozen=True, slots=True)
class Restatement:
    """Everything that differs, and what came in since."""

    moved: tuple[Moved, ...]
    compared: int
    news: tuple[News, ...]
    rules: tuple[Change, ...]
    definitions: tuple[str, ...]  # metrics that are defined otherwise now


def restate(viewer: Viewer, close: Close) -> Restatement:
    """Ask a closed month's questions again, for a viewer who sees the whole house."""
    moved, compared = [], 0
    stored_rules, rules = door.reference(close.reference), door.reference()
    facts = facts_of(close)
    for answer in close.answers:
        query = from_json(answer["query"])
        stored = {_place(cell): cell for cell in answer["cells"]}
        definition = _cells(viewer, query, stored_rules, facts)
        ruled = _cells(viewer, query, rules, facts)
        today = _cells(viewer, query, rules, None)
        compared += len(stored)
        moved += [*_moved(stored, definition, ruled, today)]
    return Restatement(
        tuple(sorted(moved, key=lambda one: (not one.is_whole, one.metric, str(one.by)))), compared,
        news_since(close), diff(stored_rules.content, rules.content), tuple(_redefined(close)),
    )  # fmt: skip


def _cells(viewer: Viewer, query: Any, rules: Reference, facts: Any) -> Cells:
    return {
        _place(cell): cell
        for one in what_if.ask(viewer, query, rules, facts).cells
        for cell in [one.to_json()]
    }


def _place(cell: Mapping[str, Any]) -> str:
    parts = (f"{name}={value}" for name, value in cell["by"].items())
    return "|".join([cell["metric"], *parts])


def _moved(stored: Cells, definition: Cells, ruled: Cells, today: Cells) -> Iterator[Moved]:
    for place in stored.keys() | today.keys():
        ways = [cells.get(place, {}) for cells in (stored, definition, ruled, today)]
        if _same(ways[0], ways[3]):
            continue
        shown = ways[0] or ways[3]
        yield Moved(shown["metric"], shown["by"], *(way.get("value") for way in ways))


def _same(stored: Mapping[str, Any], today: Mapping[str, Any]) -> bool:
    """Return whether a figure would come out again: its value and what it was counted from."""
    names = ("value", "n", "numerator", "denominator")
    return all(stored.get(name) == today.get(name) for name in names)


def _redefined(close: Close) -> Iterator[str]:
    for name, held in close.definitions.items():
        if digest(find(name)) != held:
            yield name


def news_since(close: Close) -> tuple[News, ...]:
    """Return what the log learned about the month's interactions after it was closed."""
    edges = [instant(day.isoformat(), close.zone) for day in (close.since, close.until)]
    return arrivals.since(settings.HELMLINE_DATA, close.seq, edges[0], edges[1], close.observed_until)


def differing_cells(viewer: Viewer, close: Close, proposed: Reference, metrics: tuple[str, ...]) -> int:
    """Return how many stored figures of some metrics would be others only because the rules would be others."""
    rules, count = door.reference(), 0
    for answer in close.answers:
        query = from_json(answer["query"])
        moving = replace(query, metrics=tuple(name for name in query.metrics if name in metrics))
        if moving.metrics:
            now, then = (_cells(viewer, moving, known, None) for known in (rules, proposed))
            count += sum(
                not _same(now.get(place, {}), then.get(place, {})) for place in now.keys() | then.keys()
            )
    return count
