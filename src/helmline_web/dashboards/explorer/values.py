"""The values of a dimension as a reader knows them: the team's name, Monday, 09:00, a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from helmline.metrics.query import base_dimension
from helmline.metrics.result import Cell
from helmline.reference.reference import Reference
from helmline_web.analytics import door, names
from helmline_web.ui import formats

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

Namer = Callable[[Any], str]


def namers(viewer: Viewer, values: Mapping[str, Iterable[Any]]) -> dict[str, Namer]:
    """Return for each dimension what turns its values into words; people are looked up all at once."""
    known = door.reference()
    return {
        name: _stated(_namer(viewer, base_dimension(name), known, found)) for name, found in values.items()
    }


def of_cells(viewer: Viewer, dimensions: Sequence[str], cells: Iterable[Cell]) -> dict[str, Namer]:
    """Return the namers of the dimensions that cells were asked by."""
    cells = list(cells)
    return namers(viewer, {name: [cell.by.get(name) for cell in cells] for name in dimensions})


def _stated(namer: Namer) -> Namer:
    return lambda value: _("not stated") if value is None or value == "" else namer(value)


def _namer(viewer: Viewer, dimension: str, known: Reference, values: Iterable[Any]) -> Namer:
    if dimension == "agent":
        return _people(viewer, values)
    if dimension in _WRITTEN:
        return _WRITTEN[dimension]
    called = _NAMES[dimension](known) if dimension in _NAMES else {}
    return lambda value: called.get(value) or str(value)


def _people(viewer: Viewer, subjects: Iterable[Any]) -> Namer:
    called = names.names(viewer, (int(subject) for subject in subjects if subject not in (None, "")))
    return lambda subject: called.get(int(subject)) or _("a colleague")


_WRITTEN: Final[Mapping[str, Namer]] = {
    "hour": lambda hour: f"{int(hour):02d}:00",
    "weekday": lambda number: formats.weekday(int(number), "wide"),
}
_NAMES: Final[Mapping[str, Callable[[Reference], Mapping[str, str]]]] = {
    "brand": lambda known: {code: brand.name for code, brand in known.brands.items()},
    "team": lambda known: {code: team.name for code, team in known.teams.items()},
    "queue": lambda known: {queue.code: queue.name for queue in known.queues},
    "reason": lambda known: {reason.code: reason.name for reason in known.reasons},
}
