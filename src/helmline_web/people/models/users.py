"""Somebody's sign-in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    """Makes users and finds them by mail address, whatever its case."""

    def create_user(self, mail: str, password: str | None = None, **fields: Any) -> User:
        """Store a user; without a password no password signs in."""
        user = self.model(mail=mail.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, mail: str) -> User:
        """Return the user with this mail address."""
        return self.get(mail=mail.strip().lower())


class User(AbstractBaseUser):
    """A sign-in: the address, the password and how this reader likes pages. Who it is stands in Person."""

    mail = models.EmailField(_("mail address"), unique=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(default=False)
    language = models.CharField(_("language"), max_length=8, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, blank=True)
    theme = models.CharField(_("theme"), max_length=12, blank=True)
    density = models.CharField(_("density"), max_length=12, blank=True)
    #: part of every session's fingerprint: raising it ends them all
    session_round = models.PositiveIntegerField(default=0)
    #: who this is at the organisation's OpenID Connect provider, once known
    oidc_subject = models.CharField(max_length=255, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = EMAIL_FIELD = "mail"

    def __str__(self) -> str:
        return self.mail

    def get_session_auth_hash(self) -> str:
        """Return the fingerprint a session must carry: another password or round ends it."""
        return salted_hmac(
            "helmline.session", f"{self.session_round}:{self.password}", algorithm="sha256"
        ).hexdigest()
