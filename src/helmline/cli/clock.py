"""`helmline explain`: why is it 4 h 12 m? The clock of one interaction, segment by segment."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from helmline.cli import show
from helmline.cli.question import open_facts, open_reference, resolver

if TYPE_CHECKING:
    from helmline.metrics.explain import Explanation, Segment, Span

_MARKS = {"open": "█", "closed": "░", "paused": "┄"}
_WIDTH = 56


def run(options: argparse.Namespace) -> int:
    """Print the ordered clock segments behind one interaction's value."""
    from helmline.metrics.explain import explain
    from helmline.metrics.query import Query, check

    reference = open_reference(options)
    zone = options.zone or reference.organisation.zone or "UTC"
    check(Query(metrics=(options.metric,), zone=zone, clock=options.clock, rule=options.rule))
    source = next((words.partition("=")[2] for words in options.where if words.startswith("source=")), "")
    found = explain(
        options.metric, options.interaction, open_facts(options, zone), reference,
        clock=options.clock, rule=options.rule, calendar=options.calendar, source=source, resolve=resolver(options.data),
    )  # fmt: skip
    if options.format == "json":
        show.as_json(found.to_json())
    else:
        print("\n".join(_lines(found, ZoneInfo(zone))))
    return 0


def _lines(found: Explanation, zone: ZoneInfo) -> list[str]:
    value = "unknown" if found.value_us is None else _exact(found.value_us)
    head = (
        f"{found.metric} of {found.case_key} ({found.source}), {found.clock} time: {value}"
        if found.spans
        else f"{found.metric} of {found.case_key} ({found.source})"
    )
    lines = [head]
    if found.excluded:
        lines.append(
            "  This interaction does not count in this metric (filtered or excluded by its definition)."
        )
    for span in found.spans:
        lines += _span(span, zone)
    lines += [f"  {name}: {number}" for name, number in found.values]
    for kind, seconds, met in found.targets:
        verdict = {True: "met", False: "breached", None: "not due yet"}[met]
        lines.append(f"  target {kind} within {show.duration(seconds)}: {verdict}")
    if found.clock == "business" and any(seconds is not None for seconds in found.under_rules.values()):
        lines.append("  the same clock under other rules:")
        lines += [f"    {rule:<20} {_minutes(seconds)}" for rule, seconds in found.under_rules.items()]
    return lines


def _span(span: Span, zone: ZoneInfo) -> list[str]:
    stop = span.stop_event or "still running"
    value = _why_none(span) if span.value_us is None else _exact(span.value_us)
    lines = [
        f"  {span.row + ': ' if span.row else ''}{span.start_event} {_moment(span.start_us, zone)} → {stop} {_moment(span.stop_us, zone)} = {value}"
    ]
    if len(span.segments) > 1 or any(segment.kind != "open" for segment in span.segments):
        lines.append(f"  {_drawing(span)}")
        lines += [f"    {_segment(segment, zone)}" for segment in span.segments]
    return lines


def _why_none(span: Span) -> str:
    from helmline.metrics.result import NOTES

    return (
        "; ".join(NOTES.get(note, note) for note in span.notes) or "unknown: when it ended was never recorded"
    )


def _segment(segment: Segment, zone: ZoneInfo) -> str:
    counted = _exact(segment.counted_us) if segment.counted_us else "–"
    why = " ".join(word for word in (segment.kind, segment.reason, segment.name) if word)
    place = f"{segment.calendar} {segment.version}".strip()
    return f"{_moment(segment.start_us, zone)} → {_moment(segment.stop_us, zone)}  {counted:>12}  {why}{f' · {place}' if place else ''}"


def _drawing(span: Span) -> str:
    """Return the clock as a line: counted filled, closed hours shaded, pauses dashed."""
    whole = max(1, span.stop_us - span.start_us)
    parts = [
        _MARKS.get(segment.kind, " ") * max(1, round((segment.stop_us - segment.start_us) / whole * _WIDTH))
        for segment in span.segments
    ]
    return "○" + "".join(parts) + ("●" if span.seen else "…")


def _exact(us: int) -> str:
    """Return a duration to the second: 4 h 12 m 05 s."""
    seconds = round(us / 1_000_000)
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "m"), (left, "s")]
    shown = [f"{number} {unit}" for number, unit in parts if number]
    return " ".join(shown) or "0 s"


def _minutes(seconds: float | None) -> str:
    return (
        "no value" if seconds is None else f"{_exact(round(seconds * 1_000_000))} ({seconds / 60:,.2f} min)"
    )


def _moment(us: int, zone: ZoneInfo) -> str:
    moment = datetime.fromtimestamp(us / 1_000_000, zone)
    return moment.strftime("%a %Y-%m-%d %H:%M" + (":%S" if moment.second else ""))
