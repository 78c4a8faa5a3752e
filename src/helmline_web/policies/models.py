"""The rules in force as people here edit them: every policy with its dated statements, its past and its drafts.

A statement is a table of the reference data exactly as it is published, so what is edited, previewed and
published is one and the same thing.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from helmline_web.decisions.versions import Versioned


class Mode(models.TextChoices):
    """What a change does to work that is already there; docs/explanation/policy-changes.md."""

    FROM_DATE = "from_date", _("From a date on")
    OPEN_WORK = "open_work", _("Open work and what comes")
    REWRITE = "rewrite", _("Rewrite history")


class Policy(Versioned):
    """One rule with all its dated statements: a calendar, the targets of one kind of case, an incident."""

    section = models.CharField(max_length=20)
    code = models.CharField(max_length=300)
    statements = models.JSONField(default=list)  # tables of the reference data, oldest first

    class Meta:
        ordering = ("section", "code")
        constraints = (models.UniqueConstraint(fields=("section", "code"), name="one_policy_a_code"),)

    def __str__(self) -> str:
        return f"{self.section} {self.code}"

    @property
    def latest(self) -> dict[str, Any]:
        """Return the statement that holds from the latest date; {} where there is none any more."""
        return self.statements[-1] if self.statements else {}


class Revision(models.Model):
    """How a policy stood after a change: nothing that was ever in force is lost."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    statements = models.JSONField(default=list)
    mode = models.CharField(max_length=12, choices=Mode, blank=True)
    note = models.CharField(max_length=500, blank=True)
    by = models.BigIntegerField(null=True)  # the user's id; null is the system itself
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=("policy", "version"), name="one_revision_a_version"),)


class Draft(models.Model):
    """A change that is thought of, not done: what is previewed. `seen` is the version it was made from."""

    section = models.CharField(max_length=20)
    code = models.CharField(max_length=300)
    seen = models.PositiveIntegerField(default=0)  # 0: the policy is new
    wanted = models.JSONField(default=dict)  # the statement without its dates; {} ends the policy
    restores = models.ForeignKey(Revision, models.CASCADE, null=True, blank=True)  # or: put this one back
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.FROM_DATE)
    since = models.DateField(null=True, blank=True)
    note = models.CharField(_("why"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-at",)
