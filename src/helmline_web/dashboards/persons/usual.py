"""The usual range: where the middle half of the people lie who answer on the same queues.

It is taken from their own figures as they are: nothing is adjusted for what their contacts were about, and the
page says so. Fewer than five people with enough behind them are no usual range.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from helmline.inference.estimates import interpolated
from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.persons.figures import Usual, about
from helmline_web.dashboards.persons.measures import GROUPS, LEAST
from helmline_web.people.access import Viewer

#: fewer people are no range
LEAST_PEOPLE: Final = 5
#: of a person's work, the queues that make up this much of it are "the same queues"
_MOST: Final = 0.9
_METRICS: Final = tuple(
    dict.fromkeys(each.metric for group in GROUPS for each in group.measures if not each.counts)
)


@dataclass(frozen=True, slots=True)
class UsualRanges:
    """The range of each metric, the queues they are of, and of how many people the widest rests."""

    ranges: dict[str, Usual] = field(default_factory=dict)
    queues: tuple[str, ...] = ()
    people: int = 0


def usual(viewer: Viewer, selection: Selection, keys: tuple[int, ...]) -> UsualRanges:
    """Return the usual ranges that a reader may be told; none where too few others are in sight."""
    queues = _queues(viewer, selection, keys)
    if not queues:
        return UsualRanges()
    plain = selection.but(team="").query(*_METRICS)
    where = (*(pair for pair in plain.where if pair[0] != "queue"), ("queue", queues))
    answer = door.ask(viewer, selection.but(team="").query(*_METRICS, by=("agent",), where=where))
    values: dict[str, list[float]] = defaultdict(list)
    for cell in answer.cells:
        counted = cell.summary.n + cell.summary.n_censored
        if cell.by["agent"] not in (None, *keys) and cell.value is not None and counted >= LEAST:
            values[cell.metric].append(cell.value)
    enough = {metric: sorted(found) for metric, found in values.items() if len(found) >= LEAST_PEOPLE}
    ranges = {
        metric: (interpolated(found, 0.25), interpolated(found, 0.75)) for metric, found in enough.items()
    }
    return UsualRanges(ranges, queues, max(map(len, enough.values()), default=0))


def _queues(viewer: Viewer, selection: Selection, keys: tuple[int, ...]) -> tuple[str, ...]:
    """Return the queues that most of some people's replies were written in, the fullest first."""
    cells = door.ask(viewer, about(selection, keys, "response_time", by=("queue",))).of("response_time")
    counted = sorted(((cell.summary.n, cell.by["queue"]) for cell in cells if cell.by["queue"]), reverse=True)
    whole, found, so_far = sum(n for n, _ in counted), [], 0
    for n, queue in counted:
        if so_far >= whole * _MOST:
            break
        found.append(str(queue))
        so_far += n
    return tuple(found)
