"""What came in the last hours, quarter by quarter, and whether the last hour was like the one a week before."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline.inference.comparison import HIGHER, LOWER, change, verdict
from helmline.inference.estimates import count
from helmline.metrics.periods import periods
from helmline_web.dashboards.live.board import BACK_US, Board
from helmline_web.ui import formats
from helmline_web.ui.charts.volume import Volume


def volume(board: Board) -> Volume:
    """Return the bars of the last hours, titled with what they say."""
    came = {_instant(cell.period): cell.summary.n for cell in board.quarters if cell.period}
    quarters = periods("15min", board.moment.us - BACK_US, board.moment.us, board.moment.zone)
    return Volume(
        title=finding(board),
        labels=[formats.clock_time(quarter.start_us, board.moment.zone) for quarter in quarters],
        counts=[came.get(quarter.start_us, 0) for quarter in quarters],
        young=1,
    )


def finding(board: Board) -> str:
    """Say how many came in the last hour, and more or fewer than a week before only where that is clear."""
    now, then = board.hour.summary.n, board.hour_before.summary.n
    words = {"n": formats.number(now), "before": formats.number(then)}
    said = verdict(change(count(then), count(now)))
    if said == HIGHER:
        return (
            _("The last hour brought %(n)s contacts, more than in the same hour a week before (%(before)s)")
            % words
        )
    if said == LOWER:
        return (
            _("The last hour brought %(n)s contacts, fewer than in the same hour a week before (%(before)s)")
            % words
        )
    text = ngettext(
        "The last hour brought %(n)s contact, no clear change from a week before (%(before)s)",
        "The last hour brought %(n)s contacts, no clear change from a week before (%(before)s)",
        now,
    )
    return text % words


def _instant(label: str) -> int:
    return round(datetime.fromisoformat(label).timestamp() * 1_000_000)
