"""The Monday mail as its reader gets it; the house may send it now."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from helmline_web.analytics import door
from helmline_web.people.access import right
from helmline_web.reports import exports, monday, sending
from helmline_web.ui import formats


@right("see.reports")
def page(request: HttpRequest) -> HttpResponse:
    """Show one's own page on last week, in any of the languages."""
    language = _language(request)
    document = None if door.is_empty() else monday.letter(request.viewer, language)
    context = {
        "document": document,
        "languages": settings.LANGUAGES,
        "language": document.language if document else language,
        "may_send": request.viewer.may("close.month"),
        "readers": sum(1 for _reader in monday.readers()) if request.viewer.may("close.month") else 0,
    }
    return render(request, "reports/monday.html", context)


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else ""


@right("see.reports")
def paper(request: HttpRequest) -> HttpResponse:
    """Hand one's own page out as PDF."""
    if door.is_empty():
        raise Http404
    document = monday.letter(request.viewer, _language(request))
    return exports.paper(f"monday-{monday.week_of_letter()}", document, by=request.viewer.user_id)


@right("close.month")
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send it to everybody who gets one, now."""
    sent = sending.send_all()
    said = ngettext("Sent to %(n)s person.", "Sent to %(n)s people.", sent)
    messages.success(request, said % {"n": formats.number(sent)})
    return redirect("reports:monday")
