"""Days between which something holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DatedQuerySet(models.QuerySet):
    """Rows with a first and a last day."""

    def on(self, day: date) -> Self:
        """Return what holds on `day`."""
        return self.between(day, day)

    def between(self, first: date, last: date) -> Self:
        """Return what holds on at least one day from `first` to `last`."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=last),
            Q(valid_to__isnull=True) | Q(valid_to__gte=first),
        )


class Dated(models.Model):
    """Something that holds from a first day until a last day, both included; an empty end is open."""

    valid_from = models.DateField(_("first day"), null=True, blank=True)
    valid_to = models.DateField(_("last day"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds(self, day: date) -> bool:
        """Return whether it was in force on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    @property
    def ends_before(self) -> date | None:
        """Return the first day on which it holds no longer."""
        return None if self.valid_to is None else self.valid_to + timedelta(days=1)
