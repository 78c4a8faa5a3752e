"""Secrets at rest: sealed with the installation's key, or kept as a keyed digest where they are only compared."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Unreadable(Exception):
    """It was not sealed by this installation's key, was changed, or is too old."""


def seal(text: str) -> str:
    """Return `text` encrypted and signed."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str, *, max_age: int | None = None) -> str:
    """Return what was sealed at most `max_age` seconds ago; raise Unreadable otherwise."""
    try:
        return _box().decrypt(sealed.encode(), ttl=max_age).decode()
    except InvalidToken:
        raise Unreadable from None


def digest(purpose: str, value: str) -> str:
    """Return 64 hexadecimal digits by which a value is recognised and from which it is not found."""
    return hmac.new(_key(purpose), value.encode(), hashlib.sha256).hexdigest()


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key("seal")))


def _key(purpose: str) -> bytes:
    return hmac.new(
        settings.SECRET_KEY.encode(), f"helmline.people.{purpose}".encode(), hashlib.sha256
    ).digest()
