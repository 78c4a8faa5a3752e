"""The handover card: what the next shift finds, and what the last one wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline.metrics.now import Standing
from helmline_web.dashboards.live.board import Board
from helmline_web.ui import formats

#: queues, owners or incidents named beside a count
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One count of the card with what it is and where."""

    count: int | None
    title: str
    where: str

    @property
    def number(self) -> str:
        """Return the count in words; a dash where it is not known."""
        return formats.number(self.count)


def items(board: Board, names: Mapping[int, str]) -> list[Item]:
    """Return the four counts of a handover as they stand at the board's instant."""
    due, alone, calls = board.ahead, board.now.left_alone, board.now.callbacks
    return [
        Item(
            None if board.due is None else len(due),
            ngettext("promise due within 4 h", "promises due within 4 h", len(due)),
            _places(each.queue for each in due),
        ),
        Item(
            len(calls),
            ngettext("callback promised", "callbacks promised", len(calls)),
            _callers(board, names),
        ),
        Item(
            len(alone),
            ngettext(
                "customer waiting for somebody off shift",
                "customers waiting for somebody off shift",
                len(alone),
            ),
            ", ".join(filter(None, (_places(each.queue for each in alone), _longest(alone)))),
        ),
        Item(
            len(board.running),
            ngettext("incident running", "incidents running", len(board.running)),
            _incidents(board),
        ),
    ]


def _places(queues: Iterable[str | None]) -> str:
    """Write the fullest queues: `14 pl-mail, 2 it-mail`."""
    fullest = Counter(queue or _("without a queue") for queue in queues).most_common(_NAMED)
    return ", ".join(f"{formats.number(count)} {queue}" for queue, count in fullest)


def _longest(waiting: tuple[Standing, ...]) -> str:
    if not waiting:
        return ""
    time = formats.duration(max(each.lasted_us for each in waiting), "us")
    return _("longest %(time)s") % {"time": time}


def _callers(board: Board, names: Mapping[int, str]) -> str:
    def said(each: Standing) -> str:
        asked = formats.clock_time(each.since_us, board.moment.zone)
        return f"{asked} {names.get(each.agent or 0, each.queue or _('no owner'))}"

    return ", ".join(said(each) for each in board.now.callbacks[:_NAMED])


def _incidents(board: Board) -> str:
    return ", ".join(_told(board))


def _told(board: Board) -> Iterator[str]:
    for incident in board.running[:_NAMED]:
        yield incident.name or incident.code
    last = board.last_incident
    if not board.running and last is not None and last.valid.to_us is not None:
        yield _("last one ended %(moment)s") % {"moment": formats.moment(last.valid.to_us, board.moment.zone)}
