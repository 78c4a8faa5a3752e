"""What a handover's two forms do: write one, accept one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.handover import actions
from helmline_web.dashboards.live.board import gather
from helmline_web.people.access import right


@right("hand.over")
@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """Hand the selected team's shift over with the board as it stands, and come back to the board."""
    selection = Selection.read(request.POST)
    board = gather(selection.within(request.viewer), selection, None)
    actions.write(
        request.viewer, selection.team, board.moment.us, board.counts, request.POST.get("note", "")[:2000]
    )
    messages.success(request, _("The shift is handed over. Whoever comes next finds your note on the board."))
    return redirect(_board(selection))


@right("hand.over")
@require_POST
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """Take a handover over; who comes second is told who was first."""
    try:
        actions.accept(request.viewer, number)
        messages.success(request, _("The shift is yours now."))
    except actions.AlreadyAccepted as late:
        person = late.handover.accepted_by
        name = getattr(getattr(person, "person", None), "name", str(person))
        messages.info(request, _("%(name)s took this shift over already.") % {"name": name})
    return redirect(_board(Selection.read(request.POST)))


def _board(selection: Selection) -> str:
    query = selection.params()
    return reverse("dashboards:live") + (f"?{query}" if query else "")
