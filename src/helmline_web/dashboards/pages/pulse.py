"""Pulse: how are we doing, and what needs a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards import bursts, declaring
from helmline_web.dashboards.pulse.backlog import open_work
from helmline_web.dashboards.pulse.changes import changes
from helmline_web.dashboards.pulse.figures import figures, leading
from helmline_web.dashboards.pulse.queues import queues
from helmline_web.dashboards.pulse.risk import risk
from helmline_web.dashboards.pulse.sentence import sentence, support
from helmline_web.dashboards.pulse.volumes import volumes
from helmline_web.dashboards.pulse.windows import lines
from helmline_web.people.access import right


@right("see.pulse")
def page(request: HttpRequest) -> HttpResponse:
    """Show the key figures, what changed, what falls due, the open work and the volume."""
    if door.is_empty():
        return render(request, "dashboards/nothing_yet.html")
    selection = Selection.from_request(request)
    viewer = selection.within(request.viewer)
    known = leading(viewer, selection)
    lead = list(known.values())
    whole = {name: history.now for name, history in known.items()}
    return render(
        request,
        "dashboards/pulse.html",
        {
            "selection": selection,
            "bursts": bursts.proposed(request.viewer, selection),
            "declare": declaring.address(viewer, selection),
            "figures": figures(lead, selection) if any(cell.value for cell in whole.values()) else [],
            "sentence": sentence(lead, selection),
            "support": support(known, selection),
            "incidents": lines(viewer, selection, lead[0].metric) if lead else [],
            "changes": changes(viewer, selection),
            "risk": risk(viewer, selection),
            "open_work": open_work(viewer, selection),
            "volumes": volumes(viewer, selection),
            "queues": queues(viewer, selection, request.GET.get("sort", ""), whole),
        },
    )
