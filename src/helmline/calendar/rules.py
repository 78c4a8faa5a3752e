"""Which calendar measures a span when it passes through several: our rule and the vendors' rules, by name.

The same ticket has several legal answers, so a report names its rule. Each rule takes the spans to measure
and the *placements*: which calendar an interaction was under, from when to when.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from helmline.calendar.table import BusinessTime
from helmline.calendar.union import Union
from helmline.errors import CalendarError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from helmline.calendar.definition import Calendar

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Answer = tuple[Ints, Flags]

NONE = -1
"""The calendar number of a placement that has no calendar."""


class Rule(StrEnum):
    """How a span that saw several calendars, or several versions of one, is measured."""

    SEGMENT = "segment"
    """Each part under the calendar and version in force in it. The default."""
    LAST_SCHEDULE = "last_schedule"
    """The whole span under the calendar and version in force at its stop (Zendesk)."""
    INBOX = "inbox"
    """The whole span under the calendar at its stop; 0, not missing, where there is none (Chatwoot)."""
    TEAM_ELSE_DEFAULT = "team_else_default"
    """As `segment`, with the workspace's default calendar where the team has none (Intercom)."""
    UNION_OF_AGENTS = "union_of_agents"
    """Open whenever one of the agents involved is: the union of all the span's calendars (Keeping)."""
    DROP_OFFHOURS_PAIRS = "drop_offhours_pairs"
    """As `segment`, but a span that starts and stops off-hours is missing (Deskie)."""


@dataclass(frozen=True)
class Placements:
    """Rows of (span, from, to, calendar): what each span was under, ordered by row and `from_us`.

    `row` is the place of the span in the arrays to be measured, `calendar` a place in the BusinessTime or
    `NONE`. All have shape (m,); int64 but for `calendar`, int32. A placement without an end has the largest
    int64 as `to_us`.
    """

    row: Ints
    from_us: Ints
    to_us: Ints
    calendar: NDArray[np.int32]

    def __post_init__(self) -> None:
        sizes = {len(self.row), len(self.from_us), len(self.to_us), len(self.calendar)}
        if len(sizes) > 1:
            raise CalendarError(f"Placements have columns of lengths {sorted(sizes)}.", hint="Give one each.")
        steps = np.diff(self.row)
        if (steps < 0).any() or ((steps == 0) & (np.diff(self.from_us) < 0)).any():
            raise CalendarError(
                "Placements are not in the order of row and from_us.", hint="Sort them by both columns."
            )

    @classmethod
    def whole(cls, calendar: NDArray[np.int32]) -> Placements:
        """Return placements of spans that each stay under one calendar throughout."""
        rows, ever = len(calendar), np.iinfo(np.int64)
        return cls(np.arange(rows), np.full(rows, ever.min), np.full(rows, ever.max), calendar)


def elapsed_by_rule(
    rule: Rule | str,
    start_us: Ints,
    stop_us: Ints,
    placements: Placements,
    business_time: BusinessTime,
    default: int = NONE,
) -> Answer:
    """Return the business microseconds of each span under a rule, and which of them are missing.

    `start_us`, `stop_us` and the answers have shape (n,). A span with a part under no calendar is missing
    (its value is 0 and means nothing), except where the rule says otherwise; no calendar is never "0
    business seconds". A span whose stop lies before its start is measured backwards and is negative.
    `default` is the calendar number for `team_else_default`. Raises CalendarError for an unknown rule.
    """
    try:
        measure = _RULES[Rule(rule)]
    except ValueError:
        known = ", ".join(item.value for item in Rule)
        raise CalendarError(f"Rule {rule!r} is not known.", hint=f"Use one of {known}.") from None
    if len(placements.row) and not 0 <= placements.row[0] <= placements.row[-1] < len(start_us):
        raise CalendarError(
            f"Placements name the spans {placements.row[0]} to {placements.row[-1]} of {len(start_us)}.",
            hint="`row` is the place of the span in `start_us`.",
        )
    if rule == Rule.TEAM_ELSE_DEFAULT:
        placements = _with_default(placements, len(start_us), default)
    return measure(np.asarray(start_us), np.asarray(stop_us), placements, business_time)


def _segment(start: Ints, stop: Ints, placed: Placements, business: BusinessTime) -> Answer:
    low, high = np.minimum(start, stop), np.maximum(start, stop)
    row = placed.row
    begin, end = np.maximum(placed.from_us, low[row]), np.minimum(placed.to_us, high[row])
    # An empty span has no length to be covered: it counts where a placement with a calendar holds it.
    instant = (low == high)[row] & (placed.from_us <= low[row]) & (low[row] <= placed.to_us)
    used = ((begin < end) | instant) & (placed.calendar != NONE)
    parts = np.zeros(len(row), dtype=np.int64)
    parts[used] = business.elapsed(begin[used], end[used], placed.calendar[used])
    total, covered = np.zeros(len(start), dtype=np.int64), np.zeros(len(start), dtype=np.int64)
    np.add.at(total, row, parts)
    np.add.at(covered, row[used], (end - begin)[used])
    held = np.zeros(len(start), dtype=np.bool_)
    held[row[used]] = True
    missing = ~held | (covered != high - low)
    return np.where(missing, 0, np.where(stop < start, -total, total)), missing


def _last_schedule(start: Ints, stop: Ints, placed: Placements, business: BusinessTime) -> Answer:
    calendar = _calendar_at(stop, placed)
    missing = calendar == NONE
    frozen, first = _frozen(business)
    number = np.zeros(len(stop), dtype=np.int32)
    for place in np.unique(calendar[~missing]):
        rows = np.flatnonzero(calendar == place)
        since = np.array(business.calendars[place].version_starts(), dtype=np.int64)
        number[rows] = first[place] + since.searchsorted(stop[rows], side="right")
    return _under(start, stop, number, missing, frozen)


def _inbox(start: Ints, stop: Ints, placed: Placements, business: BusinessTime) -> Answer:
    calendar = _calendar_at(stop, placed)
    values, _ = _under(start, stop, calendar, calendar == NONE, business)
    return values, np.zeros(len(start), dtype=np.bool_)


def _with_default(placed: Placements, spans: int, default: int) -> Placements:
    """Put the default calendar where a placement, or a whole span, has none."""
    alone = np.setdiff1d(np.arange(spans), placed.row)
    whole = Placements.whole(np.full(len(alone), default, dtype=np.int32))
    own = np.where(placed.calendar == NONE, default, placed.calendar)
    row = np.concatenate([placed.row, alone])
    order = np.argsort(row, kind="stable")
    return Placements(
        row[order],
        np.concatenate([placed.from_us, whole.from_us])[order],
        np.concatenate([placed.to_us, whole.to_us])[order],
        np.concatenate([own, whole.calendar])[order].astype(np.int32),
    )


def _union_of_agents(start: Ints, stop: Ints, placed: Placements, business: BusinessTime) -> Answer:
    used = placed.calendar != NONE
    pairs = np.unique(np.stack([placed.row[used], placed.calendar[used]], axis=1), axis=0)
    rows, begins = np.unique(pairs[:, 0], return_index=True)
    members: dict[tuple[int, ...], int] = {}
    number = np.full(len(start), NONE, dtype=np.int32)
    ends = [*begins[1:], len(pairs)]
    for row, begin, end in zip(rows, begins, ends, strict=False):
        group = pairs[begin:end, 1]
        number[row] = members.setdefault(tuple(group.tolist()), len(members))
    unions = [Union(tuple(business.calendars[place] for place in group)) for group in members]
    joint = BusinessTime(unions, *business.bounds, engine=business.engine)
    return _under(start, stop, number, number == NONE, joint)


def _drop_offhours_pairs(start: Ints, stop: Ints, placed: Placements, business: BusinessTime) -> Answer:
    values, missing = _segment(start, stop, placed, business)
    on_hours = np.zeros(len(start), dtype=np.bool_)
    for at in (start, stop):
        calendar = _calendar_at(at, placed)
        known = np.flatnonzero(calendar != NONE)
        on_hours[known] |= business.is_open(at[known], calendar[known])
    missing = missing | ~on_hours
    return np.where(missing, 0, values), missing


_Measure = Callable[["Ints", "Ints", Placements, BusinessTime], "Answer"]
_RULES: dict[Rule, _Measure] = {
    Rule.SEGMENT: _segment,
    Rule.LAST_SCHEDULE: _last_schedule,
    Rule.INBOX: _inbox,
    Rule.TEAM_ELSE_DEFAULT: _segment,
    Rule.UNION_OF_AGENTS: _union_of_agents,
    Rule.DROP_OFFHOURS_PAIRS: _drop_offhours_pairs,
}


def _under(
    start: Ints, stop: Ints, calendar: NDArray[np.int32], missing: Flags, business: BusinessTime
) -> Answer:
    values = np.zeros(len(start), dtype=np.int64)
    rows = np.flatnonzero(~missing)
    if len(rows):
        values[rows] = business.elapsed(start[rows], stop[rows], calendar[rows])
    return values, missing


def _calendar_at(at: Ints, placed: Placements) -> NDArray[np.int32]:
    """Return the calendar of each span at an instant: that of its last placement begun by then."""
    calendar = np.full(len(at), NONE, dtype=np.int32)
    begun = np.flatnonzero(placed.from_us <= at[placed.row])
    calendar[placed.row[begun]] = placed.calendar[begun]  # in order, so the last one stays
    return calendar


def _frozen(business: BusinessTime) -> tuple[BusinessTime, list[int]]:
    """Return tables of every version of every calendar as if it had always held, and where each begins."""
    every: list[Calendar | Union] = []
    first = []
    for calendar in business.calendars:
        first.append(len(every))
        every += calendar.frozen()
    if len(every) == len(first):
        return business, first
    return BusinessTime(every, *business.bounds, engine=business.engine), first
