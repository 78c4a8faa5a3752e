"""Subject keys as names, for whoever may see people; the reader's own name always."""

from __future__ import annotations

from collections.abc import Iterable

from helmline_web.people.access import Viewer
from helmline_web.people.models import Identity
from helmline_web.people.models.identities import IdentityKind


def names(viewer: Viewer, keys: Iterable[int | None]) -> dict[int, str]:
    """Return the names that a reader may see; a key without a person is called as its source calls it."""
    asked = {key for key in keys if key is not None}
    if not viewer.may("see.people"):
        asked &= set(viewer.subjects)
    rows = Identity.objects.filter(subject__in=asked).select_related("person")
    return {row.subject: _name(row) for row in rows}


def _name(row: Identity) -> str:
    if row.kind == IdentityKind.PERSON and row.person is not None:
        return row.person.name
    return row.name or row.identifier
