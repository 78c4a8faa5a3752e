"""Policies: everything that is in force, by section, and what changed last."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helmline.reference import InvalidReference, load
from helmline_web.people.access import right
from helmline_web.policies import actions, incidents, modes, publishing, queries
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


@right("edit.policies")
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Publish what stands here, in place of what is in force."""
    try:
        publishing.publish()
    except InvalidReference as refused:
        messages.error(request, "; ".join(finding.message for finding in refused.findings))
    else:
        messages.success(request, _("In force and published."))
    return redirect("policies:overview")


@right("edit.policies")
@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """Take what is in force into the tables, in place of what stands here."""
    actions.adopt(load(settings.HELMLINE_DATA).content, by=request.viewer.user_id)
    messages.success(request, _("Taken over. What stood here before is in each policy's past."))
    return redirect("policies:overview")


def _href(section: str) -> str:
    if section == "incident":
        return reverse("policies:incidents")
    return reverse("policies:section", args=(section,))
