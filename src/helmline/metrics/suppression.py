"""Holds back figures about single people that rest on too few rows, with what would give them away.

A cell is about people if it is split by agent, or filtered to some. Where such cells of one split (the same other
dimensions and period) rest on fewer rows than agreed, they have no value. One held-back person could be found by
subtracting the others from the whole, so the next smallest ones are held back too, until those held back are at
least two and rest together on enough rows. Who they are does not depend on the filter: it is decided among all
the agents whom the reader may see. People may always see themselves; their own cells are neither held back nor
counted among those that hide the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from helmline.inference.summaries import Summary
from helmline.metrics.query import Query
from helmline.metrics.result import Cell, Result

NOTE: Final = "suppressed"


@dataclass(frozen=True, slots=True)
class Suppression:
    """The smallest number of rows that a figure about people may rest on, and whose figures are one's own."""

    minimum_n: int = 0
    own: frozenset[int] = frozenset()  # subject keys

    def needs(self, query: Query) -> Query | None:
        """Return the question whose answer decides what of the answer to `query` is held back, if any is."""
        if not self.minimum_n or not is_about_people(query):
            return None
        by = query.by if "agent" in query.by else (*query.by, "agent")
        where = tuple((name, values) for name, values in query.where if name != "agent")
        return replace(query, by=by, where=where)

    def held_back(self, query: Query, result: Result, everybody: Result) -> Result:
        """Return `result` without what is not to be shown; `everybody` answers the question that `needs` gave."""
        hidden = self._hidden(everybody)
        asked = _asked_agents(query)
        cells = (
            blank(cell) if self._hides(cell, hidden.get(_split(cell), frozenset()), asked) else cell
            for cell in result.cells
        )
        return replace(result, cells=tuple(cells))

    def _hidden(self, everybody: Result) -> dict[tuple[Any, ...], frozenset[int | None]]:
        """Return for each split the agents who are held back."""
        splits: dict[tuple[Any, ...], list[Cell]] = {}
        for cell in everybody.cells:
            if cell.by.get("agent") not in self.own:
                splits.setdefault(_split(cell), []).append(cell)
        return {
            split: frozenset(_agent(cell) for cell in self._too_few(cells)) for split, cells in splits.items()
        }

    def _too_few(self, cells: Sequence[Cell]) -> list[Cell]:
        """Return the cells to hold back, the smallest first: those under the minimum, and who must hide them."""
        told = (cell for cell in cells if _tells(cell))
        ordered = sorted(told, key=lambda cell: (_n(cell), str(cell.by.get("agent"))))
        small = sum(_n(cell) < self.minimum_n for cell in ordered)
        if not small:
            return []
        enough = small
        while enough < len(ordered) and (enough < 2 or sum(map(_n, ordered[:enough])) < self.minimum_n):
            enough += 1
        return ordered[:enough]

    def _hides(self, cell: Cell, hidden: frozenset[int | None], asked: frozenset[int | None]) -> bool:
        if "agent" in cell.by:
            return cell.by["agent"] in hidden
        # The sum over some agents tells of those held back among them, unless all of those are in it.
        return bool(asked & hidden) and (not hidden <= asked or _n(cell) < self.minimum_n)


def is_about_people(query: Query) -> bool:
    """Return whether the cells of a query are about single people or chosen ones."""
    return "agent" in query.by or any(name == "agent" for name, _ in query.where)


def blank(cell: Cell) -> Cell:
    """Return the cell without anything that was counted: its place, and why it is empty."""
    return Cell(
        metric=cell.metric, by=cell.by, period=cell.period, clock=cell.clock, unit=cell.unit, summary=Summary(),
        notes=(NOTE,),
    )  # fmt: skip


def _n(cell: Cell) -> int:
    """Return on how many rows the value of a cell rests; 0 where it does not say, as for a ratio of two times."""
    return cell.summary.n + cell.summary.n_censored


def _tells(cell: Cell) -> bool:
    """Return whether anything at all was counted in a cell."""
    counted = (cell.summary.n_missing, cell.pending, cell.ended_unresolved, cell.summary.denominator)
    return bool(_n(cell) or cell.value or any(counted))


def _split(cell: Cell) -> tuple[Any, ...]:
    others = tuple((name, value) for name, value in cell.by.items() if name != "agent")
    return (cell.metric, others, cell.period)


def _agent(cell: Cell) -> int | None:
    agent = cell.by.get("agent")
    return None if agent is None else int(agent)


def _asked_agents(query: Query) -> frozenset[int | None]:
    """Return the agents of the filter; with several filters, those in all of them."""
    filters = (
        frozenset(int(value) if value else None for value in values)
        for name, values in query.where
        if name == "agent"
    )
    return _common(filters)


def _common(sets: Iterable[frozenset[int | None]]) -> frozenset[int | None]:
    found: frozenset[int | None] | None = None
    for each in sets:
        found = each if found is None else found & each
    return found or frozenset()
