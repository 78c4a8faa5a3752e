"""What is true now, in one sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline_web.dashboards.live.board import Board
from helmline_web.dashboards.live.queues import Line
from helmline_web.ui import formats


def lede(board: Board, lines: list[Line]) -> str:
    """Say what needs a person first: promises about to end, else who waits longest, else that nobody waits."""
    soon, waiting = len(board.soon), board.now.waiting
    if soon:
        text = ngettext(
            "%(n)s reply is due within 15 minutes.", "%(n)s replies are due within 15 minutes.", soon
        )
        return text % {"n": formats.number(soon)}
    if not waiting:
        return _("Nobody is waiting.")
    longest = max(waiting, key=lambda each: each.lasted_us)
    called = next((line.name for line in lines if line.code == longest.queue), longest.queue or "")
    words = {
        "n": formats.number(len(waiting)),
        "time": formats.duration(longest.lasted_us, "us"),
        "queue": called,
    }
    text = ngettext(
        "%(n)s customer is waiting, in %(queue)s, for %(time)s.",
        "%(n)s customers are waiting; the longest, in %(queue)s, for %(time)s.",
        len(waiting),
    )
    return text % words


def sublede(board: Board) -> str:
    """Say until when the data reach, and plainly that they are not live where they are not."""
    moment = board.moment
    when = {"moment": formats.moment(moment.us, moment.zone)}
    if moment.chosen:
        return _("You are looking back at %(moment)s, put together from what happened until then.") % when
    behind = (board.clock_us - moment.us) / 1e6
    if behind <= 60:
        return ""
    return _("Not live: the data end at %(moment)s, %(age)s ago. Everything below is as it stood then.") % {
        **when,
        "age": formats.age(behind),
    }
