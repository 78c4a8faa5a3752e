"""Import people from a CSV file: look first, then land the good rows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from helmline_web.people import importing
from helmline_web.people.access import right
from helmline_web.people.forms.importing import PeopleFile


@right("manage.people")
def import_people(request: HttpRequest) -> HttpResponse:
    """Show what a file would do; with `land`, do it."""
    form = PeopleFile(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return _page(request, form)
    content = form.content()
    try:
        if "land" in request.POST:
            return _landed(request, importing.land(content, by=request.viewer.user_id))
        found = importing.preview(content)
    except importing.Unreadable as fault:
        form.add_error("file", str(fault))
        return _page(request, form, status=422)
    return _page(request, PeopleFile(), preview=found, bad=found.bad, text=content.decode("utf-8-sig"))


def _landed(request: HttpRequest, done: importing.Preview) -> HttpResponse:
    added = len(done.good)
    messages.success(request, ngettext("%(n)d person added.", "%(n)d people added.", added) % {"n": added})
    return _page(request, PeopleFile(), bad=done.bad)


def _page(request: HttpRequest, form: PeopleFile, status: int = 200, **context: object) -> HttpResponse:
    return render(
        request, "people/import.html", {"form": form, "columns": importing.COLUMNS, **context}, status=status
    )
