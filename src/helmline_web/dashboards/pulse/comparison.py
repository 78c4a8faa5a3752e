"""A metric in the span chosen, in the one before, and in those before that: one question for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from helmline.inference.estimates import Estimate
from helmline.metrics.periods import instant, periods
from helmline.metrics.result import Cell
from helmline_web.analytics import door, wording
from helmline_web.analytics.selection import Selection
from helmline_web.analytics.spans import Span

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

#: how many spans before the chosen one a quiet line shows
BACK: Final = 8
#: of spans with more days than these only the one before is asked for
_LONG: Final = 62


@dataclass(frozen=True, slots=True)
class History:
    """The cells of one metric over equal spans, oldest first; the last is the span chosen."""

    metric: str
    cells: tuple[Cell, ...]

    @property
    def now(self) -> Cell:
        """Return the cell of the span chosen."""
        return self.cells[-1]

    @property
    def before(self) -> Cell:
        """Return the cell of the span before it."""
        return self.cells[-2]

    @property
    def change(self) -> Estimate:
        """Return how far the figure moved since the span before."""
        return wording.change(self.before, self.now)

    @property
    def values(self) -> tuple[float | None, ...]:
        """Return the values, oldest first."""
        return tuple(cell.value for cell in self.cells)

    def earlier(self, count: int) -> History:
        """Return the history as it stood `count` spans ago."""
        return History(self.metric, self.cells[: len(self.cells) - count])


def histories(viewer: Viewer, selection: Selection, metrics: tuple[str, ...]) -> dict[str, History]:
    """Return each metric's history; spans in which nothing was counted hold an empty cell."""
    span = selection.span
    if span.kind == "days":
        return _of_days(viewer, selection, metrics)
    whole = Span(span.before(BACK).since, span.until, span.grain, span.kind)
    answer = door.ask(viewer, selection.query(*metrics, period=span.kind, span=whole))
    labels = _labels(selection, whole)
    found = {}
    for metric in metrics:
        cells = {cell.period: cell for cell in answer.of(metric)}
        found[metric] = History(metric, tuple(cells.get(label, _nothing(metric)) for label in labels))
    return found


def _of_days(viewer: Viewer, selection: Selection, metrics: tuple[str, ...]) -> dict[str, History]:
    """Ask span by span: rolling days have no name that cells could be grouped by."""
    span = selection.span
    back = 1 if span.days > _LONG else 4
    steps = [*(span.before(count) for count in range(back, 0, -1)), span]
    answers = [door.ask(viewer, selection.query(*metrics, span=step)) for step in steps]
    return {metric: History(metric, tuple(answer.one(metric) for answer in answers)) for metric in metrics}


def _labels(selection: Selection, whole: Span) -> list[str]:
    since, until = (instant(day.isoformat(), selection.zone) for day in (whole.since, whole.until))
    return [
        period.label for period in periods(whole.kind, since, until, selection.zone, selection.week_start)
    ]


def _nothing(metric: str) -> Cell:
    return Cell(metric, notes=("no_data",))
