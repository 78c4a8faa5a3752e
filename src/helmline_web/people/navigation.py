"""What people put into the frame of every page: entries of the rail, and who looks."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helmline_web.people.roles import Role
from helmline_web.ui import frame
from helmline_web.ui.navigation import Entry, register

_ENTRIES = (
    Entry(
        group="people", title=gettext_lazy("People"), url_name="people:people", right="see.people", order=10,
        covers=("people:person", "people:person-edit", "people:person-new", "people:import"),
    ),
    Entry(
        group="people", title=gettext_lazy("Teams over time"), url_name="people:teams", right="see.teams", order=20,
        covers=("people:team", "people:team-edit", "people:team-new", "people:deputy"),
    ),
    Entry(group="people", title=gettext_lazy("Logins to join"), url_name="people:logins", right="manage.people", order=30),
    Entry(
        group="settings", title=gettext_lazy("Organisation"), url_name="people:house", right="manage.settings", order=10,
        covers=("people:house-edit", "people:words", "people:words-in", "people:brands", "people:vendors", "people:brand", "people:vendor"),
    ),
    Entry(group="settings", title=gettext_lazy("Privacy"), url_name="people:privacy", right="see.own", order=20, covers=("people:privacy-choose",)),
)  # fmt: skip


def fill() -> None:
    """Register the entries and the reader's menu."""
    for entry in _ENTRIES:
        register(entry)
    frame.provide("person", _person)


def _person(request: HttpRequest) -> frame.Person | None:
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return None
    links = (
        frame.Choice(_("Your account"), reverse("account:account")),
        frame.Choice(_("What is held about you"), reverse("people:held")),
    )
    roles = ", ".join(str(role.label) for role in Role if role in viewer.roles)
    return frame.Person(viewer.name, roles, links, reverse("account:sign-out"))
