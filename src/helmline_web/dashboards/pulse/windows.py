"""Incident windows and business events that touch what is shown, as marks on a trend and as lines of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from helmline.metrics.periods import instant
from helmline.reference.entries import BusinessEvent, Incident, Validity
from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.policies import incidents as incident_windows
from helmline_web.ui import formats
from helmline_web.ui.charts.marks import Happening, Window
from helmline_web.ui.frame import Choice

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One incident window in the span chosen, with the switch of what is counted."""

    title: str
    when: str
    href: str  # where the window stands; nothing where the reader may not see it, or it was published from a file
    choices: tuple[Choice, ...]


def incidents(selection: Selection, viewer: Viewer) -> list[Incident]:
    """Return the incident windows that touch the span chosen and the brands in sight."""
    since, until = _instants(selection, selection.span.since, selection.span.until)
    return [one for one in _seen(selection, viewer) if one.valid.overlaps(Validity(since, until))]


def lines(viewer: Viewer, selection: Selection, metric: str) -> list[IncidentLine]:
    """Return a line for each incident: what `metric` is with it and without, and the choice between them."""
    found = incidents(selection, viewer)
    if not found:
        return []
    answer = door.ask(viewer, selection.but(incidents="both").query(metric)).one(metric)
    without = answer.without_incidents.get("value")
    shown = {
        "with": _("With: %(value)s") % {"value": formats.amount(answer.value, answer.unit)},
        "without": _("Without: %(value)s") % {"value": formats.amount(without, answer.unit)},
    }
    chosen = selection.incidents if selection.incidents in shown else "with"
    choices = tuple(
        Choice(title, f"?{selection.but(incidents=name).params()}", is_on=name == chosen)
        for name, title in shown.items()
    )
    here = incident_windows.codes() if viewer.may("see.policies") else frozenset()
    return [
        IncidentLine(one.name or one.code, _when(one, selection), _opened(one, here), choices)
        for one in found
    ]


def _opened(one: Incident, here: frozenset[str]) -> str:
    return reverse("policies:policy", args=["incident", one.code]) if one.code in here else ""


def _when(one: Incident, selection: Selection) -> str:
    start = formats.moment(one.valid.from_us, selection.zone)
    if one.valid.to_us is None:
        return _("%(start)s, still running") % {"start": start}
    return _("%(start)s to %(end)s") % {
        "start": start,
        "end": formats.moment(one.valid.to_us, selection.zone),
    }


def over_days(selection: Selection, viewer: Viewer, first: date, days: int) -> list[Window]:
    """Return the incident windows over an axis of `days` points that are days, the first of them `first`."""
    origin, _end = _instants(selection, first, first + timedelta(days=1))
    found = [
        Window((one.valid.from_us - origin) / _DAY_US, _end_of(one, origin), one.name or one.code)
        for one in _seen(selection, viewer)
        if one.valid.from_us is not None
    ]
    return [window for window in found if window.start >= 0 and window.end <= days - 1]


def happenings(selection: Selection, first: date) -> list[Happening]:
    """Return the business events over an axis whose points are days."""
    origin, _end = _instants(selection, first, first + timedelta(days=1))
    events: tuple[BusinessEvent, ...] = door.reference().events
    return [
        Happening((one.valid.from_us - origin) / _DAY_US, one.name or one.code)
        for one in events
        if one.valid.from_us is not None and one.valid.from_us >= origin and _of_brand(one.brands, selection)
    ]


def _end_of(one: Incident, origin: int) -> float:
    end = one.valid.to_us if one.valid.to_us is not None else door.freshness().until_us
    return ((end or origin) - origin) / _DAY_US


def _seen(selection: Selection, viewer: Viewer) -> list[Incident]:
    known = [one for one in door.reference().incidents if _of_brand(one.brands, selection)]
    if not viewer.brands:
        return known
    return [one for one in known if not one.brands or set(one.brands) & set(viewer.brands)]


def _of_brand(brands: tuple[str, ...], selection: Selection) -> bool:
    return not brands or not selection.brand or selection.brand in brands


def _instants(selection: Selection, since: date, until: date) -> tuple[int, int]:
    return instant(since.isoformat(), selection.zone), instant(until.isoformat(), selection.zone)
