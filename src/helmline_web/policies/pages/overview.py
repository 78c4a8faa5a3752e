"""Policies: everything that is in force, by section, and what changed last."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from helmline_web.people.access import right
from helmline_web.policies import incidents, modes, publishing, queries
from helmline_web.policies.sections import SECTIONS


@dataclass(frozen=True, slots=True)
class Line:
    """One section with the number of its policies."""

    title: str
    href: str
    count: int


@right("see.policies")
def page(request: HttpRequest) -> HttpResponse:
    """Show the sections, one's unfinished changes, running incidents and the latest changes."""
    at = modes.now()
    lines = [
        Line(str(one.plural), _href(name), len(queries.held(name, at))) for name, one in SECTIONS.items()
    ]
    context = {
        "lines": lines,
        "drafts": queries.drafts_of(request.viewer.user_id),
        "lasting": incidents.lasting(),
        "changes": queries.latest_changes(),
        "is_published": publishing.is_published(),
        "may_edit": request.viewer.may("edit.policies"),
    }
    return render(request, "policies/overview.html", context)


def _href(section: str) -> str:
    if section == "incident":
        return reverse("policies:incidents")
    return reverse("policies:section", args=(section,))
