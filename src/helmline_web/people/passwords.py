"""Choose and change a password."""

from __future__ import annotations

import secrets
from typing import Final

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import HttpRequest

from helmline_web.decisions.actions import record
from helmline_web.people.models import User

_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def first_password() -> str:
    """Return a random password to hand over, which its owner must change: four groups of four."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


@transaction.atomic
def change(user: User, password: str, *, by: int | None, request: HttpRequest | None = None) -> None:
    """Set a new password, ending every session but the one of `request`. Raises ValidationError for a weak one."""
    validate_password(password, user)
    user.set_password(password)
    user.must_change_password = by != user.pk
    user.save(update_fields=["password", "must_change_password"])
    record("account.password_changed", by=by, subject=f"user:{user.pk}")
    if request is not None:
        update_session_auth_hash(request, user)
