"""Who looks, and what they may see and do. Every view asks here; who may see whom is decided nowhere else."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.core.cache import cache

from helmline.errors import NotFound
from helmline.metrics.audience import Audience
from helmline_web.decisions import queries as trail
from helmline_web.people import audience as _audience
from helmline_web.people.models import Brand, Membership, Organisation, RoleGrant, User
from helmline_web.people.models.memberships import LEADING
from helmline_web.people.rights import rights_of
from helmline_web.people.roles import ROLES, WHOLE, Role
from helmline_web.ui.doors import right

if TYPE_CHECKING:
    from helmline_web.people.models import Person

#: every zone's midnight lies on a quarter of an hour
_QUARTER: Final = 900

__all__ = ["ROLES", "Viewer", "right", "viewer_of"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, as of this request. `audience` None sees everything; `subjects` are the viewer's own keys."""

    user_id: int
    person_id: int | None
    name: str
    roles: frozenset[str]
    audience: Audience | None
    language: str
    zone: str
    subjects: tuple[int, ...] = ()
    brands: tuple[str, ...] = ()  # those that may be picked; () is every brand
    everyone: bool = False  # sees every person by name

    def may(self, right: str) -> bool:
        """Return whether a right named in `rights.py` is this viewer's."""
        return right in rights_of(self.roles)

    def within(self, brand: str) -> Viewer:
        """Return the same viewer looking at one brand only; raise NotFound for a brand outside the scope."""
        if self.brands and brand not in self.brands:
            raise NotFound(f"There is no brand {brand!r} here.")
        whole = self.audience or _audience.everything()
        return replace(self, audience=replace(whole, brands=(brand,)), brands=(brand,))


def viewer_of(user: User) -> Viewer:
    """Return who looks when this user is signed in; somebody who left, or nobody's user, may do nothing.

    Who may see whom is worked out anew after every recorded act and at every midnight there is; in between it
    is kept. Changes that nobody recorded do not count as such.
    """
    state = (
        user.pk,
        user.is_active,
        user.language,
        user.zone,
        trail.last_hash(),
        int(time.time()) // _QUARTER,
    )
    return cache.get_or_set("viewer:" + ":".join(map(str, state)), lambda: _worked_out(user), _QUARTER)


def _worked_out(user: User) -> Viewer:
    person = getattr(user, "person", None)
    zone = Organisation.objects.values_list("zone", flat=True).first() or "UTC"
    days = _audience.Days(ZoneInfo(zone), datetime.now(ZoneInfo(zone)).date())
    if person is None or not user.is_active or person.has_left(days.today):
        return Viewer(user.pk, None, str(user), frozenset(), Audience(), user.language, user.zone or zone)
    return _present(user, person, days)


def _present(user: User, person: Person, days: _audience.Days) -> Viewer:
    every = list(RoleGrant.objects.filter(person=person).select_related("brand", "vendor"))
    subjects = _audience.own_subjects(person.pk)
    reach = _audience.reach(person.pk, subjects, every, days)
    roles = _roles(person, [grant for grant in every if grant.holds(days.today)], days)
    everyone = reach.whole and bool(roles & WHOLE)
    brands, seen = _audience.apart(reach, Brand.objects.values_list("code", "confidential"))
    return Viewer(
        user_id=user.pk,
        person_id=person.pk,
        name=person.name,
        roles=roles,
        audience=seen,
        language=user.language,
        zone=user.zone or days.zone.key,
        subjects=subjects,
        brands=brands,
        everyone=everyone,
    )


def _roles(person: Person, grants: list[RoleGrant], days: _audience.Days) -> frozenset[str]:
    """Return the roles granted; whoever leads a team today, a deputy too, is a lead."""
    leads = Membership.objects.filter(person=person, kind__in=LEADING).on(days.today).exists()
    return frozenset(grant.role for grant in grants) | (
        frozenset({Role.LEAD.value}) if leads else frozenset()
    )
