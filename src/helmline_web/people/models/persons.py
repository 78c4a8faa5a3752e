"""A human being who works here or did."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from helmline_web.decisions.versions import Versioned


class Person(Versioned):
    """Somebody of the house or of a vendor, with or without a sign-in. Who left stays: history names them."""

    name = models.CharField(_("name"), max_length=200)
    mail = models.EmailField(_("mail address"), blank=True, db_index=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person"
    )
    started_on = models.DateField(_("started on"), null=True, blank=True)
    left_on = models.DateField(_("last day at work"), null=True, blank=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    def has_left(self, today: date) -> bool:
        """Return whether the last day at work lies behind us."""
        return self.left_on is not None and self.left_on < today
