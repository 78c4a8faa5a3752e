"""The key figures: against target, with n, interval and a quiet line; young ones are grey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from helmline.inference.estimates import Estimate
from helmline.metrics.loading import metric as find
from helmline.metrics.result import Cell
from helmline.reference.reference import Reference
from helmline_web.analytics import door, labels, wording
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.pulse.comparison import History, histories
from helmline_web.ui import formats
from helmline_web.ui.figures import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from helmline_web.people.access import Viewer

#: what leads, by what the team's channels can answer; the first five that hold data are shown
CANDIDATES: Final = (
    "first_reply_time", "sla_attainment", "csat", "created", "backlog", "first_resolution_time",
    "service_level", "abandonment_rate", "reopened_in_window_rate", "solved",
)  # fmt: skip
SHOWN: Final = 5
#: days until most of a figure's last words are spoken: until then its newest value is young
RIPENS: Final = {"csat": 7, "fcr": 7, "reopened_in_window_rate": 7, "nps": 7, "ces": 7}
#: below this many a figure says nothing yet
LEAST: Final = 5
NAMES: Final[dict[str, str | Promise]] = {
    "first_reply_time": gettext_lazy("First reply, median"),
    "sla_attainment": gettext_lazy("Promises kept"),
    "csat": gettext_lazy("Satisfied customers"),
    "created": gettext_lazy("Contacts"),
    "backlog": gettext_lazy("Open work"),
    "first_resolution_time": gettext_lazy("First solution, median"),
    "service_level": gettext_lazy("Calls answered in time"),
    "abandonment_rate": gettext_lazy("Calls given up"),
    "reopened_in_window_rate": gettext_lazy("Reopened within a week"),
    "solved": gettext_lazy("Contacts solved"),
}


def leading(viewer: Viewer, selection: Selection) -> dict[str, History]:
    """Return the histories that lead: of the first five candidates, others in the place of those without data."""
    usual, others = CANDIDATES[:SHOWN], CANDIDATES[SHOWN:]
    found = _with_data(histories(viewer, selection, usual))
    if len(found) < SHOWN:
        found |= _with_data(histories(viewer, selection, others))
    return dict(list(found.items())[:SHOWN])


def _with_data(found: dict[str, History]) -> dict[str, History]:
    return {name: one for name, one in found.items() if any(value is not None for value in one.values)}


def figures(shown: Iterable[History], selection: Selection) -> list[Figure]:
    """Return what the frame of key figures shows."""
    targets = aims(door.reference())
    return [_figure(history, selection, targets.get(history.metric)) for history in shown]


def ripe(history: History, selection: Selection) -> tuple[History, bool]:
    """Return the history up to its last ripe span, and whether a young one follows it."""
    days: timedelta = selection.today - selection.span.until
    is_young = days.days < RIPENS.get(history.metric, 0) and len(history.cells) > 2
    return (history.earlier(1), True) if is_young else (history, False)


def aims(known: Reference) -> dict[str, float]:
    """Return the target of each key figure that has one: the share of promises to keep, the lowest of them."""
    shares = [target.aim for target in known.targets if target.aim is not None]
    answered = {queue.answer_share for queue in known.queues}
    found = {"sla_attainment": min(shares)} if shares else {}
    return found | ({"service_level": answered.pop()} if len(answered) == 1 else {})


def _figure(history: History, selection: Selection, target: float | None) -> Figure:
    shown, is_young = ripe(history, selection)
    cell, metric = shown.now, find(history.metric)
    arrow, change = wording.moved(metric, _moved(shown, metric.kind))
    name = str(NAMES[history.metric])
    if is_young and cell.period:
        name = _("%(figure)s, %(period)s") % {"figure": name, "period": labels.period(cell.period)}
    return Figure(
        name=name, value=cell.value, unit=metric.unit, n=cell.summary.n + cell.summary.n_censored,
        low=cell.low if metric.statistic != "count" else None,
        high=cell.high if metric.statistic != "count" else None,
        target=target, change=change if arrow else "", arrow=arrow,
        note=_note(history, is_young, change, arrow, selection),
        spark=history.values, young=int(is_young), counted=_counted(cell, metric.kind), state=_state(cell),
        href=f"{reverse('dashboards:number', args=[history.metric])}?{selection.params()}",
    )  # fmt: skip


def _moved(history: History, kind: str) -> Estimate:
    """Return the change; of a stock, which is counted whole and no sample, it is exact."""
    if kind != "stock" or history.now.value is None or history.before.value is None:
        return history.change
    exact = history.now.value - history.before.value
    return Estimate(exact, exact, exact, history.now.summary.n)


def _note(history: History, is_young: bool, change: str, arrow: str, selection: Selection) -> str:
    if is_young:
        value = formats.amount(history.now.value, find(history.metric).unit)
        return _("newest %(value)s, still maturing") % {"value": value}
    return wording.than(selection.span) if arrow else change


def _counted(cell: Cell, kind: str) -> str:
    if kind in ("count", "stock"):
        return _("counted, not sampled")
    if cell.summary.n_censored:
        waiting = formats.number(cell.summary.n_censored)
        return ngettext(
            "n = %(n)s, %(waiting)s still open", "n = %(n)s, %(waiting)s still open", cell.summary.n_censored
        ) % {"n": formats.number(cell.summary.n + cell.summary.n_censored), "waiting": waiting}
    return ""


def _state(cell: Cell) -> str:
    if "suppressed" in cell.notes:
        return "hidden"
    if cell.value is None:
        return "missing"
    return "young" if cell.unit != "1" and 0 < cell.summary.n + cell.summary.n_censored < LEAST else ""
