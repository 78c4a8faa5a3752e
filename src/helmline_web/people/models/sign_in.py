"""Tries to sign in, and keys for programs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LoginAttempt(models.Model):
    """One failed try; kept for as long as throttling looks back."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    name_digest = models.CharField(max_length=64, db_index=True)  # keyed: what was typed may be a password
    address = models.CharField(max_length=45, db_index=True)


class ApiToken(models.Model):
    """A key with which a program reads in somebody's name; only a digest of it is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    title = models.CharField(_("what it is for"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)  # its first characters, to tell keys apart
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)


class BrowserSession(models.Model):
    """One browser in which somebody is signed in, so that it can be shown and ended from another."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="browser_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    how = models.CharField(max_length=20)
    browser = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-seen_at",)
