"""Open work by age over the last weeks, and the equation that leads from the first count to the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from helmline.metrics.ages import AgesAt
from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.analytics.spans import Span
from helmline_web.dashboards.pulse.windows import over_days
from helmline_web.ui import formats
from helmline_web.ui.charts.backlog import Age, Backlog

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

#: how far the picture reaches back at least
_DAYS: Final = 56
_OLD: Final = slice(2, None)  # the bands over three days


@dataclass(frozen=True, slots=True)
class OpenWork:
    """The picture and its finding; `equation` sums exactly."""

    chart: Backlog
    finding: str
    total: int


def open_work(viewer: Viewer, selection: Selection) -> OpenWork | None:
    """Return the backlog by age at the end of each day; None where nothing was ever open."""
    span = _span(selection)
    found = door.ages(viewer, selection.query("backlog", span=span, period="day"))
    days = [at for at in found if at.period]
    if not any(sum(at.counts) for at in days):
        return None
    names = (_("under 1 day"), _("1 to 3 days"), _("3 to 7 days"), _("over 7 days"))
    finding = _finding(days)
    chart = Backlog(
        title=finding,
        labels=[formats.day(date.fromisoformat(str(at.period))) for at in days],
        ages=[Age(name, [at.counts[band] for at in days]) for band, name in enumerate(names)],
        windows=over_days(selection, viewer, span.since, len(days)),
        description=_("Open work by age at the end of each day. The oldest waits at the bottom."),
    )
    return OpenWork(chart, finding, sum(days[-1].counts))


def _span(selection: Selection) -> Span:
    chosen = selection.span
    until = min(chosen.until, selection.today)
    since = min(chosen.since, until - timedelta(days=_DAYS))
    return Span(max(since, until - timedelta(days=180)), until, "day")


def _finding(days: list[AgesAt]) -> str:
    """Say how the open work and its old part went from the first day to the last."""
    first, last = days[0].counts, days[-1].counts
    grown, old = sum(last) - sum(first), sum(last[_OLD]) - sum(first[_OLD])
    now = formats.number(sum(last))
    if abs(grown) * 20 <= sum(first):
        return _("Open work is steady at %(now)s") % {"now": now}
    if grown > 0 and old * 2 >= grown:
        return _("Open work grew to %(now)s; most of the growth has waited over three days") % {"now": now}
    if grown > 0:
        return _("Open work grew by %(more)s to %(now)s") % {"more": formats.number(grown), "now": now}
    return _("Open work fell by %(fewer)s to %(now)s") % {"fewer": formats.number(-grown), "now": now}
