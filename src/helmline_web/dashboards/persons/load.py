"""Load over time: open work, answers for each hour signed in, chats at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from helmline.inference.estimates import Estimate, rate
from helmline.metrics.periods import Period, instant, periods
from helmline.metrics.query import Query
from helmline.metrics.result import Cell
from helmline_web.analytics import door, labels
from helmline_web.analytics.selection import Selection
from helmline_web.people.access import Viewer
from helmline_web.ui import formats
from helmline_web.ui.charts.trend import Series, Trend
from helmline_web.ui.charts.volume import Volume

_HOUR_US: Final = 3_600_000_000
#: what counts as an answer: a reply written, a call taken
_ANSWERS: Final = ("response_time", "talk_time")
#: past so many days a week is the step of these pictures
_DAYS: Final = 21


@dataclass(frozen=True, slots=True)
class Load:
    """The pictures there are something to draw in."""

    open_work: Volume | None
    answers: Trend | None
    chats: Trend | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be drawn."""
        return not (self.open_work or self.answers or self.chats)


def load(viewer: Viewer, selection: Selection, question: Query, **whose: tuple[object, ...]) -> Load:
    """Return the load of the people or the team that `question` asks about; `whose` says it for hours signed in."""
    steps = _steps(selection)
    named = [labels.period(step.label) for step in steps]
    return Load(
        _open_work(viewer, selection, question, steps, named),
        _answers(viewer, selection, question, steps, named, whose),
        _chats(viewer, selection, question, steps, named),
    )


def _steps(selection: Selection) -> tuple[Period, ...]:
    """Return the whole weeks or days within the span that the data have reached the end of."""
    span = selection.span
    since, until = (instant(day.isoformat(), selection.zone) for day in (span.since, span.until))
    end = min(until, door.freshness().until_us or until)
    found = periods(_grain(selection), since, until, selection.zone, selection.week_start)
    return tuple(step for step in found if since <= step.start_us and step.stop_us <= end)


def _grain(selection: Selection) -> str:
    return "week" if selection.span.days > _DAYS else "day"


def _by_step(
    viewer: Viewer, selection: Selection, question: Query, *metrics: str
) -> dict[tuple[str, str], Cell]:
    asked = replace(question, metrics=metrics, by=(), period=_grain(selection))
    return {(cell.metric, cell.period or ""): cell for cell in door.ask(viewer, asked).cells}


def _open_work(
    viewer: Viewer, selection: Selection, question: Query, steps: Sequence[Period], named: list[str]
) -> Volume | None:
    cells = _by_step(viewer, selection, question, "backlog")
    counts = [
        cells[("backlog", step.label)].summary.n if ("backlog", step.label) in cells else 0 for step in steps
    ]
    if not any(counts):
        return None
    title = _("Open work was between %(least)s and %(most)s, and is %(now)s at the end") % {
        "least": formats.number(min(counts)), "most": formats.number(max(counts)), "now": formats.number(counts[-1]),
    }  # fmt: skip
    return Volume(title=title, labels=named, counts=counts)


def _answers(
    viewer: Viewer,
    selection: Selection,
    question: Query,
    steps: Sequence[Period],
    named: list[str],
    whose: dict[str, tuple[object, ...]],
) -> Trend | None:
    hours = door.signed_in(viewer, tuple(steps), **whose)
    cells = _by_step(viewer, selection, question, *_ANSWERS)
    counted = [
        sum(cells[(metric, step.label)].summary.n for metric in _ANSWERS if (metric, step.label) in cells)
        for step in steps
    ]
    found = [_an_hour(n, us) for n, us in zip(counted, hours, strict=True)]
    known = [each for each in found if each is not None]
    if len(known) < 2:
        return None
    together = rate(
        sum(n for n, us in zip(counted, hours, strict=True) if us),
        sum(us for us in hours if us) / _HOUR_US,
    )
    title = _("%(rate)s replies and calls for each hour signed in, likely %(range)s") % {
        "rate": formats.number(together.value, 1),
        "range": _range(together),
    }
    series = Series(
        name=_("an hour"),
        values=[each.value if each else None for each in found],
        low=[each.low if each else None for each in found],
        high=[each.high if each else None for each in found],
    )
    return Trend(title=title, labels=named, series=[series], unit="1")


def _an_hour(n: int, us: int | None) -> Estimate | None:
    """Return answers an hour, None where nobody was signed in or it is not known."""
    return rate(n, us / _HOUR_US) if us else None


def _range(found: Estimate) -> str:
    low, high = formats.number(found.low, 1), formats.number(found.high, 1)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _chats(
    viewer: Viewer, selection: Selection, question: Query, steps: Sequence[Period], named: list[str]
) -> Trend | None:
    cells = _by_step(viewer, selection, question, "concurrency")
    found = [cells.get(("concurrency", step.label)) for step in steps]
    values = [cell.value if cell is not None else None for cell in found]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    title = (
        _("Chats at the same time: %(least)s to %(most)s, week by week")
        if _grain(selection) == "week"
        else _("Chats at the same time: %(least)s to %(most)s, day by day")
    )
    words = {"least": formats.number(min(known), 1), "most": formats.number(max(known), 1)}
    return Trend(title=title % words, labels=named, series=[Series(name=_("at once"), values=values)])
