"""Every running promise: what falls due, what is broken and still waits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from helmline.metrics.due import Due
from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.opened import interaction_address
from helmline_web.dashboards.pulse.risk import KINDS
from helmline_web.people import words
from helmline_web.people.access import right
from helmline_web.ui.frame import Choice
from helmline_web.ui.tables import Column, Pager, Row, Table

LIMIT = 50


@right("see.pulse")
def page(request: HttpRequest) -> HttpResponse:
    """List the running promises within the selection, least time left first."""
    selection = Selection.from_request(request)
    found = door.due(selection.within(request.viewer), selection.query("sla_attainment"))
    broken = request.GET.get("show") == "broken"
    wanted = [one for one in found if (one.left_us < 0) == broken]
    text = request.GET.get("offset", "0")
    offset = int(text) if text.isdigit() and len(text) < 9 else 0
    shown = wanted[offset : offset + LIMIT]
    state = "broken" if broken else ""
    return render(
        request,
        "dashboards/due.html",
        {
            "selection": selection,
            "table": _table(shown, selection),
            "total": len(wanted),
            "broken": broken,
            "pager": Pager(
                offset, LIMIT, len(wanted), lambda at: f"?{selection.params(show=state, offset=str(at))}"
            ),
            "choices": [
                Choice(_("Running"), f"?{selection.params()}", is_on=not broken),
                Choice(_("Broken, still waiting"), f"?{selection.params(show='broken')}", is_on=broken),
            ],
        },
    )


def _table(found: list[Due], selection: Selection) -> Table:
    columns = [
        Column("contact", words.heading("interaction", 1), strong=True), Column("kind", _("Promise")), Column("queue", words.heading("queue", 1)),
        Column("priority", _("Priority")), Column("start", _("Clock began"), "moment", zone=selection.zone),
        Column("within", _("Promised within"), "duration", unit="us"),
        Column("left", _("Time left"), "duration", unit="us", strong=True),
    ]  # fmt: skip
    rows = [
        Row(
            {"contact": one.case_key, "kind": str(KINDS[one.kind]), "queue": one.queue, "priority": one.priority,
             "start": one.start_us, "within": one.within_us, "left": one.left_us},
            href=interaction_address(one.source, one.case_key), key=f"{one.case_key}:{one.kind}",
        )
        for one in found
    ]  # fmt: skip
    return Table(columns=columns, rows=rows, caption=_("Running promises"))
