"""What people decide on these pages: one shift handing over to the next."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from helmline_web.people.models import Team


class Handover(models.Model):
    """What the outgoing lead left behind: the board as counted then, a note, and who took it over."""

    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="handovers", verbose_name=_("team")
    )  # empty: the whole floor
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True, db_index=True)
    board_us = models.BigIntegerField()  # the instant that the counts below are of
    due = models.PositiveIntegerField(null=True)  # promises ending within four hours; empty: not asked
    callbacks = models.PositiveIntegerField()
    left_alone = models.PositiveIntegerField()  # customers waiting for somebody off shift
    incidents = models.PositiveIntegerField()
    note = models.TextField(_("note"), blank=True, max_length=2000)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-written_at", "-id")

    @property
    def is_open(self) -> bool:
        """Return whether nobody has taken it over yet."""
        return self.accepted_by_id is None
