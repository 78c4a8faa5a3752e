"""Keys for programs: `hl_` and 40 characters, shown once; a program sees what its owner sees, and only reads."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helmline_web.decisions.actions import record
from helmline_web.people.access import Viewer
from helmline_web.people.access import viewer_of as _viewer_of
from helmline_web.people.models import ApiToken, User
from helmline_web.people.sealing import digest

PREFIX: Final = "hl_"
#: what a key may be made for
SCOPES: Final = {
    "figures": _("Figures and definitions"),
    "rows": _("Single interactions, without texts"),
    "texts": _("Texts of conversations"),
}
LONGEST: Final = timedelta(days=366)
_NOTED_EVERY: Final = timedelta(minutes=10)


@transaction.atomic
def create(user: User, title: str, scopes: list[str], lasts: timedelta) -> tuple[ApiToken, str]:
    """Make a key and return it with its text, which is not kept. Raises ValueError for an unknown scope."""
    if not scopes or not set(scopes) <= set(SCOPES) or not timedelta() < lasts <= LONGEST:
        raise ValueError(f"scopes are some of {', '.join(SCOPES)}, for at most {LONGEST.days} days")
    text = PREFIX + secrets.token_urlsafe(30)
    token = ApiToken.objects.create(
        user=user,
        title=title,
        digest=digest("token", text),
        hint=text[:8],
        scopes=sorted(scopes),
        expires_at=timezone.now() + lasts,
    )
    record("account.token_added", by=user.pk, detail={"token": token.pk, "scopes": token.scopes})
    return token, text


def find(text: str) -> ApiToken | None:
    """Return the key with this text, unless it has expired or its owner may not sign in; note that it was used."""
    now = timezone.now()
    token = (
        ApiToken.objects.select_related("user")
        .filter(digest=digest("token", text), expires_at__gt=now)
        .first()
    )
    if token is None or not token.user.is_active:
        return None
    if token.last_used_at is None or now - token.last_used_at > _NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def viewer_of(text: str) -> Viewer | None:
    """Return who looks with this key, None for one that does not count."""
    token = find(text)
    viewer = _viewer_of(token.user) if token else None
    return viewer if viewer and viewer.roles else None


@transaction.atomic
def end(user: User, number: int) -> None:
    """End one of a user's keys; another user's is not found and nothing happens."""
    if ApiToken.objects.filter(user=user, pk=number).delete()[0]:
        record("account.token_ended", by=user.pk, detail={"token": number})
