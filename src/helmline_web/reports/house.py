"""Whoever closes months when nobody is there: sees the whole house, and nothing is shown to anybody by it."""

from __future__ import annotations

from helmline_web.people.access import Viewer
from helmline_web.people.models import Organisation


def house() -> Viewer:
    """Return a viewer of everything, for counting in the worker."""
    organisation = Organisation.objects.first()
    return Viewer(0, None, "", frozenset(), None, "", organisation.zone if organisation else "UTC")
