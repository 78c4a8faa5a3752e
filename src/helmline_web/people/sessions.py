"""Signed-in browsers: how a sign-in begins, is kept alive, shown and ended."""

from __future__ import annotations

from typing import Final

from django.contrib.auth import login, logout
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from helmline_web.decisions.actions import record
from helmline_web.people.models import BrowserSession, User

_BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
#: a visit prolongs the sign-in, noted once in this many seconds
_NOTED_EVERY: Final = 600


@transaction.atomic
def begin(request: HttpRequest, user: User, how: str) -> None:
    """Sign a user in who has shown who he is; `how` is password, totp, recovery, passkey, oidc or demo."""
    login(request, user, backend=_BACKEND)
    request.session["seen"] = timezone.now().timestamp()
    request.session.save()
    BrowserSession.objects.filter(user=user).exclude(session_key__in=_alive()).delete()
    browser = request.headers.get("User-Agent", "")[:200]
    BrowserSession.objects.create(
        user=user, session_key=request.session.session_key, how=how, browser=browser
    )
    record("account.signed_in", by=user.pk, detail={"how": how})


def keep(request: HttpRequest) -> None:
    """Prolong the sign-in by this visit."""
    now = timezone.now()
    if now.timestamp() - request.session.get("seen", 0) < _NOTED_EVERY:
        return
    request.session["seen"] = now.timestamp()
    BrowserSession.objects.filter(session_key=request.session.session_key).update(seen_at=now)


def end(request: HttpRequest) -> None:
    """Sign this browser out."""
    BrowserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)


def of(user: User) -> QuerySet[BrowserSession]:
    """Return the browsers in which a user is signed in now, the latest seen first."""
    return BrowserSession.objects.filter(user=user, session_key__in=_alive())


@transaction.atomic
def end_one(user: User, number: int) -> None:
    """Sign one of a user's browsers out; another user's is not found and nothing happens."""
    for session in BrowserSession.objects.filter(user=user, pk=number):
        Session.objects.filter(session_key=session.session_key).delete()
        session.delete()
        record("account.sessions_ended", by=user.pk, detail={"count": 1})


@transaction.atomic
def end_everywhere(user: User, *, by: int | None) -> None:
    """Sign a user out in every browser, this one too; tokens of programs stay."""
    keys = BrowserSession.objects.filter(user=user).values_list("session_key", flat=True)
    count = len(keys)
    Session.objects.filter(session_key__in=list(keys)).delete()
    BrowserSession.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    record("account.sessions_ended", by=by, detail={"count": count})


def _alive() -> QuerySet:
    return Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
