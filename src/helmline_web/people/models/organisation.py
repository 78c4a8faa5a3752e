"""The house: organisation, brands, vendors, teams. Codes are what the event log's dimensions carry."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from helmline_web.decisions.versions import Versioned
from helmline_web.people.models.dated import Dated


class PrivacyProfile(models.TextChoices):
    """What the house agreed with its people about figures on single persons."""

    STANDARD = "standard", _("Standard")
    WORKS_COUNCIL = "works_council", _("Works council")


class Organisation(Versioned):
    """The house as a whole; there is one row."""

    name = models.CharField(_("name"), max_length=200)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    week_start = models.PositiveSmallIntegerField(
        _("first day of the week"), default=0
    )  # 0 Monday to 6 Sunday
    fiscal = models.JSONField(default=dict, blank=True)  # as written in the reference file
    calendar = models.JSONField(default=str, blank=True)  # a calendar's name, or dated uses of calendars
    languages = models.JSONField(default=list, blank=True)
    privacy_profile = models.CharField(
        _("privacy profile"), max_length=20, choices=PrivacyProfile, default=PrivacyProfile.STANDARD
    )
    own_words = models.JSONField(default=dict, blank=True)  # {language: {term: {form: word}}}

    def __str__(self) -> str:
        return self.name


class Brand(Versioned):
    """A brand and how its customers are asked."""

    code = models.CharField(_("code"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    confidential = models.BooleanField(_("never on one page with another brand"), default=False)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    calendar = models.JSONField(default=str, blank=True)
    csat_scale = models.PositiveSmallIntegerField(_("satisfaction scale"), default=5)
    csat_good = models.PositiveSmallIntegerField(_("lowest satisfied answer"), default=4)
    scorecard = models.CharField(_("scorecard"), max_length=100, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name or self.code


class Vendor(Versioned):
    """A company whose people work for us."""

    code = models.CharField(_("code"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name or self.code


class Team(Dated, Versioned):
    """A team, ours or a vendor's; figures of contacts lie in it by its code."""

    code = models.CharField(_("code"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, blank=True, verbose_name=_("brand"))
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, blank=True, verbose_name=_("vendor"))
    calendar = models.JSONField(default=str, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name or self.code
