"""Whether everything works: the page for people, and the answer for machines."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from helmline_web.ingest import health as looking
from helmline_web.ingest.models import Schedule
from helmline_web.people.access import right
from helmline_web.ui.tables import Column, Row, Table


@right("see.data")
def health(request: HttpRequest) -> HttpResponse:
    """Show every check with what helps, and the schedules."""
    found = looking.checks()
    context = {
        "looked": _looked(found),
        "worst": looking.worst(found),
        "schedules": _schedules(request.viewer.zone),
    }
    return render(request, "ingest/health.html", context)


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Answer a monitor: 200 while nothing is broken, else 503. States only: no names, no figures, no paths."""
    found = looking.checks()
    worst = looking.worst(found)
    said = {"state": worst, "checks": [{"name": check.name, "state": check.state} for check in found]}
    return JsonResponse(said, status=503 if worst == "broken" else 200)


def _looked(found: list[looking.Check]) -> Table:
    words = {"ok": _("Works"), "warning": _("Needs a look"), "broken": _("Broken")}
    return Table(
        columns=[
            Column("state", _("State"), strong=True), Column("says", _("What was found")),
            Column("do", _("What to do"), quiet=True),
        ],
        rows=[
            Row({"state": words[check.state], "says": check.says, "do": check.do},
                tone="now" if check.state == "broken" else "")
            for check in found
        ],
        caption=_("What was looked at just now"),
    )  # fmt: skip


def _schedules(zone: str) -> Table:
    def us(moment: object) -> int | None:
        return round(moment.timestamp() * 1e6) if moment else None

    return Table(
        columns=[
            Column("name", _("Schedule"), strong=True), Column("spec", _("When it is due")),
            Column("last", _("Last time"), "moment", zone=zone), Column("took", _("It took"), "duration"),
            Column("next", _("Next time"), "moment", zone=zone), Column("error", _("What went wrong")),
        ],
        rows=[
            Row({
                "name": row.name, "spec": row.spec, "last": us(row.last_at), "next": us(row.next_at),
                "took": row.last_took.total_seconds() if row.last_took else None, "error": row.last_error,
            }, tone="now" if row.last_error else "")
            for row in Schedule.objects.all()
        ],
        caption=_("What the worker does again and again"),
        empty=_("They appear when a worker has run for the first time."),
    )  # fmt: skip
