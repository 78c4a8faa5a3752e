"""The queues of now: who waits in each, how near the target that is, and who is there to answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline.metrics.due import Due
from helmline.metrics.now import Standing
from helmline.metrics.result import Cell
from helmline.reference.entries import Queue
from helmline_web.analytics import door
from helmline_web.dashboards.live.board import AHEAD_US, SOON_US, Board
from helmline_web.dashboards.live.tiles import CALLS
from helmline_web.ui import formats
from helmline_web.ui.charts.used import Used


@dataclass(frozen=True, slots=True)
class Line:
    """One queue as the board shows it."""

    code: str | None
    name: str
    waiting: int
    open: int
    longest_us: int | None
    used: Used | None  # of the time until the target, by whoever is nearest to it
    target: str
    people: str


def lines(board: Board) -> list[Line]:
    """Return the queues with anybody waiting or any open work, the one nearest to its target first."""
    found = [_line(board, code, parts) for code, parts in _by_queue(board).items()]
    return sorted(found, key=lambda line: (-(line.used.share if line.used else 0), -line.waiting, line.name))


@dataclass(slots=True)
class _Parts:
    waiting: list[Standing]
    open: list[Standing]
    due: list[Due]


def _by_queue(board: Board) -> dict[str | None, _Parts]:
    found: dict[str | None, _Parts] = defaultdict(lambda: _Parts([], [], []))
    for each in board.now.waiting:
        found[each.queue].waiting.append(each)
    for each in board.now.open:
        found[each.queue].open.append(each)
    for promise in board.due or ():
        found[promise.queue].due.append(promise)
    return found


def _line(board: Board, code: str | None, parts: _Parts) -> Line:
    known = door.reference().queue(code, board.moment.us) if code else Queue("")
    longest = max((each.lasted_us for each in parts.waiting), default=None)
    return Line(
        code=code,
        name=known.name or code or _("without a queue"),
        waiting=len(parts.waiting),
        open=len(parts.open),
        longest_us=longest,
        used=_used(known, parts),
        target=_target(board, known, code, parts),
        people=_people(board, known),
    )


def _used(queue: Queue, parts: _Parts) -> Used | None:
    """Say how much of the time is gone: of a call's target while it rings, else of the promise nearest its end."""
    calls = [each.lasted_us for each in parts.waiting if each.channel in CALLS]
    if calls:
        share = max(calls) / queue.answer_within_us
        return Used(share, now=share >= 1)
    shares = [(each.elapsed_us / each.within_us, each.left_us) for each in parts.due if each.left_us >= 0]
    if not shares:
        return None
    share, left = max(shares)
    return Used(share, now=left <= SOON_US)


def _target(board: Board, queue: Queue, code: str | None, parts: _Parts) -> str:
    return ", ".join(_targets(board, queue, code, parts)) or _("none due")


def _targets(board: Board, queue: Queue, code: str | None, parts: _Parts) -> Iterator[str]:
    served: Cell | None = board.served.get(code)
    if served is not None and served.value is not None:
        within = formats.duration(queue.answer_within_us, "us")
        yield _("%(share)s within %(time)s") % {"share": formats.percent(served.value), "time": within}
    ahead = sum(0 <= each.left_us <= AHEAD_US for each in parts.due)
    late = sum(each.left_us < 0 for each in parts.due)
    if ahead:
        yield ngettext("%(n)s due in 4 h", "%(n)s due in 4 h", ahead) % {"n": formats.number(ahead)}
    if late:
        yield ngettext("%(n)s late", "%(n)s late", late) % {"n": formats.number(late)}


def _people(board: Board, queue: Queue) -> str:
    """Say how many of the queue's team are free; nothing where nobody says whose queue it is."""
    there = [each for each in board.now.people if queue.team and each.team == queue.team]
    if not there:
        return _("nobody on shift") if queue.team and board.now.people else formats.NOTHING
    free = sum(each.doing == "available" for each in there)
    return _("%(free)s free of %(all)s") % {"free": formats.number(free), "all": formats.number(len(there))}
