"""One interaction."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from helmline_web.people.access import right


@right("see.interactions")
def page(request: HttpRequest, source: str, case_key: str) -> HttpResponse:
    """Show one interaction."""
    return render(request, "dashboards/interaction.html", {"source": source, "case_key": case_key})
