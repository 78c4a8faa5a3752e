"""Durations in business time, and pauses taken off: spans are cut where the calendar in force changes.

The rule of the query (`segment`, or a vendor's) and the arithmetic are `helmline.calendar`'s, on all spans at
once; here it is found out which calendar each span was under, from when to when.
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
    from helmline.calendar.rules import Placements

    Ints = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]

#: the places a span passes through, and the one it stops in
_PLACED: Final = """
SELECT s.span, p.started_us AS lo, coalesce(p.ended_us, 9223372036854775807) AS hi,
       p.calendar, p.team, p.brand, p.queue
FROM spans s JOIN placements p ON p.interaction = s.interaction
WHERE p.started_us <= s.stop_us AND (p.ended_us IS NULL OR p.ended_us >= s.start_us)
"""
_PAUSES: Final = """
SELECT s.span, greatest(s.start_us, p.started_us) AS lo,
       least(s.stop_us, coalesce(p.ended_us, s.stop_us)) AS hi
FROM spans s JOIN (
  SELECT interaction, started_us, ended_us FROM pauses WHERE {reasons}
  UNION ALL SELECT interaction, started_us, ended_us FROM statuses WHERE {statuses}
) p ON p.interaction = s.interaction
WHERE p.started_us < s.stop_us AND (p.ended_us IS NULL OR p.ended_us > s.start_us)
ORDER BY s.span, lo, hi
"""


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
        stopped, owner = paused(context, spans, off)
        if len(owner):
            idle, _ = _measure(context, stopped, clock)
            np.subtract.at(value, owner, idle)
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
    from helmline.calendar import BusinessTime
    from helmline.calendar.rules import elapsed_by_rule

    if not len(spans.start):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
    calendars, placed = placements(context, spans)
    business = BusinessTime(calendars, int(spans.start.min()), int(spans.stop.max()))
    value, lost = elapsed_by_rule(context.query.rule, spans.start, spans.stop, placed, business)
    return value, lost


def placements(context: Context, spans: Spans) -> tuple[list[Calendar], Placements]:
    """Return the calendars in use, and under which of them each span was, from when to when.

    The first place of an interaction reaches back to the start of its span: nothing is known before it.
    Stretches are cut where a team, brand or the organisation changes its calendar.
    """
    from helmline.calendar.rules import Placements

    context.cursor.register("spans", spans.table())
    pieces = context.cursor.sql(_PLACED).to_arrow_table()
    code, places = groups(pieces, ["calendar", "team", "brand", "queue"])
    span, lo, hi = (pieces[name].to_numpy().astype(np.int64) for name in ("span", "lo", "hi"))
    order = np.lexsort((hi, lo, span))
    stretches = Stretches(span[order], lo[order], hi[order], code[order])
    span, lo = stretches.span, stretches.lo
    first = np.concatenate(([True], span[1:] != span[:-1])) if len(span) else np.zeros(0, dtype=bool)
    lo[first] = np.minimum(lo[first], spans.start[span[first]])
    stretches = _cut(context, stretches)
    calendars, place = _calendars(context, stretches, [Place(*key) for key in places])
    return calendars, Placements(stretches.span, stretches.lo, stretches.hi, place)


@dataclass(frozen=True, slots=True)
class Stretches:
    """Parts of spans, each at one place: which span, from when to when, and the number of the place."""

    span: Ints
    lo: Ints
    hi: Ints
    place: Ints


def _cut(context: Context, parts: Stretches) -> Stretches:
    """Cut the stretches where a team, brand or the organisation changes its calendar."""
    for edge in calendar_changes(context.reference):
        across = np.flatnonzero((parts.lo < edge) & (edge < parts.hi))
        if not len(across):
            continue
        rows = np.concatenate((np.arange(len(parts.lo)), across))
        lo, hi = parts.lo[rows], parts.hi[rows]
        hi[across] = edge
        lo[len(parts.lo) :] = edge
        order = np.lexsort((lo, parts.span[rows]))
        rows = rows[order]
        parts = Stretches(parts.span[rows], lo[order], hi[order], parts.place[rows])
    return parts


def _calendars(
    context: Context, parts: Stretches, places: list[Place]
) -> tuple[list[Calendar], npt.NDArray[np.int32]]:
    """Return the calendars in use and, for each stretch, the place of its own in that list (-1: none)."""
    changes = np.array(calendar_changes(context.reference), dtype=np.int64)
    epochs = len(changes) + 1
    code = parts.place * epochs + np.searchsorted(changes, parts.lo, side="right")
    present, inverse = np.unique(code, return_inverse=True)
    pairs = [divmod(int(number), epochs) for number in present]
    chosen = [_chosen(context, places[place], changes, epoch) for place, epoch in pairs]
    calendars = list({calendar.name: calendar for calendar in chosen if calendar}.values())
    numbers = {calendar.name: number for number, calendar in enumerate(calendars)}
    index = np.array([numbers[c.name] if c else -1 for c in chosen], dtype=np.int32)
    return calendars, index[inverse.reshape(-1)] if len(index) else np.zeros(0, dtype=np.int32)


def _chosen(context: Context, place: Place, changes: Ints, epoch: int) -> Calendar | None:
    """Return the calendar in force at a place, in the stretch of time numbered `epoch` between changes."""
    at = int(changes[epoch - 1]) if epoch else (int(changes[0]) - 1 if len(changes) else 0)
    if context.query.rule == "inbox":  # an inbox has hours of its own, whichever team works in it
        place = Place(place.calendar, None, place.brand, place.queue)
    return calendar_in_force(context.reference, place, at)


def paused(context: Context, spans: Spans, off: Off) -> tuple[Spans, Ints]:
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
