"""Who belongs where, and who may do what; both with days."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from helmline_web.decisions.versions import Versioned
from helmline_web.people.models.dated import Dated
from helmline_web.people.models.organisation import Brand, Team, Vendor
from helmline_web.people.models.persons import Person
from helmline_web.people.roles import Role


class MembershipKind(models.TextChoices):
    """In which capacity somebody belongs to a team; the library's list."""

    HOME = "home", _("Home team")
    QUEUE = "queue", _("Works in its queue")
    SKILL = "skill", _("Skill")
    LINE_MANAGER = "line_manager", _("Line manager")
    FUNCTIONAL_LEAD = "functional_lead", _("Functional lead")
    DEPUTY = "deputy", _("Deputy of the lead")


#: who in these capacities sees the team
LEADING: Final = (MembershipKind.LINE_MANAGER, MembershipKind.FUNCTIONAL_LEAD, MembershipKind.DEPUTY)


class Membership(Dated, Versioned):
    """One person in one team for a time, in one capacity; many may hold at once."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships", verbose_name=_("team"))
    kind = models.CharField(_("capacity"), max_length=20, choices=MembershipKind, default=MembershipKind.HOME)
    share = models.FloatField(_("share of the working time"), default=1.0)
    level = models.PositiveSmallIntegerField(_("level of the skill"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    brand = models.CharField(_("brand"), max_length=100, blank=True)
    site = models.CharField(_("site"), max_length=100, blank=True)
    employer = models.CharField(_("employer"), max_length=200, blank=True)

    class Meta:
        ordering = ("valid_from", "id")
        indexes = (models.Index(fields=("person", "kind")), models.Index(fields=("team", "kind")))


class RoleGrant(Dated):
    """A role that somebody holds for a time, for everything or within one brand, team or vendor."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, blank=True, verbose_name=_("brand"))
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, verbose_name=_("team"))
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, blank=True, verbose_name=_("vendor"))

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(role="vendor") | models.Q(vendor__isnull=False),
                name="a_vendor_role_names_it",
            ),
        )
