"""A metric is data: what it is called, what it says, and the small trees its rows are computed by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from helmline.metrics.expressions import Node

#: how the rows of a metric become a value
KINDS: Final = {
    "count": "the number of rows",
    "ratio": "sum of numerators over sum of denominators, of the same rows",
    "duration": "time from start to stop, in calendar or business time; rows without a stop are censored",
    "amount": "a number each row carries: its mean and its distribution",
    "weighted": "sum of numerators over sum of denominators that are weights, not trials",
    "stock": "rows open at an instant (the end of each period)",
    "stock_age": "how long the rows open at an instant have been open",
    "days_of_work": "the stock over the mean daily outflow of the trailing weeks",
    "quotient": "the sum of one metric over the sum of another, each by its own anchor",
    "difference": "the count of one metric less the count of another",
    "score": "share of promoters less share of detractors",
    "sla": "targets met and breached, on our own clocks",
    "ramp": "live days until an agent's weekly median first reaches the team's",
    "declared": "defined, but not answerable from the events at hand",
}
#: what `value` is: the median of a duration, a mean, a share, a count
STATISTICS: Final = ("median", "mean", "ratio", "count", "difference", "score", "share")
COHORTS: Final = ("by_start", "by_event", "by_resolution")
CLOCKS: Final = ("calendar", "business")
DIRECTIONS: Final = ("lower", "higher", "neither")
UNITS: Final = ("s", "1", "days", "contacts", "points", "score", "replies", "ratio", "tickets", "events")


@dataclass(frozen=True, slots=True)
class Worked:
    """A case counted by hand: rows of fact tables in, the cell expected out."""

    rows: Mapping[str, tuple[Mapping[str, Any], ...]]
    expected: Mapping[str, Any]
    says: str = ""
    targets: tuple[Mapping[str, Any], ...] = ()  # promises in force, for metrics that need them


@dataclass(frozen=True, slots=True)
class Metric:
    """One declared question. Expressions are trees over the columns of `table`."""

    name: str
    number: str  # in the list of definitions, several may share one
    title: str
    meaning: str  # one sentence
    formula: str
    kind: str
    unit: str
    direction: str
    statistic: str
    cohort: str
    clocks: tuple[str, ...] = ("calendar",)
    table: str = "interactions"
    where: Node | None = None
    at: Node | None = (
        None  # the instant that places a row in a period; of durations it follows the cohort rule
    )
    start: Node | None = None
    stop: Node | None = None
    until: Node | None = None  # where observation ended, if before the source's own end
    seen: Node | None = None  # of sums and amounts: whether the last word is spoken
    missing: Node | None = None  # ended, but nobody knows when
    value: Node | None = None
    numerator: Node | None = None
    denominator: Node | None = None
    pending: Node | None = None  # not yet decided: left out of the ratio, counted beside it
    competing: Node | None = None  # another outcome ended it: left out, counted beside
    sum_by_interaction: bool = False
    max_by_interaction: bool = False
    pauses: bool = False  # reason-coded pauses are taken off the clock
    pause_statuses: tuple[str, ...] = ()  # status categories that stop the clock
    of: tuple[str, ...] = ()  # the metrics a quotient or difference is made of
    family: str = ""
    part: str = ""  # sla: met | breached | over | near_miss
    scale: int = 1  # the value is divided by this at the end
    excludes: tuple[str, ...] = ()  # spam | test | internal | deleted | merged | outbound
    attributions: Mapping[str, Node] = field(
        default_factory=dict
    )  # name -> whose figure it is; first = default
    parameters: Mapping[str, int] = field(default_factory=dict)
    attribution: str = ""
    exclusions: str = ""
    vendors: tuple[str, ...] = ()
    worked: Worked | None = None
    unanswerable: str = ""  # the reason, where the events at hand cannot answer

    @property
    def answerable(self) -> bool:
        """Whether ticket, call and rating events can answer it."""
        return self.kind != "declared"

    @property
    def folds(self) -> bool:
        """Whether the rows of an interaction become one value."""
        return self.sum_by_interaction or self.max_by_interaction

    @property
    def is_timed(self) -> bool:
        """Whether the value is a duration in seconds, stored in microseconds."""
        return self.unit == "s"
