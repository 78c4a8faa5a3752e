"""Library: the reports there are, and for whom."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from helmline_web.people.access import right
from helmline_web.reports import monday, vendors
from helmline_web.reports.models import Close


@right("see.reports")
def page(request: HttpRequest) -> HttpResponse:
    """Show each report with its latest issue."""
    context = {
        "close": Close.objects.first() if request.viewer.may("see.closed") else None,
        "sees_closed": request.viewer.may("see.closed"),
        "vendors": vendors.visible_to(request.viewer),
        "gets_mail": bool(request.viewer.roles & monday.ROLES),
    }
    return render(request, "reports/library.html", context)
