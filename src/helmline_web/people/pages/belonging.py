"""Where a person belongs and what he may do: add, change, end."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helmline_web.people import actions, changes, queries
from helmline_web.people.access import right
from helmline_web.people.days import today
from helmline_web.people.forms.persons import DeputyForm, MembershipForm, RoleForm
from helmline_web.people.models import Membership, Person, RoleGrant
from helmline_web.people.models.memberships import MembershipKind
from helmline_web.people.pages.editing import Editing, edit


@right("manage.people")
def membership(request: HttpRequest, person: int, number: int | None = None) -> HttpResponse:
    """Put a person into a team, or change that."""
    owner = get_object_or_404(Person, pk=person)
    row = get_object_or_404(Membership, pk=number, person=owner) if number else Membership(person=owner)
    page = Editing(_("Where %(name)s belongs") % {"name": owner.name}, _page_of(owner), owner.name)

    def act(form: MembershipForm) -> None:
        by = request.viewer.user_id
        if row.pk:
            changes.change(row, form.asked, seen=form.cleaned_data["seen"], by=by)
        else:
            asked = form.asked
            actions.add_membership(owner, asked.pop("team"), asked.pop("kind"), by=by, **asked)

    return edit(request, page, lambda posted: MembershipForm(posted, instance=row), act)


@right("manage.people")
def role(request: HttpRequest, person: int) -> HttpResponse:
    """Give a person a role."""
    owner = get_object_or_404(Person, pk=person)
    page = Editing(_("A role for %(name)s") % {"name": owner.name}, _page_of(owner), owner.name)

    def act(form: RoleForm) -> None:
        asked = dict(form.cleaned_data)
        actions.grant_role(owner, asked.pop("role"), by=request.viewer.user_id, **asked)

    return edit(request, page, RoleForm, act)


@right("manage.people")
@require_POST
def end_role(request: HttpRequest, number: int) -> HttpResponse:
    """Let a role end with today; the last administrator's stays."""
    grant = get_object_or_404(RoleGrant, pk=number)
    if not _is_last_admin(grant):
        changes.end_role(grant, today(), by=request.viewer.user_id)
    return redirect("people:person", number=grant.person_id)


@right("hand.over")
def deputy(request: HttpRequest, team: int) -> HttpResponse:
    """Name who leads a team while its lead is away; open to its lead and to administrators."""
    led = get_object_or_404(queries.led_teams(request.viewer), pk=team)
    page = Editing(_("A deputy for %(team)s") % {"team": led}, reverse("people:team", args=[team]), str(led))

    def make(posted: object) -> DeputyForm:
        return DeputyForm(posted, people=queries.may_stand_in(led), instance=Membership(team=led))

    def act(form: DeputyForm) -> None:
        asked = form.asked
        actions.add_membership(
            asked.pop("person"), led, MembershipKind.DEPUTY, by=request.viewer.user_id, **asked
        )

    return edit(request, page, make, act)


@right("hand.over")
@require_POST
def end_deputy(request: HttpRequest, number: int) -> HttpResponse:
    """Take a deputy's dates back."""
    row = get_object_or_404(
        Membership, pk=number, kind=MembershipKind.DEPUTY, team__in=queries.led_teams(request.viewer)
    )
    actions.take_back(row, by=request.viewer.user_id)
    return redirect("people:team", number=row.team_id)


def _page_of(person: Person) -> str:
    return reverse("people:person", args=[person.pk])


def _is_last_admin(grant: RoleGrant) -> bool:
    others = (
        RoleGrant.objects.on(today()).filter(role="admin", person__user__is_active=True).exclude(pk=grant.pk)
    )
    return grant.role == "admin" and not others.exists()
