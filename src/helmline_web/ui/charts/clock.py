"""A clock drawn as segments, the product's signature: working time filled, closed hours hatched, pauses dashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helmline_web.ui import formats
from helmline_web.ui.charts.scales import width_of
from helmline_web.ui.charts.surface import Box, Surface, picture
from helmline_web.ui.tables import Column, Row, Table

KINDS: Final = ("work", "closed", "pause")
_TRACK: Final = 64
_TOP: Final = 22  # of the bar in its track
_BAR: Final = 24
_FOOT: Final = 4
#: how much of the drawing all closed stretches may take together
_CLOSED_SHARE: Final = 0.26
#: a bar that ends beyond this leaves no room to write behind it
_ROOM_BEHIND: Final = 70.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one kind, in microseconds; a label replaces its length in words."""

    kind: str
    start_us: int
    end_us: int
    label: str = ""

    @property
    def seconds(self) -> float:
        """Return its true length."""
        return (self.end_us - self.start_us) / 1e6

    @property
    def words(self) -> str:
        """Return what is written below it."""
        length = formats.duration(self.seconds)
        if self.label:
            return self.label
        return _("closed %(length)s") % {"length": length} if self.kind == "closed" else length


@dataclass(frozen=True, slots=True)
class Event:
    """Something somebody did: a ring for the customer, a disc for us."""

    at_us: int
    by_agent: bool
    label: str = ""


@dataclass(frozen=True, slots=True)
class Track:
    """One bar: segments that follow each other, the events on it, and what it comes to in words."""

    segments: Sequence[Segment]
    events: Sequence[Event] = ()
    total: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """Where instants lie: true to scale while the clock runs, shortened where every track is closed."""

    breaks: Sequence[int]
    places: Sequence[float]

    def __call__(self, us: int) -> float:
        """Return the place of an instant in percent."""
        for (start, end), (left, right) in zip(pairwise(self.breaks), pairwise(self.places), strict=True):
            if us <= end:
                share = (us - start) / (end - start)
                return left + max(0.0, share) * (right - left)
        return 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One or two tracks on one axis, times in a zone."""

    title: str
    tracks: Sequence[Track]
    zone: str = "UTC"
    description: str = ""

    def svg(self, *, standalone: bool = False, width: float = 660) -> SafeString:
        """Return the drawing."""
        box = Box(_TRACK * len(self.tracks) + _FOOT, inset=8)
        paper = width if standalone else None
        return picture(self, box, title=self.title, description=self.description, kind="clock", paper=paper)

    def draw(self, on: Surface) -> None:
        """Draw each track: bars, events over them, times above, lengths below."""
        axis = axis_of(self.tracks)
        before: frozenset[int] = frozenset()
        for number, track in enumerate(self.tracks):
            y = number * _TRACK
            for segment in track.segments:
                _draw_segment(on, segment, axis, y, "work" if number == 0 else "work-2")
            for event in track.events:
                on.circle(
                    "event is-agent" if event.by_agent else "event", axis(event.at_us), y + _TOP + 12, 5
                )
            before = self._write_times(on, track, axis, y, before)
            _write_lengths(on, track, axis, y)

    def _write_times(
        self, on: Surface, track: Track, axis: Axis, y: float, said: frozenset[int]
    ) -> frozenset[int]:
        """Write the time of each boundary that has room and was not said by the track above."""
        instants = sorted({us for segment in track.segments for us in (segment.start_us, segment.end_us)})
        edge = -1.0
        day = ""
        for us in instants:
            words, day = self._time(us, day)
            if us in said:
                continue
            x, wide = axis(us), width_of(words)
            at_end = us == instants[-1] or x + wide > 100
            start = x - wide if at_end else x
            if start > edge:
                on.text(words, x, y + 12, anchor="end" if at_end else "")
                edge = start + wide + 0.5
        return said | frozenset(instants)

    def _time(self, us: int, day_before: str) -> tuple[str, str]:
        """Write the time, with its weekday when that is another than before."""
        local = formats.at(us, self.zone)
        day = formats.weekday(local.weekday())
        time = local.strftime("%H:%M")
        return (time if day == day_before else f"{day} {time}"), day

    def table(self) -> Table:
        """Return every segment with its true length."""
        names = {"work": _("counted"), "closed": _("closed"), "pause": _("pause")}
        columns = [
            Column("from", _("From"), "moment", zone=self.zone), Column("until", _("Until"), "moment", zone=self.zone),
            Column("kind", _("Kind")), Column("length", _("Length"), "duration"),
        ]  # fmt: skip
        rows = [
            Row(
                {"from": segment.start_us, "until": segment.end_us, "length": segment.seconds,
                 "kind": segment.label or names[segment.kind]}
            )
            for track in self.tracks
            for segment in track.segments
        ]  # fmt: skip
        return Table(caption=self.title, columns=columns, rows=rows)


def axis_of(tracks: Sequence[Track]) -> Axis:
    """Lay out the time that all tracks cover: closed stretches share at most about a quarter of the width."""
    segments = [segment for track in tracks for segment in track.segments]
    breaks = sorted({us for segment in segments for us in (segment.start_us, segment.end_us)})
    stretches = list(pairwise(breaks))
    closed = [_is_closed(stretch, segments) for stretch in stretches]
    true = [end - start for start, end in stretches]
    running = sum(length for length, shut in zip(true, closed, strict=True) if not shut)
    cap = running * _CLOSED_SHARE / (1 - _CLOSED_SHARE) / max(1, sum(closed)) if running else float("inf")
    drawn = [min(length, cap) if shut else length for length, shut in zip(true, closed, strict=True)]
    whole = sum(drawn) or 1
    places = [0.0]
    for length in drawn:
        places.append(places[-1] + length / whole * 100)
    return Axis(breaks, places)


def _is_closed(stretch: tuple[int, int], segments: Sequence[Segment]) -> bool:
    over = [s for s in segments if s.start_us <= stretch[0] and s.end_us >= stretch[1]]
    return bool(over) and all(segment.kind == "closed" for segment in over)


def _draw_segment(on: Surface, segment: Segment, axis: Axis, y: float, work: str) -> None:
    x, wide = axis(segment.start_us), axis(segment.end_us) - axis(segment.start_us)
    top = y + _TOP
    if segment.kind == "work":
        on.rect(work, x, wide, top, _BAR, title=segment.words)
    elif segment.kind == "closed":
        on.rect("closed", x, wide, top, _BAR, title=segment.words)
        on.rect("closed-edge", x, wide, top + 0.5, _BAR - 1)
    else:
        on.rect("pause", x, wide, top + 0.5, _BAR - 1, title=segment.words)


def _write_lengths(on: Surface, track: Track, axis: Axis, y: float) -> None:
    """Write each length below its segment where it fits, and the total behind the bar."""
    end = axis(track.segments[-1].end_us) if track.segments else 0.0
    for segment in track.segments:
        x, wide = axis(segment.start_us), axis(segment.end_us) - axis(segment.start_us)
        if width_of(segment.words) > wide + 1:
            continue
        if segment.kind == "work":
            on.text(segment.words, x, y + 62, look="t-ink")
        else:
            on.text(segment.words, x + wide / 2, y + 62, anchor="mid")
    if track.total and end <= _ROOM_BEHIND:
        on.text(track.total, end, y + _TOP + 17, look="t-ink", dx=14)
