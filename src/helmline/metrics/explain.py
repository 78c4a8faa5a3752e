"""Explains one number for one interaction: the stretches of its clock, in order, and what each counted.

The counted stretches add up to the value that `ask` gives for the same interaction, clock and rule. A value
that the rule drops, or that nobody can know, has no stretches and says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from helmline.engines.duck import identifier
from helmline.errors import NotFound, QueryError
from helmline.metrics.audience import Audience
from helmline.metrics.business import NOTHING_OFF, Off, Spans, paused
from helmline.metrics.context import Context, Resolve, open_context
from helmline.metrics.durations import measured, numbers, stops
from helmline.metrics.expressions import Node, columns
from helmline.metrics.hours import SECOND_US, Segment, hours
from helmline.metrics.loading import metric as find
from helmline.metrics.metric import Metric
from helmline.metrics.promises import by_target
from helmline.metrics.query import RULES, Query, check
from helmline.metrics.result import iso
from helmline.metrics.sla import CLOCKS_OF, with_conditions
from helmline.metrics.snapshot import Snapshot
from helmline.metrics.tables import DERIVED, ORDINALS
from helmline.metrics.visibility import visible
from helmline.reference.reference import Reference

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from helmline.reference.entries import Target

__all__ = ["Explanation", "Segment", "Span", "explain"]


@dataclass(frozen=True, slots=True)
class Span:
    """One run of a clock: from which event to which, what it counted, and how."""

    row: str  # which turn, episode, stint or interval; "" where an interaction has one
    start_event: str
    start_us: int
    stop_event: str  # "" while it runs
    stop_us: int
    seen: bool
    missing: bool
    value_us: int | None
    segments: tuple[Segment, ...]
    notes: tuple[str, ...] = ()  # codes that say why the value is missing: see `result.NOTES`

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "row": self.row, "start_event": self.start_event, "start": iso(self.start_us),
            "stop_event": self.stop_event, "stop": iso(self.stop_us), "seen": self.seen,
            "missing": self.missing,
            "seconds": None if self.value_us is None else self.value_us / SECOND_US,
            "segments": [segment.to_json() for segment in self.segments],
            "notes": list(self.notes),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explanation:
    """The derivation of a metric for one interaction."""

    metric: str
    case_key: str
    source: str
    clock: str
    rule: str
    reference: str
    spans: tuple[Span, ...]
    values: tuple[tuple[str, float], ...] = ()  # of metrics without a clock: named numbers, times in seconds
    under_rules: dict[str, float | None] = field(default_factory=dict)  # seconds under each rule
    targets: tuple[
        tuple[str, float, bool | None], ...
    ] = ()  # of promises: kind, seconds, met (None: not due)
    longest: bool = False  # the value is the longest span, not their sum
    excluded: bool = False  # the interaction is no row of this metric: filtered, or excluded

    @property
    def value_us(self) -> int | None:
        """The sum over the spans, or the longest; None where one is missing or there is none."""
        known = [span.value_us for span in self.spans if span.value_us is not None]
        if not known or len(known) < len(self.spans):
            return None
        return max(known) if self.longest else sum(known)

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        value = self.value_us
        return {
            "metric": self.metric, "interaction": self.case_key, "source": self.source, "clock": self.clock,
            "rule": self.rule, "reference": self.reference, "excluded": self.excluded,
            "seconds": None if value is None else value / SECOND_US,
            "spans": [span.to_json() for span in self.spans],
            "values": dict(self.values),
            "under_rules": self.under_rules,
            "targets": [{"kind": kind, "seconds": within, "met": met} for kind, within, met in self.targets],
        }  # fmt: skip


def explain(
    metric: str,
    interaction: str,
    snapshot: Snapshot,
    reference: Reference | None = None,
    *,
    clock: str = "calendar",
    rule: str = "segment",
    calendar: str = "",
    source: str = "",
    resolve: Resolve | None = None,
    audience: Audience | None = None,
    other_rules: bool = True,
) -> Explanation:
    """Return how `metric` comes about for the interaction with case key `interaction`.

    Business time is told under every rule, unless `other_rules` is off: that spares six readings of the clock.

    Raises NotFound where there is no such interaction that the audience may open, QueryError where several sources have one of that key
    (name the `source`) or the metric is not one of a single interaction.
    """
    query = check(Query(metrics=(metric,), clock=clock, rule=rule, calendar=calendar))
    found = find(metric)
    context = open_context(query, snapshot, reference or Reference(), resolve)
    key, origin = identify(context.cursor, interaction, source, audience)
    context = replace(context, scope=replace(context.scope, interaction=key))
    start = Explanation(metric, interaction, origin, clock, rule, context.reference.version, ())
    if found.kind == "sla":
        return _of_promises(found, context, start)
    if found.kind == "duration":
        return _of_duration(found, context, start, other_rules)
    if found.kind in ("amount", "ratio", "count", "score", "weighted"):
        return _of_flags(found, context, start)
    raise QueryError(
        f"{metric} is not a number of one interaction", hint=f"It is {found.kind}: {found.formula}."
    )


def identify(
    cursor: duckdb.DuckDBPyConnection, case_key: str, source: str = "", audience: Audience | None = None
) -> tuple[int, str]:
    """Return the interaction with a case key, and its source. Raises as `explain` does."""
    found = cursor.execute(
        "SELECT interaction, source FROM interactions WHERE case_key = ? AND (? = '' OR source = ?)",
        [case_key, source, source],
    ).fetchall()
    opens = visible(cursor, [number for number, _ in found], audience)
    rows = [row for row in found if row[0] in opens]
    if not rows:
        raise NotFound(
            f"there is no interaction {case_key!r}", hint="Type its number as the source shows it."
        )
    if len(rows) > 1:
        names = ", ".join(sorted(name for _, name in rows))
        raise QueryError(
            f"several sources have an interaction {case_key!r}: {names}", hint="Name the source."
        )
    return int(rows[0][0]), str(rows[0][1])


# ---- durations --------------------------------------------------------------------------------


def _of_duration(metric: Metric, context: Context, start: Explanation, other_rules: bool) -> Explanation:
    clock = start.clock if start.clock in metric.clocks else "calendar"
    spans = _spans(metric, context, clock, stops(metric))
    compared = other_rules and clock == "business" and not context.query.calendar
    rules = _under_rules(metric, context) if compared else {}
    longest = metric.max_by_interaction
    return replace(start, clock=clock, spans=spans, under_rules=rules, longest=longest, excluded=not spans)


def _spans(metric: Metric, context: Context, clock: str, off: Off) -> tuple[Span, ...]:
    table = context.rows(metric, "value_rows")
    single = replace(metric, sum_by_interaction=False, max_by_interaction=False)
    _, values = measured(single, context, table, clock, off)
    begin, _ = numbers(table, "start_us")
    end, open_ = numbers(table, "stop_us")
    until, _ = numbers(table, "until_us")
    stop = np.where(open_, np.maximum(until, begin), end)
    found = []
    for number in range(table.num_rows):
        one = Spans(
            table["interaction"].slice(number, 1), begin[number : number + 1], stop[number : number + 1]
        )
        missing = bool(values.missing[number])
        row = table["row_key"][number].as_py()
        found.append(
            Span(
                row=row,
                start_event=_event(metric, metric.start, context, row, int(begin[number])),
                start_us=int(begin[number]),
                stop_event=""
                if open_[number]
                else _event(metric, metric.stop, context, row, int(stop[number])),
                stop_us=int(stop[number]),
                seen=bool(values.seen[number]),
                missing=missing,
                value_us=None if missing else int(values.value[number]),
                segments=() if missing else tuple(_segments(context, one, clock, off)),
                notes=values.notes if missing else (),
            )
        )
    return tuple(sorted(found, key=lambda span: (span.start_us, span.row)))


def _event(metric: Metric, tree: Node | None, context: Context, row: str, at_us: int) -> str:
    """Return the name of the column the instant came from, without its unit: `first_reply`, `t0`."""
    for column in columns(tree) if tree is not None else ():
        own = not column.of_interaction and metric.table not in DERIVED
        table = metric.table if own else "interactions"
        ordinal = ORDINALS.get(table)
        test = f"interaction = ? AND {identifier(column.name)} = ?"
        text = f"SELECT count(*) FROM {identifier(table)} WHERE {test}"
        given: list[Any] = [context.scope.interaction, at_us]
        if ordinal:
            text += f" AND CAST({identifier(ordinal)} AS VARCHAR) = ?"
            given.append(row)
        (found,) = context.cursor.execute(text, given).fetchall()[0]
        if found:
            return column.name.removesuffix("_us")
    return ""


def _segments(context: Context, span: Spans, clock: str, off: Off) -> Iterator[Segment]:
    """Yield the stretches of one span in order, pauses cut out of the open ones."""
    stopped, _ = paused(context, span, off) if off != NOTHING_OFF else (span, None)
    pauses = (
        list(zip(stopped.start.tolist(), stopped.stop.tolist(), strict=True)) if off != NOTHING_OFF else []
    )
    reasons = _pause_reasons(context) if pauses else []
    for segment in hours(context, span, clock):
        yield from _without(segment, pauses, reasons) if segment.kind == "open" else [segment]


def _pause_reasons(context: Context) -> list[tuple[int, int, str]]:
    rows = context.cursor.execute(
        "SELECT started_us, coalesce(ended_us, 9223372036854775807), coalesce(pause_reason, '') FROM pauses "
        "WHERE interaction = ? UNION ALL "
        "SELECT started_us, coalesce(ended_us, 9223372036854775807), coalesce(code, '') FROM statuses "
        "WHERE interaction = ? AND status IN (3, 4) ORDER BY 1",
        [context.scope.interaction, context.scope.interaction],
    ).fetchall()
    return [(int(lo), int(hi), str(reason)) for lo, hi, reason in rows]


def _without(
    segment: Segment, pauses: list[tuple[int, int]], reasons: list[tuple[int, int, str]]
) -> Iterator[Segment]:
    at = segment.start_us
    for lo, hi in pauses:
        lo, hi = max(lo, at), min(hi, segment.stop_us)
        if lo >= hi:
            continue
        if at < lo:
            yield replace(segment, start_us=at, stop_us=lo, counted_us=lo - at)
        why = next((reason for begin, end, reason in reasons if begin <= lo < end), "")
        yield replace(segment, kind="paused", start_us=lo, stop_us=hi, counted_us=0, reason=why)
        at = hi
    if at < segment.stop_us:
        yield replace(segment, start_us=at, counted_us=segment.stop_us - at)


def _under_rules(metric: Metric, context: Context) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for rule in RULES:
        other = replace(context, query=replace(context.query, rule=rule))
        table = other.rows(metric, "value_rows")
        _, values = measured(metric, other, table, "business")
        known = len(values.value) > 0 and not values.missing.any()
        found[rule] = int(values.value.sum()) / SECOND_US if known else None
    return found


# ---- promises and flags ----------------------------------------------------------------------


def _of_promises(metric: Metric, context: Context, start: Explanation) -> Explanation:
    spans: list[Span] = []
    targets = []
    for kind in metric.of:
        for target, rows in _chosen(kind, context):
            clock = replace(
                context, query=replace(context.query, calendar=target.calendar or context.query.calendar)
            )
            off = Off(target.pause_reasons, target.pause_statuses)
            found = _spans(find(CLOCKS_OF[kind]), clock, target.clock, off)
            mine = [replace(span, row=f"{kind} {span.row}".strip()) for span in found if span.row in rows]
            spans += mine
            for elapsed, seen in _totals(kind, mine):
                met = False if elapsed > target.within_us else (True if seen else None)
                targets.append((kind, target.within_us / SECOND_US, met))
    return replace(start, spans=tuple(spans), targets=tuple(targets), excluded=not spans)


def _totals(kind: str, spans: list[Span]) -> list[tuple[int, bool]]:
    known = [(span.value_us, span.seen) for span in spans if span.value_us is not None]
    if find(CLOCKS_OF[kind]).sum_by_interaction:
        return [(sum(value for value, _ in known), all(seen for _, seen in known))] if known else []
    return known


def _chosen(kind: str, context: Context) -> list[tuple[Target, set[str]]]:
    """Return the targets of one kind that hold for the interaction, and the rows each one judges."""
    if not any(target.kind == kind for target in context.reference.targets):
        return []
    metric = find(CLOCKS_OF[kind])
    asked = with_conditions(context)
    table = asked.rows(metric, "value_rows")
    names = table["row_key"].to_pylist()
    return [
        (target, {names[place] for place in places.tolist()})
        for target, places in by_target(kind, metric, asked, table)
    ]


def _of_flags(metric: Metric, context: Context, start: Explanation) -> Explanation:
    """Explain a number without a clock by what the interaction put into it."""
    if metric.kind == "amount":
        table: pa.Table = context.rows(metric, "value_rows")
        values, _ = numbers(table, "value")
        scale = SECOND_US if metric.is_timed else metric.scale
        named = tuple(
            (f"{metric.name} {row}".strip(), int(value) / scale)
            for row, value in zip(table["row_key"].to_pylist(), values, strict=True)
        )
        return replace(start, values=named, excluded=not named, clock="calendar")
    table = context.rows(metric, "count_cells")
    sums = [
        (name, float(table[name][0].as_py() or 0)) for name in ("n", "numerator", "denominator", "pending")
    ]
    return replace(start, values=tuple(sums), excluded=not sums[0][1], clock="calendar")
