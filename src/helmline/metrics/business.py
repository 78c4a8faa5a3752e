"""Durations in business time, and pauses taken off: spans are cut where the calendar in force changes.

In rule `segment` each stretch between two changes of place is measured under its own calendar; in
`last_schedule` the calendar in force at the end measures the whole span. The arithmetic is
`helmline.calendar.BusinessTime`'s, on all stretches at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from helmline.engines.duck import quote
from helmline.errors import QueryError
from helmline.eventlog.schema import Status
from helmline.metrics.context import Context
from helmline.metrics.expressions import suggest
from helmline.metrics.grouping import groups
from helmline.metrics.policy import Place, calendar_changes, calendar_in_force

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from helmline.calendar import Calendar
    from helmline.reference.reference import Reference

    Ints = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]

#: a span's stretches: every place it passes through; an empty span needs the place it lies in
_SEGMENT: Final = """
SELECT s.span, greatest(s.start_us, p.started_us) AS lo, least(s.stop_us, coalesce(p.ended_us, s.stop_us)) AS hi,
       p.calendar, p.team, p.brand, p.queue
FROM spans s JOIN placements p ON p.interaction = s.interaction
WHERE (p.started_us < s.stop_us OR (s.start_us = s.stop_us AND p.started_us <= s.start_us))
  AND (p.ended_us IS NULL OR p.ended_us > s.start_us)
"""
#: the place at the end, for the whole span
_AT_END: Final = """
SELECT s.span, s.start_us AS lo, s.stop_us AS hi, p.calendar, p.team, p.brand, p.queue
FROM spans s JOIN placements p ON p.interaction = s.interaction
WHERE p.started_us <= s.stop_us AND (p.ended_us IS NULL OR p.ended_us > s.stop_us)
"""
_PAUSES: Final = """
SELECT s.span, greatest(s.start_us, p.started_us) AS lo, least(s.stop_us, coalesce(p.ended_us, s.stop_us)) AS hi
FROM spans s JOIN (
  SELECT interaction, started_us, ended_us FROM pauses WHERE {reasons}
  UNION ALL SELECT interaction, started_us, ended_us FROM statuses WHERE {statuses}
) p ON p.interaction = s.interaction
WHERE p.started_us < s.stop_us AND (p.ended_us IS NULL OR p.ended_us > s.start_us)
ORDER BY s.span, lo, hi
"""
_WHOLE_SPAN: Final = ("last_schedule", "inbox", "team_else_default", "union_of_agents")


@dataclass(frozen=True, slots=True)
class Off:
    """What stops a clock: reason-coded pauses ("*" is any reason) and status categories."""

    reasons: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()

    def sql(self) -> str:
        """Return the statement that finds the stopped stretches of the spans."""
        codes = ", ".join(str(int(Status[name.upper()])) for name in self.statuses)
        names = ", ".join(quote(name) for name in self.reasons)
        reasons = "true" if "*" in self.reasons else f"pause_reason IN ({names})" if names else "false"
        return _PAUSES.format(reasons=reasons, statuses=f"status IN ({codes})" if codes else "false")


#: any reason-coded pause stops the clock of a metric that has `pauses`
ANY_PAUSE: Final = Off(("*",))
NOTHING_OFF: Final = Off()


@dataclass(frozen=True, slots=True)
class Spans:
    """Half-open stretches of interactions."""

    interaction: pa.ChunkedArray
    start: Ints
    stop: Ints

    def table(self) -> pa.Table:
        """Return the spans numbered, for a join."""
        import pyarrow as pa

        span = np.arange(len(self.start), dtype=np.int64)
        columns = {"span": span, "start_us": self.start, "stop_us": self.stop}
        return pa.table({**columns, "interaction": self.interaction})


def elapsed(
    context: Context,
    interaction: pa.ChunkedArray,
    start: Ints,
    stop: Ints,
    clock: str,
    off: Off = NOTHING_OFF,
) -> tuple[Ints, Flags]:
    """Return the time of each row on `clock`, and where it is unknown because no calendar is in force."""
    spans = Spans(interaction, start, np.maximum(stop, start))
    value, lost = _measure(context, spans, clock)
    if off != NOTHING_OFF:
        paused, owner = _pauses(context, spans, off)
        if len(owner):
            off, _ = _measure(context, paused, clock)
            np.subtract.at(value, owner, off)
    return value, lost


def _measure(context: Context, spans: Spans, clock: str) -> tuple[Ints, Flags]:
    if clock == "calendar":
        return spans.stop - spans.start, np.zeros(len(spans.start), dtype=bool)
    if context.query.calendar:
        chosen = forced(context)
        return _open_time([chosen], spans.start, spans.stop, np.zeros(len(spans.start), dtype=np.int32)), (
            np.zeros(len(spans.start), dtype=bool)
        )
    return _in_force(context, spans)


def forced(context: Context) -> Calendar:
    """Return the calendar the query names."""
    name = context.query.calendar
    found = context.reference.calendars.get(name)
    if found is None:
        known = list(context.reference.calendars)
        raise QueryError(
            f"there is no calendar {name!r}", hint=suggest(name, known) if known else "None is published."
        )
    return found


def _open_time(calendars: list[Calendar], start: Ints, stop: Ints, place: npt.NDArray[np.int32]) -> Ints:
    from helmline.calendar import BusinessTime

    if not len(start):
        return np.zeros(0, dtype=np.int64)
    found: Ints = BusinessTime(calendars, int(start.min()), int(stop.max())).elapsed(start, stop, place)
    return found


def _in_force(context: Context, spans: Spans) -> tuple[Ints, Flags]:
    count = len(spans.start)
    pieces = _pieces(context, spans)
    span = pieces["span"].to_numpy().astype(np.int64)
    lo, hi = pieces["lo"].to_numpy().astype(np.int64).copy(), pieces["hi"].to_numpy().astype(np.int64).copy()
    if context.query.rule in _WHOLE_SPAN:
        calendars, place = _calendars(context, pieces, hi)
    else:
        _reach_back(spans, span, lo)
        pieces, span, lo, hi = _cut(context, pieces, span, lo, hi)
        calendars, place = _calendars(context, pieces, lo)
    known = place >= 0
    value = np.zeros(count, dtype=np.int64)
    np.add.at(value, span[known], _open_time(calendars, lo[known], hi[known], place[known]))
    lost = np.ones(count, dtype=bool)
    lost[span] = False
    lost[span[~known]] = True
    return value, lost


def _pieces(context: Context, spans: Spans) -> pa.Table:
    context.cursor.register("spans", spans.table())
    text = _AT_END if context.query.rule in _WHOLE_SPAN else _SEGMENT
    return context.cursor.sql(f"SELECT * FROM ({text}) ORDER BY span, lo").to_arrow_table()


def _cut(
    context: Context, pieces: pa.Table, span: Ints, lo: Ints, hi: Ints
) -> tuple[pa.Table, Ints, Ints, Ints]:
    """Cut the stretches where a team, brand or the organisation changes its calendar."""
    for edge in calendar_changes(context.reference):
        across = np.flatnonzero((lo < edge) & (edge < hi))
        if not len(across):
            continue
        rows = np.concatenate((np.arange(len(lo)), across))
        pieces, span, lo, hi = pieces.take(rows), span[rows], lo[rows], hi[rows]
        hi[across] = edge
        lo[-len(across) :] = edge
    return pieces, span, lo, hi


def _reach_back(spans: Spans, span: Ints, lo: Ints) -> None:
    """Let the first place of a span reach back to its start: nothing is known before the first place."""
    first = np.concatenate(([True], span[1:] != span[:-1])) if len(span) else np.zeros(0, dtype=bool)
    lo[first] = spans.start[span[first]]


def _calendars(context: Context, pieces: pa.Table, at: Ints) -> tuple[list[Calendar], npt.NDArray[np.int32]]:
    """Return the calendars in use and, for each stretch, the place of its own in that list (-1: none)."""
    import pyarrow as pa

    changes = np.array(calendar_changes(context.reference), dtype=np.int64)
    epoch = np.searchsorted(changes, at, side="right")
    code, found = groups(
        pieces.append_column("epoch", pa.array(epoch)), ["calendar", "team", "brand", "queue", "epoch"]
    )
    chosen = [_chosen(context, Place(*key[:4]), changes, key[4]) for key in found]
    calendars = list({calendar.name: calendar for calendar in chosen if calendar}.values())
    places = {calendar.name: number for number, calendar in enumerate(calendars)}
    index = np.array([places[c.name] if c else -1 for c in chosen], dtype=np.int32)
    return calendars, index[code] if len(index) else np.zeros(0, dtype=np.int32)


def _chosen(context: Context, place: Place, changes: Ints, epoch: int) -> Calendar | None:
    """Return the calendar in force at a place in the stretch of time numbered `epoch` between changes."""
    at = int(changes[epoch - 1]) if epoch else (int(changes[0]) - 1 if len(changes) else 0)
    return calendar_by_rule(context.query.rule, context.reference, place, at)


def calendar_by_rule(rule: str, reference: Reference, place: Place, at_us: int) -> Calendar | None:
    """Return the calendar of a place under a rule: `inbox` looks at the queue's or brand's hours, not the team's.

    `union_of_agents` needs each agent's hours, which reference data do not hold; it reads the team's.
    """
    if rule == "inbox":
        place = Place(place.calendar, None, place.brand, place.queue)
    return calendar_in_force(reference, place, at_us)


def _pauses(context: Context, spans: Spans, off: Off) -> tuple[Spans, Ints]:
    """Return the paused stretches within the spans, overlaps joined, and the span each belongs to."""
    import pyarrow as pa

    context.cursor.register("spans", spans.table())
    found = context.cursor.sql(off.sql()).to_arrow_table()
    span = found["span"].to_numpy().astype(np.int64)
    lo, hi = found["lo"].to_numpy().astype(np.int64).copy(), found["hi"].to_numpy().astype(np.int64)
    reach: dict[int, int] = {}
    for number, owner in enumerate(span.tolist()):  # few rows: only pauses
        lo[number] = max(int(lo[number]), reach.get(owner, int(lo[number])))
        reach[owner] = max(reach.get(owner, 0), int(hi[number]))
    keep = hi > lo
    rows = pa.array(span[keep])
    interaction = spans.interaction.combine_chunks().take(rows)
    return Spans(pa.chunked_array([interaction]), lo[keep], hi[keep]), span[keep]
