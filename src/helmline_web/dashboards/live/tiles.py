"""The row of tiles: who waits by channel, what is due, how well calls were served today, who is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline.metrics.now import Standing
from helmline_web.analytics import door
from helmline_web.dashboards.live import moment
from helmline_web.dashboards.live.board import Board
from helmline_web.dashboards.live.moment import Age
from helmline_web.ui import formats

CALLS: Final = frozenset({"phone", "voice", "call"})
CHATS: Final = frozenset({"chat", "bot", "messaging"})


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of now. `urgent` says in red what needs a person at once."""

    name: str
    value: float | None
    words: str
    age: Age
    unit: str = "1"
    urgent: str = ""


def tiles(board: Board) -> list[Tile]:
    """Return the tiles of a board, each with the age of its own data."""
    ages = _ages(board)
    by_kind = split(board.now.waiting)
    return [
        _waiting(_("Calls waiting"), by_kind["calls"], ages["calls"]),
        _waiting(_("Chats waiting"), by_kind["chats"], ages["messages"]),
        _waiting(_("Messages waiting"), by_kind["messages"], ages["messages"]),
        _due(board, ages["messages"]),
        _served(board, ages["calls"]),
        _on_shift(board, ages["states"]),
    ]


def split(waiting: Iterable[Standing]) -> Mapping[str, list[Standing]]:
    """Return those who wait by how they came: calls, chats, and messages that may wait longer."""
    found: dict[str, list[Standing]] = {"calls": [], "chats": [], "messages": []}
    for each in waiting:
        kind = "calls" if each.channel in CALLS else "chats" if each.channel in CHATS else "messages"
        found[kind].append(each)
    return found


def _ages(board: Board) -> dict[str, Age]:
    snapshot = door.facts()
    reach = {
        kind: moment.reaches(snapshot, kind, board.now.seen_us) for kind in ("calls", "messages", "states")
    }
    return {kind: moment.age(us, board.moment, board.clock_us) for kind, us in reach.items()}


def _waiting(name: str, waiting: list[Standing], age: Age) -> Tile:
    if not waiting:
        return Tile(name, 0, _("nobody waits"), age)
    longest = formats.duration(max(each.lasted_us for each in waiting), "us")
    return Tile(name, len(waiting), _("longest %(time)s") % {"time": longest}, age)


def _due(board: Board, age: Age) -> Tile:
    name = _("Due within 4 h")
    if board.due is None:
        return Tile(name, None, _("not kept for this moment"), age)
    soon, late = len(board.soon), len(board.late)
    said = ngettext("%(n)s is past its target", "%(n)s are past their target", late) % {
        "n": formats.number(late)
    }
    urgent = _("%(n)s within 15 minutes") % {"n": formats.number(soon)} if soon else ""
    return Tile(
        name, len(board.ahead), "" if urgent else said if late else _("none is late"), age, urgent=urgent
    )


def _served(board: Board, age: Age) -> Tile:
    cell = board.served[None]
    name = _("Calls in time, today")
    if cell.value is None:
        return Tile(name, None, _("no calls yet today"), age, "ratio")
    likely = formats.interval(cell.low, cell.high, "ratio")
    words = _("n = %(n)s, likely %(range)s") % {"n": formats.number(cell.summary.n), "range": likely}
    return Tile(name, cell.value, words, age, "ratio")


def _on_shift(board: Board, age: Age) -> Tile:
    people = board.now.people
    free = sum(each.doing == "available" for each in people)
    words = ngettext("%(n)s is free", "%(n)s are free", free) % {"n": formats.number(free)}
    return Tile(_("On shift"), len(people), words if people else _("nobody is signed in"), age)
