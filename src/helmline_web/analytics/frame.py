"""The parts of the frame that choose what is looked at: scope, period, clock; and how fresh the data are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helmline.errors import HelmlineError
from helmline_web.analytics import door, spans
from helmline_web.analytics.finer import USUAL
from helmline_web.analytics.selection import DEFAULT_PERIOD, FIELDS, Selection
from helmline_web.people import words
from helmline_web.ui import formats, frame
from helmline_web.ui.frame import Choice, Freshness, Picker

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

PERIODS: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("today", gettext_lazy("Today")),
    ("yesterday", gettext_lazy("Yesterday")),
    ("this-week", gettext_lazy("This week")),
    ("last-week", gettext_lazy("Last week")),
    ("this-month", gettext_lazy("This month")),
    ("last-month", gettext_lazy("Last month")),
    ("last-quarter", gettext_lazy("Last quarter")),
    ("28d", gettext_lazy("28 days")),
    ("13w", gettext_lazy("13 weeks")),
    ("12m", gettext_lazy("12 months")),
)
_OLD_S: Final = 3_600


def register() -> None:
    """Provide the parts."""
    frame.provide("scope", _scope)
    frame.provide("period", _period)
    frame.provide("clock", _clock)
    frame.provide("freshness", _freshness)
    frame.provide("carried", _carried)


def _selection(request: HttpRequest) -> Selection | None:
    """Return the selection of a page that has one; other pages show no pickers."""
    found: Selection | None = getattr(request, "selection", None)
    return found


def _carried(request: HttpRequest) -> str:
    chosen = _selection(request)
    if chosen is not None:
        return chosen.but(beside=(), finer=USUAL).params()
    kept = request.GET.copy()
    for name in set(kept) - set(FIELDS):
        del kept[name]
    return kept.urlencode()


def _scope(request: HttpRequest) -> Picker | None:
    chosen, viewer = _selection(request), getattr(request, "viewer", None)
    if chosen is None or viewer is None:
        return None
    known = door.reference()
    brands = [
        brand for code, brand in sorted(known.brands.items()) if not viewer.brands or code in viewer.brands
    ]
    teams = _teams(viewer)
    everything = Choice(
        _("Everything"), _link(chosen.but(brand="", team="")), is_on=not (chosen.brand or chosen.team)
    )
    of_brands = tuple(
        Choice(
            brand.name or brand.code, _link(chosen.but(brand=brand.code)), is_on=chosen.brand == brand.code
        )
        for brand in brands
    )
    of_teams = tuple(
        Choice(known.teams[code].name or code, _link(chosen.but(team=code)), is_on=chosen.team == code)
        for code in teams
    )
    title = chosen.brand or known.organisation.name or _("Everything")
    return Picker(
        _("Brand and team"),
        title,
        chosen.team or _("All teams"),
        (("", (everything,)), (words.heading("brand"), of_brands), (words.heading("team"), of_teams)),
    )


def _teams(viewer: Viewer) -> list[str]:
    teams = sorted(door.reference().teams)
    if viewer.audience is None:
        return teams
    granted = {grant.value for grant in viewer.audience.teams}
    return [code for code in teams if code in granted]


def _period(request: HttpRequest) -> Picker | None:
    chosen = _selection(request)
    if chosen is None:
        return None
    span = chosen.span
    word = "" if chosen.since or chosen.until else chosen.period or DEFAULT_PERIOD
    choices = tuple(
        Choice(
            str(title),
            _link(chosen.but(period=name, since="", until="")),
            _days(name, chosen),
            is_on=name == word,
        )
        for name, title in PERIODS
    )
    title = next((str(title) for name, title in PERIODS if name == word), "") or formats.days(
        span.since, span.last
    )
    kept = chosen.but(period="", since="", until="").params()
    return Picker(
        _("Period"),
        title,
        formats.days(span.since, span.last) if word and title else "",
        (("", choices),),
        dates=("since", "until"),
        values=(span.since.isoformat(), span.last.isoformat()),
        hidden=tuple(parse_qsl(kept)),
    )


def _days(word: str, chosen: Selection) -> str:
    span = spans.named(word, chosen.today, chosen.week_start)
    return formats.days(span.since, span.last)


def _clock(request: HttpRequest) -> list[Choice]:
    chosen = _selection(request)
    if chosen is None or not chosen.has_hours:
        return []
    names = (("business", _("Business")), ("calendar", _("Calendar")))
    return [
        Choice(title, _link(chosen.but(clock=name)), is_on=chosen.reads_on == name) for name, title in names
    ]


def _link(chosen: Selection) -> str:
    return f"?{chosen.params()}"


def _freshness(request: HttpRequest) -> Freshness | None:
    """Return until when the data reach; nothing where there are none yet, or they cannot be read now."""
    viewer = getattr(request, "viewer", None)
    if viewer is None or door.is_empty():
        return None
    try:
        found = door.freshness()
    except HelmlineError:
        return None
    if found.until_us is None:
        return None
    now = round(datetime.now(UTC).timestamp() * 1e6)
    return Freshness(
        _("Data until %(moment)s") % {"moment": formats.moment(found.until_us, viewer.zone)},
        tuple((source, formats.ago(us, now)) for source, us in sorted(found.sources.items())),
        reverse("ingest:sources") if viewer.may("see.data") else "",
        is_old=now - found.until_us > _OLD_S * 1_000_000,
    )
