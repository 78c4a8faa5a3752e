"""From an explanation of the library to the drawing of its clock."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from helmline.metrics.explain import Explanation, Segment, Span
from helmline_web.analytics import terms
from helmline_web.ui import formats
from helmline_web.ui.charts import clock as drawing
from helmline_web.ui.charts.clock import Clock, Event, Track

_KINDS = {"open": "work", "closed": "closed", "paused": "pause"}
#: the instants, by the names of their columns, that a customer makes; the others are made on our side
_BY_CUSTOMER = frozenset({"t0", "asked", "created", "first_event", "offered", "queued", "sent"})


def clock(explanations: Sequence[Explanation], zone: str, title: str) -> Clock | None:
    """Return the clocks of one interaction on one axis, a track a metric; None where none of them ran.

    At most two tracks can be read together; of a metric with several runs the runs follow each other on its track.
    """
    tracks = [track(one) for one in explanations[:2] if any(span.segments for span in one.spans)]
    return Clock(title=title, tracks=tracks, zone=zone) if tracks else None


def track(found: Explanation) -> Track:
    """Return one metric's runs as one bar with its events, and what it comes to in words."""
    ordered = sorted(found.spans, key=lambda span: span.start_us)
    segments = [_segment(segment) for span in ordered for segment in span.segments]
    return Track(segments, [event for span in ordered for event in _events(span)], total(found))


def total(found: Explanation) -> str:
    """Say what a clock comes to: "first reply after 4 h 12 m", or that it still runs."""
    value = found.value_us
    name = terms.title_of(found.metric)
    if value is None:
        return _("%(metric)s: not known") % {"metric": name}
    said = {"metric": name, "time": formats.duration(value, "us")}
    if all(span.seen for span in found.spans):
        return _("%(metric)s: %(time)s") % said
    return _("%(metric)s: %(time)s so far") % said


def _segment(segment: Segment) -> drawing.Segment:
    label = ""
    if segment.kind == "paused":
        label = _("pause: %(reason)s") % {"reason": segment.reason} if segment.reason else _("pause")
    elif segment.name:
        label = segment.name
    return drawing.Segment(_KINDS[segment.kind], segment.start_us, segment.stop_us, label)


def _events(span: Span) -> list[Event]:
    found = [Event(span.start_us, by_agent=span.start_event not in _BY_CUSTOMER)]
    return [*found, Event(span.stop_us, by_agent=True)] if span.seen else found
