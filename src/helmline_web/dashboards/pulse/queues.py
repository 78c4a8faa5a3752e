"""The table behind the figures: each queue with its volume, speed, promises, satisfaction and open work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from helmline.metrics.result import Cell
from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.people import words
from helmline_web.ui import formats
from helmline_web.ui.charts.gauge import Gauge
from helmline_web.ui.tables import Column, Row, Table, arrange

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

ASKED: Final = ("created", "first_reply_time", "sla_attainment", "csat", "backlog")
DEFAULT_SORT: Final = "-created"
Found = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Queues:
    """The table and the sentence over it."""

    table: Table
    finding: str


def queues(viewer: Viewer, selection: Selection, sort: str, whole: Found) -> Queues | None:
    """Return the queues with data over `whole`, the cells of all of them; None where no contact names one."""
    answer = door.ask(viewer, selection.query(*ASKED, by=("queue",)))
    by_queue: dict[str | None, dict[str, Cell]] = {}
    for cell in answer.cells:
        by_queue.setdefault(_name(cell), {})[cell.metric] = cell
    if not any(by_queue):
        return None
    axis = _axis(by_queue)
    rows = [_row(queue, cells, selection, axis) for queue, cells in by_queue.items() if _counts(cells)]
    order = sort if sort.removeprefix("-") in {column.name for column in _columns()} else DEFAULT_SORT
    table = Table(
        columns=_columns(),
        rows=arrange(rows, order),
        footer=_foot(whole, axis),
        caption=_("Queues: volume, speed, promises, satisfaction and open work"),
        sort=order,
        sort_link=lambda name: f"?{selection.params(sort=name)}",
    )
    return Queues(table, _finding(by_queue))


def _name(cell: Cell) -> str | None:
    value = cell.by["queue"]
    return None if value is None else str(value)


def _counts(cells: Found) -> bool:
    return any((cell.value or 0) > 0 for cell in cells.values())


def _columns() -> list[Column]:
    return [
        Column("queue", words.heading("queue", 1), sortable=True, strong=True),
        Column("created", words.heading("interaction"), "number", sortable=True),
        Column("first_reply_time", _("First reply"), "duration", sortable=True, strong=True),
        Column("range", _("Likely range"), "picture"),
        Column("waiting", _("Still waiting"), "number", sortable=True),
        Column("sla_attainment", _("Promises kept"), "percent", sortable=True),
        Column("csat", _("Satisfied"), "percent", sortable=True),
        Column("backlog", _("Open now"), "number", sortable=True),
    ]


def _row(queue: str | None, cells: Found, selection: Selection, axis: tuple[float, float] | None) -> Row:
    inside = selection.but(where=(*selection.where, ("queue", queue))) if queue else selection
    href = f"{reverse('dashboards:explorer')}?{inside.params(metric='first_reply_time')}" if queue else ""
    values = {"queue": queue or _("No queue"), **_values(cells, axis)}
    return Row(values, _asides(cells), href=href, key=queue or "")


def _foot(cells: Found, axis: tuple[float, float] | None) -> Row:
    return Row({"queue": _("All queues"), **_values(cells, axis)}, _asides(cells))


def _values(cells: Found, axis: tuple[float, float] | None) -> dict[str, object]:
    reply = cells.get("first_reply_time")
    values: dict[str, object] = dict.fromkeys(ASKED) | {name: cell.value for name, cell in cells.items()}
    values["waiting"] = reply.summary.n_censored if reply else None
    if reply and reply.value is not None:
        values["range"] = _gauge(reply, axis)
    return values


def _gauge(reply: Cell, axis: tuple[float, float] | None) -> Gauge:
    high = min(reply.high, axis[1]) if axis and reply.high is not None else reply.high
    return Gauge(value=reply.value, low=reply.low, high=high, axis=axis, unit="s")


def _asides(cells: Found) -> dict[str, str]:
    """Write the likely range of each share beside it, and of how few it is."""
    shares = {name: cells[name] for name in ("sla_attainment", "csat") if name in cells}
    return {
        name: formats.interval(cell.low, cell.high, "ratio")
        for name, cell in shares.items()
        if cell.value is not None
    }


def _axis(by_queue: Mapping[str | None, Found]) -> tuple[float, float] | None:
    """Return one axis for all rows, so that they can be compared; a tail past twice the longest is cut there."""
    replies = [cells["first_reply_time"] for cells in by_queue.values() if "first_reply_time" in cells]
    values = [cell.value for cell in replies if cell.value is not None]
    ends = [cell.high for cell in replies if cell.high is not None]
    return (0.0, min(max([*values, *ends]), max(values) * 2) * 1.05) if values else None


def _finding(by_queue: Mapping[str | None, Found]) -> str:
    """Say which queue clearly waits longest, or that none stands out."""
    replies = [(q, c["first_reply_time"]) for q, c in by_queue.items() if q and "first_reply_time" in c]
    known = sorted(
        ((queue, cell) for queue, cell in replies if cell.value is not None and cell.low is not None),
        key=lambda pair: pair[1].value or 0,
    )
    if len(known) < 2:
        return _("Queues side by side")
    (_second, before), (slowest, last) = known[-2:]
    if (last.low or 0) > (before.high or last.low or 0):
        return _("%(queue)s waits longest for a first reply") % {"queue": slowest}
    return _("No queue clearly waits longest for a first reply")
