"""One interaction: everything that happened to it, its clocks drawn, and why the help desk may say otherwise."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from helmline.metrics.interaction import InteractionView
from helmline_web.analytics import door, terms
from helmline_web.analytics.names import name_of
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards import clocks
from helmline_web.dashboards.story import readings as clock_readings
from helmline_web.dashboards.story.neighbours import neighbours
from helmline_web.dashboards.story.readings import Reading
from helmline_web.dashboards.story.timeline import MESSAGES, moments
from helmline_web.dashboards.story.wording import STATUSES
from helmline_web.decisions.actions import record
from helmline_web.people.access import Viewer, right
from helmline_web.ui import formats

#: what is told beside the clocks, in this order
_PLACES = ("queue", "team", "brand", "channel", "priority", "reason", "language", "product", "tier")


@right("see.interactions")
def page(request: HttpRequest, source: str, case_key: str) -> HttpResponse:
    """Show an interaction in scope; with `?texts=1` what was written too, which the trail notes."""
    selection = Selection.from_request(request)
    viewer = selection.within(request.viewer)
    view = door.interaction(viewer, source, case_key)
    texts = _texts(viewer, view) if request.GET.get("texts") else {}
    found = clock_readings.readings(viewer, selection, view)
    context = {
        "selection": selection,
        "view": view,
        "facts": view.facts,
        "lede": _lede(view, found),
        "places": [(terms.dimension(name), view.facts[name]) for name in _PLACES if view.facts[name]],
        "owner": name_of(viewer, view.facts["agent"]),
        "status": STATUSES.get(view.facts["status"], ""),
        "readings": found,
        "chart": clocks.clock(
            [each.explanation for each in found], viewer.zone, _("The clocks of this contact")
        ),
        "promises": clock_readings.promises(viewer, view),
        "theirs": clock_readings.theirs(viewer, view),
        "moments": moments(viewer, view, texts),
        "neighbours": neighbours(request, viewer, selection),
        **_reading(request, viewer, view, texts),
    }
    return render(request, "dashboards/interaction.html", context)


def _texts(viewer: Viewer, view: InteractionView) -> dict[bytes, str]:
    """Return what was written, and note in the trail who read it."""
    texts = door.texts(viewer, view)
    if viewer.may("see.texts"):
        source, case = view.facts["source"], view.facts["case_key"]
        record(
            "texts.opened",
            by=viewer.user_id,
            subject=f"case:{source}/{case}",
            detail={"source": source, "case": case},
        )
    return texts


def _reading(
    request: HttpRequest, viewer: Viewer, view: InteractionView, texts: dict[bytes, str]
) -> dict[str, Any]:
    """Return what the page says of the conversation: whether it may be opened, is open, or is not kept."""
    asked = bool(request.GET.get("texts"))
    given = request.GET.copy()
    given["texts"] = "1"
    return {
        "has_messages": any(each.kind in MESSAGES for each in view.happenings),
        "may_read": viewer.may("see.texts"),
        "is_read": asked,
        "nothing_kept": asked and not texts,
        "read_href": f"?{given.urlencode()}#what-happened",
    }


def _lede(view: InteractionView, found: list[Reading]) -> str:
    """Say the first reply and how it ended, or that nobody has replied yet."""
    values = {each.explanation.metric: each for each in found}
    reply, whole = values.get("first_reply_time"), values.get("full_resolution_time")
    words = {"reply": reply.value if reply else "", "whole": whole.value if whole else ""}
    if whole and not whole.state:
        if reply and not reply.state:
            return _("First reply after %(reply)s, solved after %(whole)s") % words
        return _("Solved after %(whole)s") % words
    if reply and not reply.state:
        return (
            _("First reply after %(reply)s; still open") % words
            if view.facts["is_open"]
            else _("First reply after %(reply)s") % words
        )
    if reply and view.facts["is_open"]:
        return _("Waiting for a first reply, %(reply)s so far") % words
    if view.facts["closed_us"] and view.facts["first_event_us"]:
        length = formats.duration(view.facts["closed_us"] - view.facts["first_event_us"], "us")
        return _("Over after %(length)s") % {"length": length}
    return str(STATUSES.get(view.facts["status"], "")).capitalize() or str(view.facts["case_key"])
