"""The filters of a question: those in force, each with the address without it, and the values one may add."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.http import QueryDict

from helmline.metrics.query import COLUMN_DIMENSIONS, base_dimension
from helmline_web.analytics import door, terms
from helmline_web.dashboards.explorer.panel import count_of
from helmline_web.dashboards.explorer.question import Question
from helmline_web.dashboards.explorer.values import namers, of_cells
from helmline_web.ui import formats

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

#: values beyond these are found by search, not by reading a list
_MOST_VALUES = 60


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter in force."""

    dimension: str
    value: str
    without: str  # the query string of the question without it


def filters(viewer: Viewer, question: Question) -> list[Filter]:
    """Return the filters in force beyond brand and team, which stand at the top of the page."""
    where = question.selection.where
    names = namers(
        viewer, {name: [value for other, value in where if other == name] for name, _value in where}
    )
    found = []
    for place, (name, value) in enumerate(where):
        rest = replace(question.selection, where=(*where[:place], *where[place + 1 :]))
        said = names[name](int(value) if base_dimension(name) in ("agent", "hour", "weekday") else value)
        found.append(Filter(terms.dimension(name), said, question.params(selection=rest)))
    return found


def narrowed(question: Question, given: QueryDict) -> Question:
    """Return the question with the filter that the form adds, if it adds one."""
    name, value = given.get("filter", ""), given.get("value", "")
    if name not in COLUMN_DIMENSIONS or not value or (name, value) in question.selection.where:
        return question
    selection = replace(question.selection, where=(*question.selection.where, (name, value)))
    return replace(question, selection=selection)


def dimensions(viewer: Viewer) -> list[tuple[str, str]]:
    """Return what one may filter by."""
    named = (name for name in COLUMN_DIMENSIONS if name != "agent" or viewer.may("see.people"))
    return [(name, terms.dimension(name)) for name in named]


def values(viewer: Viewer, question: Question, name: str) -> list[tuple[str, str]]:
    """Return the values of a dimension that occur in the span, the most frequent first, each with how often."""
    if name not in dict(dimensions(viewer)):
        return []
    selection = replace(question.selection, where=())
    cells = door.ask(viewer, selection.query("created", by=(name,))).of("created")
    namer = of_cells(viewer, (name,), cells)[name]
    known = [cell for cell in cells if cell.by[name] not in (None, "") and cell.value is not None]
    frequent = sorted(known, key=count_of, reverse=True)[:_MOST_VALUES]
    return [
        (str(cell.by[name]), f"{namer(cell.by[name])} ({formats.number(count_of(cell))})")
        for cell in frequent
    ]
