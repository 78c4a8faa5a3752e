"""Join the logins of one person in several systems; nothing is joined without being asked."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from helmline_web.people import changes
from helmline_web.people import logins as joining
from helmline_web.people.access import right
from helmline_web.people.models import Identity, Person
from helmline_web.people.models.identities import IdentityKind


@right("manage.people")
def logins(request: HttpRequest) -> HttpResponse:
    """Show the logins that are nobody's yet, and the shared ones."""
    proposals = list(joining.proposals())
    context = {
        "proposals": proposals,
        "sure": sum(1 for each in proposals if each.sure),
        "seats": Identity.objects.filter(kind=IdentityKind.SEAT),
        "people": Person.objects.all() if proposals else [],
    }
    return render(request, "people/logins.html", context)


@right("manage.people")
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Look for logins that the data have met since."""
    new = joining.take_in(settings.HELMLINE_DATA)
    messages.info(request, ngettext("%(n)d new login.", "%(n)d new logins.", new) % {"n": new})
    return redirect("people:logins")


@right("manage.people")
@require_POST
def join(request: HttpRequest, number: int) -> HttpResponse:
    """Join a login to the person chosen, or to somebody new."""
    identity = get_object_or_404(Identity, pk=number, person__isnull=True)
    by = request.viewer.user_id
    if request.POST.get("person") == "new":
        joining.make_person(identity, by=by)
    else:
        chosen = request.POST.get("person", "")
        changes.join(identity, get_object_or_404(Person, pk=int(chosen) if chosen.isdecimal() else 0), by=by)
    return redirect("people:logins")


@right("manage.people")
@require_POST
def join_sure(request: HttpRequest) -> HttpResponse:
    """Join every login whose person is almost certain."""
    joined = joining.join_sure(by=request.viewer.user_id)
    messages.success(request, ngettext("%(n)d login joined.", "%(n)d logins joined.", joined) % {"n": joined})
    return redirect("people:logins")


@right("manage.people")
@require_POST
def refuse(request: HttpRequest, number: int, person: int) -> HttpResponse:
    """Say that a login is not this person's."""
    identity = get_object_or_404(Identity, pk=number)
    changes.refuse(identity, get_object_or_404(Person, pk=person), by=request.viewer.user_id)
    return redirect("people:logins")


@right("manage.people")
@require_POST
def split(request: HttpRequest, number: int) -> HttpResponse:
    """Take a login away from its person."""
    identity = get_object_or_404(Identity, pk=number, person__isnull=False)
    owner = identity.person_id
    changes.split(identity, by=request.viewer.user_id)
    return redirect("people:person", number=owner)


@right("manage.people")
@require_POST
def seat(request: HttpRequest, number: int) -> HttpResponse:
    """Say that several people share a login."""
    changes.mark_as_seat(get_object_or_404(Identity, pk=number), by=request.viewer.user_id)
    return redirect("people:logins")
