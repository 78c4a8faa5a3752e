"""The Monday mail: one page on last week, for each lead and executive, of what they may see, in their language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline.inference import comparison
from helmline.metrics.loading import metric as find
from helmline.metrics.query import Query
from helmline.metrics.result import Cell
from helmline_web.analytics import door, labels, selection, spans, terms, wording
from helmline_web.analytics.spans import Span
from helmline_web.people import words as own_words
from helmline_web.people.access import viewer_of
from helmline_web.people.models import User
from helmline_web.people.roles import Role
from helmline_web.policies.words import KINDS
from helmline_web.reports.documents import Document, Figures, Grid, Line, Picture
from helmline_web.ui import formats
from helmline_web.ui.charts.trend import Series, Trend

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

#: who gets one: those who lead people and those who answer for the whole
ROLES: Final = frozenset({Role.ADMIN, Role.MANAGER, Role.LEAD})
METRICS: Final = (
    "created", "solved", "first_reply_time", "sla_attainment", "first_resolution_time", "reopen_rate", "csat",
    "backlog", "aht",
)  # fmt: skip
#: the next weeks still move these: last week's is shown as maturing
MATURING: Final = frozenset({"reopen_rate", "csat"})
WEEKS: Final = 13
LATE_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure of last week beside the week before."""

    metric: str
    now: Cell
    before: Cell

    @property
    def verdict(self) -> str:
        """Return which way it moved, where that is more than chance."""
        return comparison.verdict(wording.change(self.before, self.now))


def readers() -> Iterator[tuple[User, Viewer]]:
    """Yield who gets the mail, with what each may see."""
    for user in User.objects.filter(is_active=True).select_related("person"):
        viewer = viewer_of(user)
        if viewer.roles & ROLES:
            yield user, viewer


def letter(viewer: Viewer, language: str = "") -> Document:
    """Return a reader's page on the last complete week, in the language asked for or the reader's own."""
    with translation.override(language or viewer.language or settings.LANGUAGE_CODE):
        return _letter(viewer)


def _letter(viewer: Viewer) -> Document:
    known = door.reference().organisation
    week = spans.named("last-week", selection.today(known.zone), known.week_start)
    query = _query(week)
    compared = _compared(viewer, query, week)
    return Document(
        title=_("Monday mail"),
        where=_("%(organisation)s · %(days)s · for %(reader)s") % {
            "organisation": known.name, "days": formats.days(week.since, week.last), "reader": viewer.name,
        },
        lede=lede(compared),
        blocks=[
            Figures(_("Last week beside the week before"), [_line(one) for one in compared]),
            _picture(viewer, query, week),
            _teams(viewer, query),
            _late(viewer, query),
        ],
        foot=_foot(viewer),
        language=translation.get_language() or "en",
    )  # fmt: skip


def _query(week: Span) -> Query:
    known = door.reference()
    return Query(
        metrics=METRICS,
        since=week.since.isoformat(),
        until=week.until.isoformat(),
        zone=known.organisation.zone,
        week_start=known.organisation.week_start,
        clock="business" if known.calendars else "calendar",
    )


def _compared(viewer: Viewer, query: Query, week: Span) -> list[Compared]:
    before = week.before()
    earlier = replace(query, since=before.since.isoformat(), until=before.until.isoformat())
    now, then = door.ask(viewer, query), door.ask(viewer, earlier)
    return [Compared(name, now.one(name), then.one(name)) for name in METRICS]


def lede(compared: list[Compared]) -> str:
    """Say the one thing that is true of the week: what got worse, else what got better, else that it was steady."""
    worse = [
        one
        for one in compared
        if one.metric not in MATURING and wording.is_worse(find(one.metric), one.verdict)
    ]
    better = [one for one in compared if one.metric not in MATURING and _is_better(one)]
    if told := [*worse, *better]:
        return _("%(figure)s: %(now)s, %(change)s.") % _said(told[0])
    created = next(one for one in compared if one.metric == "created")
    count = int(created.now.value or 0)
    if not count:
        return _("No contacts came in last week.")
    return ngettext(
        "A steady week: %(n)s contact, and no figure that clearly moved.",
        "A steady week: %(n)s contacts, and no figure that clearly moved.",
        count,
    ) % {"n": formats.number(count)}


def _is_better(one: Compared) -> bool:
    direction = find(one.metric).direction
    return {"lower": comparison.LOWER, "higher": comparison.HIGHER}.get(direction) == one.verdict


def _said(one: Compared) -> dict[str, str]:
    unit = find(one.metric).unit
    _arrow, change = wording.moved(find(one.metric), wording.change(one.before, one.now))
    return {
        "figure": terms.title(find(one.metric)),
        "now": formats.amount(one.now.value, unit),
        "change": change,
    }


def _line(one: Compared) -> Line:
    unit = find(one.metric).unit
    young = one.metric in MATURING
    return Line(
        name=terms.title(find(one.metric)),
        value=formats.amount(one.now.value, unit),
        aside=_("still maturing") if young else _change(one),
        counted=_("n = %(n)s") % {"n": formats.number(one.now.summary.n)},
        aim=_("before %(value)s") % {"value": formats.amount(one.before.value, unit)},
    )


def _change(one: Compared) -> str:
    """Say how a figure moved; a stock is counted whole, so its difference is what it is."""
    if find(one.metric).kind == "stock" and one.now.value is not None and one.before.value is not None:
        return formats.signed(one.now.value - one.before.value)
    return wording.moved(find(one.metric), wording.change(one.before, one.now))[1]


def _picture(viewer: Viewer, query: Query, week: Span) -> Picture:
    """Draw how many contacts came in and were solved, week by week."""
    first = week.before(WEEKS - 1).since
    asked = replace(query, metrics=("created", "solved"), since=first.isoformat(), period="week")
    cells = door.ask(viewer, asked).cells
    weeks = sorted({cell.period for cell in cells if cell.period})
    values = {(cell.metric, cell.period): cell.value for cell in cells}
    chart = Trend(
        title=_("Contacts received and solved, week by week"),
        labels=[labels.period(label) for label in weeks],
        series=[Series(name=terms.title(find(name)), values=[values.get((name, label)) for label in weeks]) for name in asked.metrics],
    )  # fmt: skip
    return Picture(chart.title, chart.svg(standalone=True))


def _teams(viewer: Viewer, query: Query) -> Grid:
    shown = ("created", "first_reply_time", "sla_attainment", "backlog")
    cells = door.ask(viewer, replace(query, metrics=shown, by=("team",))).cells
    teams = sorted({str(cell.by["team"]) for cell in cells if cell.by["team"]})
    values = {(cell.by["team"], cell.metric): cell for cell in cells}
    rows = [[team, *(_amount(values.get((team, name)), name) for name in shown)] for team in teams]
    return Grid(
        _("By team"), [own_words.heading("team", 1), *(terms.title(find(name)) for name in shown)], rows
    )


def _amount(cell: Cell | None, name: str) -> str:
    return formats.amount(cell.value if cell else None, find(name).unit)


def _late(viewer: Viewer, query: Query) -> Grid:
    """List the open promises with the least time left."""
    due = door.due(viewer, replace(query, since="", until=""))[:LATE_SHOWN]
    rows = [[one.case_key, str(KINDS[one.kind]), formats.duration(one.left_us, "us")] for one in due]
    return Grid(
        _("Open contacts with the least time left"),
        [own_words.heading("interaction", 1), _("Target"), _("Time left")],
        rows,
        2,
    )


def _foot(viewer: Viewer) -> str:
    fresh = door.freshness()
    said = {"until": formats.moment(fresh.until_us, viewer.zone), "reference": fresh.reference}
    return _("Data until %(until)s · rules %(reference)s") % said


def week_of_letter() -> date:
    """Return the Monday, or first day of the week, that the mail is about."""
    known = door.reference().organisation
    return spans.named("last-week", selection.today(known.zone), known.week_start).since
