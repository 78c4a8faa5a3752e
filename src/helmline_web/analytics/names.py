"""What to call the people behind subject keys, for whoever may know: by right, by scope, and always oneself.

A name that may not be shown is not looked up. Erased people have none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from helmline.eventlog.privacy import Subjects
from helmline_web.people.models import Identity
from helmline_web.people.models.identities import IdentityKind
from helmline_web.people.rights import rights_of
from helmline_web.people.roles import Role

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer


def names(viewer: Viewer, keys: Iterable[int | None]) -> dict[int, str]:
    """Return the names of colleagues that the viewer may know; others are absent."""
    asked = _knowable(viewer, {int(key) for key in keys if key is not None})
    found = {
        identity.subject: _called(identity)
        for identity in Identity.objects.filter(subject__in=asked).select_related("person")
    }
    return Subjects(settings.HELMLINE_DATA).named(asked - found.keys()) | found if asked else {}


def name_of(viewer: Viewer, key: int | None) -> str:
    """Return what to call one colleague, in words where the name may not be known."""
    if key is None:
        return _("nobody")
    return names(viewer, [key]).get(int(key)) or _("a colleague")


def customers(viewer: Viewer, keys: Iterable[int | None]) -> dict[int, str]:
    """Return the names of customers for who may open interactions; the caller has checked that these may be."""
    asked = {int(key) for key in keys if key is not None}
    return Subjects(settings.HELMLINE_DATA).named(asked) if asked and viewer.may("see.interactions") else {}


def _knowable(viewer: Viewer, keys: set[int]) -> set[int]:
    """Return those whose names the viewer may know: a vendor's manager knows the vendor's people alone."""
    if "see.people" in rights_of(viewer.roles - {Role.VENDOR}):
        return keys
    known = set(viewer.subjects)
    if viewer.may("see.people") and viewer.audience is not None:
        known |= {int(grant.value) for grant in viewer.audience.agents}
    return keys & known


def _called(identity: Identity) -> str:
    if identity.kind == IdentityKind.PERSON and identity.person is not None:
        return identity.person.name
    return identity.name or identity.identifier
