"""What is held about the reader: person, logins, teams, roles, sign-ins, and what others did about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from helmline_web.decisions import queries as trail
from helmline_web.people import privacy, queries, sessions
from helmline_web.people.access import right
from helmline_web.people.models import Person


@right("see.own")
def held(request: HttpRequest) -> HttpResponse:
    """Show everything here that is about the reader."""
    own = Person.objects.get(pk=request.viewer.person_id)
    told = list(trail.about(f"person:{own.pk}")[:100])
    context = {
        "person": own,
        "identities": own.identities.all(),
        "memberships": own.memberships.select_related("team").order_by("-valid_from"),
        "grants": own.grants.select_related("team", "brand", "vendor"),
        "browsers": sessions.of(request.user),
        "told": told,
        "names": queries.names_of_users(entry.by for entry in told if entry.by),
        "profile": privacy.current(),
        "zone": request.viewer.zone,
    }
    return render(request, "people/held.html", context)
