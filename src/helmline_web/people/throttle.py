"""Slows down whoever guesses: so many failed tries of one name or from one address, then a wait."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from helmline_web.people.models import LoginAttempt
from helmline_web.people.sealing import digest

WINDOW: Final = timedelta(minutes=15)


class TooMany(Exception):
    """Too many tries. `minutes` is how long to wait."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"wait {minutes} minutes")
        self.minutes = minutes


def note(name: str, address: str) -> None:
    """Count a try before its answer is known, so that tries side by side count too; raise TooMany."""
    LoginAttempt.objects.filter(at__lt=timezone.now() - WINDOW).delete()
    LoginAttempt.objects.create(name_digest=_digest(name), address=address)
    for same in (Q(name_digest=_digest(name)), Q(address=address)):
        _refuse_many(same)


def _refuse_many(same: Q) -> None:
    limit = settings.HELMLINE_SIGN_IN_TRIES
    latest = LoginAttempt.objects.filter(same).order_by("-at").values_list("at", flat=True)[: limit + 1]
    if len(latest) > limit:
        left = latest[limit - 1] + WINDOW - timezone.now()
        raise TooMany(max(1, math.ceil(left.total_seconds() / 60)))


def forget(name: str) -> None:
    """Forget the tries of a name that has shown who it is; those of its address stay."""
    LoginAttempt.objects.filter(name_digest=_digest(name)).delete()


def _digest(name: str) -> str:
    return digest("attempt", name.strip().lower())
