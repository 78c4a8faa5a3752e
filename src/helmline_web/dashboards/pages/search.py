"""What the command palette finds: pages, metrics, teams, people, and contacts by number, telephone or mail address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from helmline_web.dashboards import found
from helmline_web.people.access import right


@right("see.own")
def page(request: HttpRequest) -> HttpResponse:
    """Show what fits the words: as a list under the palette's field, or as a page."""
    words = " ".join(request.GET.get("q", "").split())
    context = {"words": words, "groups": found.groups(request, words)}
    template = "dashboards/search.html"
    return render(request, f"{template}#found" if request.htmx else template, context)
