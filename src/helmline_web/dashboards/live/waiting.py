"""Who is to be answered next: the promises that end first, then those who have waited longest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from helmline.metrics.due import Due
from helmline.metrics.now import Standing
from helmline_web.dashboards.live.board import SOON_US, Board
from helmline_web.people.access import Viewer
from helmline_web.ui import formats
from helmline_web.ui.charts.used import Used

#: how many a card lists
SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Next:
    """One customer to answer: how long he has waited, how much of the time is used, and whose he is."""

    case_key: str
    href: str
    where: str
    waited: str
    used: Used | None
    left: str
    urgent: bool = False


def next_to_answer(viewer: Viewer, board: Board, names: Mapping[int, str]) -> list[Next]:
    """Return the customers who wait, the nearest to a broken promise first; broken ones come after those."""
    opens = viewer.may("see.interactions")
    promised = _promised(board)
    first = _order(board, promised)[:SHOWN]
    return [_next(each, promised.get(each.interaction), names, opens) for each in first]


def _promised(board: Board) -> dict[int, Due]:
    """Return of each interaction the promise that ends first, a running one before a broken one."""
    found: dict[int, Due] = {}
    for each in sorted(board.due or (), key=lambda each: (each.left_us < 0, each.left_us)):
        found.setdefault(each.interaction, each)
    return found


def _order(board: Board, promised: Mapping[int, Due]) -> list[Standing]:
    def place(each: Standing) -> tuple[int, int]:
        promise = promised.get(each.interaction)
        running = promise is not None and promise.left_us >= 0
        return (0, promise.left_us) if running and promise else (1, each.since_us)

    return sorted(board.now.waiting, key=place)


def _next(each: Standing, promise: Due | None, names: Mapping[int, str], opens: bool) -> Next:
    left = promise.left_us if promise else None
    owner = names.get(each.agent, "") if each.agent is not None else _("no owner")
    return Next(
        case_key=each.case_key,
        href=reverse("dashboards:interaction", args=[each.source, each.case_key]) if opens else "",
        where=" · ".join(filter(None, (each.queue, owner))),
        waited=formats.duration(each.lasted_us, "us"),
        used=Used(promise.elapsed_us / promise.within_us, now=0 <= promise.left_us <= SOON_US)
        if promise
        else None,
        left=_left(left),
        urgent=left is not None and 0 <= left <= SOON_US,
    )


def _left(left_us: int | None) -> str:
    if left_us is None:
        return ""
    if left_us < 0:
        return _("late by %(time)s") % {"time": formats.duration(-left_us, "us")}
    return _("%(time)s left") % {"time": formats.duration(left_us, "us")}
