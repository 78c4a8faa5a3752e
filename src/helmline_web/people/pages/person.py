"""One person: the logins, where he belonged when, what he may do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from helmline_web.people import actions, changes, queries, second_factor
from helmline_web.people.access import right
from helmline_web.people.days import today
from helmline_web.people.forms.persons import PersonForm, SignInFor
from helmline_web.people.models import Person
from helmline_web.people.pages.editing import Editing, edit
from helmline_web.people.passwords import first_password


@right("see.people")
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show a person whom the reader may see by name."""
    found = get_object_or_404(queries.visible_people(request.viewer), pk=number)
    return render(request, "people/person.html", _context(request, found))


@right("manage.people")
def edit_person(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Add a person, or edit one."""
    row = get_object_or_404(Person, pk=number) if number else Person()
    back = reverse("people:person", args=[number]) if number else reverse("people:people")
    page = Editing(row.name or _("Add a person"), back, row.name or _("People"))

    def act(form: PersonForm) -> None:
        by = request.viewer.user_id
        if row.pk:
            changes.change(row, form.asked, seen=form.cleaned_data["seen"], by=by)
        else:
            actions.add_person(by=by, **form.asked)

    return edit(request, page, lambda posted: PersonForm(posted, instance=row), act)


@never_cache
@right("manage.people")
def give_sign_in(request: HttpRequest, number: int) -> HttpResponse:
    """Give a person an address to sign in with, and a first password shown once."""
    found = get_object_or_404(Person, pk=number, user__isnull=True)
    form = SignInFor(request.POST or None, initial={"mail": found.mail})
    if not form.is_valid():
        page = Editing(_("Give a sign-in"), reverse("people:person", args=[number]), found.name)
        return render(
            request, "people/edit.html", {"page": page, "form": form}, status=422 if form.is_bound else 200
        )
    password = first_password()
    by = request.viewer.user_id
    actions.give_sign_in(found, form.cleaned_data["mail"], password, by=by, must_change_password=True)
    return render(request, "people/first_password.html", {"person": found, "password": password})


@never_cache
@right("manage.people")
@require_POST
def reset_sign_in(request: HttpRequest, number: int) -> HttpResponse:
    """Give a person who cannot get in a new first password, and switch the second step off."""
    found = get_object_or_404(Person, pk=number, user__isnull=False)
    password = first_password()
    actions.reset_sign_in(found, password, by=request.viewer.user_id)
    return render(request, "people/first_password.html", {"person": found, "password": password})


@right("manage.people")
@require_POST
def switch_sign_in(request: HttpRequest, number: int) -> HttpResponse:
    """End a person's sign-in now, or let him in again."""
    found = get_object_or_404(
        Person.objects.exclude(pk=request.viewer.person_id), pk=number, user__isnull=False
    )
    act = changes.lock if found.user.is_active else changes.unlock
    act(found, by=request.viewer.user_id)
    return redirect("people:person", number=number)


def _context(request: HttpRequest, found: Person) -> dict[str, object]:
    memberships = found.memberships.select_related("team").order_by("-valid_from", "-pk")
    return {
        "person": found,
        "memberships": memberships,
        "today": today(),
        "grants": found.grants.select_related("team", "brand", "vendor"),
        "identities": found.identities.all(),
        "has_second_step": bool(found.user) and second_factor.is_on(found.user),
        "may_manage": request.viewer.may("manage.people"),
        "is_self": found.pk == request.viewer.person_id,
    }
