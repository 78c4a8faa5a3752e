"""A sign-in that ends in the middle of a form: what was typed waits, sealed, until its writer is back.

The form lands in the anonymous session that follows, is offered after the next sign-in in the same browser by the
same user, and is sent by a button; nothing is sent by itself. Files and secrets are not kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from helmline_web.people.models import User
from helmline_web.people.sealing import Unreadable, digest, seal, unseal

_SESSION: Final = "unsent"
#: says, to this server only, who used this browser last
COOKIE: Final = "helmline_last"
#: characters of a form that are kept, and seconds for which
LARGEST: Final = 200_000
KEPT: Final = 3600
_SECRET: Final = ("password", "code", "token", "secret", "csrfmiddlewaretoken")


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form that waits: where it was going and its fields."""

    path: str
    fields: tuple[tuple[str, str], ...]


def way_back(request: HttpRequest) -> str:
    """Return where to go after signing in; a form that was sent is kept on the way."""
    if request.method != "POST":
        return _page(request)
    fields = [(name, text) for name, texts in request.POST.lists() for text in texts if not _is_secret(name)]
    kept = json.dumps(
        {"path": request.get_full_path(), "fields": fields, "who": request.COOKIES.get(COOKIE, "")}
    )
    if len(kept) > LARGEST:
        return request.get_full_path()
    request.session[_SESSION] = seal(kept)
    return reverse("account:unsent")


def waiting(request: HttpRequest) -> Unsent | None:
    """Return this user's form that waits in this browser, if there is one."""
    try:
        kept = json.loads(unseal(request.session.get(_SESSION, ""), max_age=KEPT))
    except Unreadable:
        return None
    if kept["who"] != _who(request.user):
        return None
    return Unsent(kept["path"], tuple((name, text) for name, text in kept["fields"]))


def drop(request: HttpRequest) -> None:
    """Forget the form that waits."""
    request.session.pop(_SESSION, None)


def remember_who(response: HttpResponse, user: User, *, secure: bool) -> None:
    """Leave in this browser who used it last, so that nobody else is shown what was typed."""
    response.set_cookie(COOKIE, _who(user), max_age=30 * 86_400, httponly=True, samesite="Lax", secure=secure)


def _page(request: HttpRequest) -> str:
    """Return the page that was asked for; of a fragment, the page it was to stand in."""
    asked = getattr(request, "htmx", None)
    return (asked and asked.current_url_abs_path) or request.get_full_path()


def _who(user: User) -> str:
    return digest("last", str(user.pk))


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in _SECRET)
