"""Who asks: a program with a key, `Authorization: Bearer hl_...`, and what the key was made for."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from helmline_web.api.faults import Refused
from helmline_web.people import tokens
from helmline_web.people.access import Viewer, viewer_of

RATE = "120/min"


@dataclass(frozen=True, slots=True)
class Caller:
    """The viewer in whose name a program reads, and the scopes of its key."""

    viewer: Viewer
    key: int
    scopes: frozenset[str]

    def needs(self, scope: str, right: str = "") -> Viewer:
        """Return the viewer; raise Refused where the key was not made for this, or its owner has no such right."""
        if scope not in self.scopes:
            raise Refused(
                scope, f"this key was not made for {scope!r}", f"Make a key with the scope {scope!r}."
            )
        if right and not self.viewer.may(right):
            raise Refused(
                right, "the owner of this key may not do that", "Ask an administrator for the role."
            )
        return self.viewer


class Key(HttpBearer):
    """Finds the caller by the key's text, which is never written anywhere."""

    def __call__(self, request: HttpRequest) -> Caller | None:
        """Return who calls, None for no key or one that does not count."""
        kind, _, text = request.headers.get(self.header, "").partition(" ")
        return self.authenticate(request, text.strip()) if kind.lower() == self.openapi_scheme else None

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:  # noqa: ARG002
        """Return who calls with this key."""
        found = tokens.find(token)
        viewer = viewer_of(found.user) if found else None
        if found is None or viewer is None or not viewer.roles:
            return None
        return Caller(viewer, found.pk, frozenset(found.scopes))


class Pace(SimpleRateThrottle):
    """So many calls a minute for each key; who has none is counted by address, before anything else is done."""

    scope = "api"

    def __init__(self) -> None:
        super().__init__(RATE)

    def get_cache_key(self, request: HttpRequest) -> str:
        """Return whose calls are counted together."""
        caller = getattr(request, "auth", None)
        who = (
            f"key-{caller.key}" if isinstance(caller, Caller) else f"at-{request.META.get('REMOTE_ADDR', '')}"
        )
        return f"api-pace-{who}"
