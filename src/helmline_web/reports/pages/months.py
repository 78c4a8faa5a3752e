"""Month close: which months are closed, and the checklist before the next one is."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helmline_web.people.access import Viewer, right
from helmline_web.policies import modes
from helmline_web.reports import checklist, closing, questions, vendors
from helmline_web.reports.models import Close


def sees_whole(viewer: Viewer) -> bool:
    """Return whether somebody may see the whole house's figures, which a close stores."""
    return viewer.audience is None and viewer.may("close.month")


@right("see.closed")
def page(request: HttpRequest) -> HttpResponse:
    """Show the closed months and the checklist of one; a POST closes it."""
    month = _month(request)
    stopped: list[checklist.Check] = []
    if request.method == "POST":
        if not sees_whole(request.viewer):
            raise Http404
        try:
            made = closing.close(request.viewer, month, note=request.POST.get("note", "")[:500])
        except closing.NotReady as fault:
            stopped = fault.checks
        else:
            messages.success(request, _("Closed. These figures stay as they are."))
            return redirect("reports:closed", month=made.month)
    may_close = sees_whole(request.viewer)
    context = {
        "month": month,
        "checks": checklist.of_month(month) if may_close else [],
        "stopped": stopped,
        "closes": Close.objects.all(),
        "may_close": may_close,
        "vendors": vendors.visible_to(request.viewer),
    }
    return render(request, "reports/months.html", context, status=409 if stopped else 200)


def _month(request: HttpRequest) -> str:
    """Return the month asked about: the last complete one unless said; Http404 for what is no month."""
    last = modes.now().today.replace(day=1) - timedelta(days=1)
    asked = request.POST.get("month") or request.GET.get("month") or f"{last:%Y-%m}"
    try:
        questions.days_of(asked)
    except ValueError:
        raise Http404 from None
    return asked
