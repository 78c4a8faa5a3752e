"""What is looked at on pages about people: thirteen weeks, and mass incidents left out unless asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from helmline_web.analytics.selection import Selection
from helmline_web.people import privacy
from helmline_web.ui.frame import Choice

#: a part-timer has something to say in so many weeks, too
PERIOD: Final = "13w"


def chosen(request: HttpRequest, *, of_people: bool = True) -> Selection:
    """Return the selection of a request with these pages' own usual choices; the frame shows the same."""
    found = Selection.from_request(request)
    if not (found.period or found.since or found.until):
        found = found.but(period=PERIOD)
    if of_people and "incidents" not in request.GET:
        found = found.but(incidents="without")
    request.selection = found  # type: ignore[attr-defined]
    return found


def incident_choices(selection: Selection) -> tuple[Choice, ...]:
    """Return the switch between figures without incident windows and with them."""
    titles = {"without": _("Incidents left out"), "with": _("Incidents counted in")}
    return tuple(
        Choice(title, f"?{selection.params(incidents=name)}", is_on=selection.incidents == name)
        for name, title in titles.items()
    )


def delayed(selection: Selection, *, own: bool) -> Selection:
    """Return the selection without the last days, where the house agreed that others see them later."""
    days = 0 if own else privacy.current().delay_days
    last = selection.today - timedelta(days=days)
    span = selection.span
    if not days or span.until <= last:
        return selection
    since = min(span.since, last - timedelta(days=1))
    return selection.but(since=since.isoformat(), until=(last - timedelta(days=1)).isoformat(), period="")
