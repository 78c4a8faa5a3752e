"""Closed months with the very figures that were stored, what vendors are paid by, and what they invoiced."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from helmline_web.decisions.models import AppendOnly
from helmline_web.people.models import Vendor


class Close(models.Model):
    """A month as it was closed: the result cells themselves and everything they rest on. Never changed."""

    month = models.CharField(max_length=7, unique=True)  # 2026-10
    since = models.DateField()
    until = models.DateField()  # the day after its last
    zone = models.CharField(max_length=64)
    answers = models.JSONField()  # [{"query": canonical JSON, "cells": [...]}]
    seq = models.BigIntegerField()  # the log's watermark
    snapshot = models.CharField(max_length=100)  # kept under the name `pin`
    observed_until = models.JSONField(default=dict)
    reference = models.CharField(max_length=40)
    definitions = models.JSONField(default=dict)  # metric -> digest of its definition
    facts_version = models.PositiveIntegerField()
    schema = models.CharField(max_length=16)  # digest of the canonical schema
    code = models.CharField(max_length=40)  # release of Helmline
    hours = models.JSONField(default=dict)  # team -> microseconds signed in
    checks = models.JSONField(default=list)  # codes of what was not in order when it was closed
    by = models.BigIntegerField(null=True)  # the user's id
    at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        ordering = ("-month",)

    def __str__(self) -> str:
        return self.month

    @property
    def pin(self) -> str:
        """Return the name under which its facts are kept."""
        return f"month-{self.month}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new close; raise AppendOnly for one that is stored already."""
        if not self._state.adding:
            raise AppendOnly(f"the close of {self.month} is stored and stays as it is")
        super().save(*args, **{**kwargs, "force_insert": True})


class Unit(models.TextChoices):
    """What a vendor is paid by."""

    SOLVED = "solved", _("Contact solved")
    CREATED = "created", _("Contact received")
    HOUR = "hour", pgettext_lazy("what is paid for", "Hour signed in")


class Contract(models.Model):
    """What was agreed with a vendor, from a month on."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="contracts")
    since = models.CharField(_("from the month"), max_length=7)
    unit = models.CharField(_("paid by"), max_length=10, choices=Unit, default=Unit.SOLVED)
    price = models.DecimalField(_("price of one"), max_digits=12, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    sla_aim = models.FloatField(_("SLA to be met"), null=True, blank=True)
    csat_aim = models.FloatField(_("satisfaction to be reached"), null=True, blank=True)

    class Meta:
        ordering = ("-since",)
        constraints = (models.UniqueConstraint(fields=("vendor", "since"), name="one_contract_a_month"),)


class Invoice(models.Model):
    """What a vendor invoiced for a closed month."""

    close = models.ForeignKey(Close, models.PROTECT, related_name="invoices")
    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="invoices")
    units = models.DecimalField(_("units invoiced"), max_digits=14, decimal_places=2)
    amount = models.DecimalField(_("amount invoiced"), max_digits=14, decimal_places=2)
    number = models.CharField(_("invoice number"), max_length=100, blank=True)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("close", "vendor"), name="one_invoice_a_month"),)
