"""How one person is called in each system."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from helmline_web.people.models.persons import Person


class IdentityKind(models.TextChoices):
    """A person's own login, or one that several share."""

    PERSON = "person", _("A person")
    SEAT = "seat", _("A shared login")


class Identity(models.Model):
    """One login in one system; `subject` is the random key that stands for it in the event log."""

    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="identities")
    source = models.CharField(_("system"), max_length=100)
    identifier = models.CharField(_("login"), max_length=300)
    subject = models.BigIntegerField(unique=True)
    name = models.CharField(_("name there"), max_length=200, blank=True)
    mail = models.EmailField(_("mail address there"), blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=IdentityKind, default=IdentityKind.PERSON)
    #: people whom somebody said this is not, so that it is not proposed again
    refused = models.ManyToManyField(Person, related_name="+", blank=True)

    class Meta:
        ordering = ("source", "identifier")
        constraints = (
            models.UniqueConstraint(fields=("source", "identifier"), name="one_identity_a_login"),
            models.CheckConstraint(
                condition=models.Q(kind="person") | models.Q(person__isnull=True), name="a_seat_is_nobody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source}: {self.identifier}"
