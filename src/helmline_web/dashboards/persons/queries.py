"""Which people and teams a reader may open: whoever is out of scope is not there."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import Prefetch, Q, QuerySet

from helmline.errors import NotFound
from helmline_web.people.access import Viewer
from helmline_web.people.models import Identity, Membership, Person, Team
from helmline_web.people.models.identities import IdentityKind
from helmline_web.people.models.memberships import LEADING, MembershipKind


def people(viewer: Viewer) -> QuerySet[Person]:
    """Return the people with figures in a reader's scope, those who left included; a shared login is nobody.

    Whose figures are seen by brand alone has no grants on people: there the home team decides.
    """
    found = Person.objects.filter(identities__kind=IdentityKind.PERSON)
    if viewer.audience is not None:
        keys = {grant.value for grant in viewer.audience.agents}
        teams = {
            grant.value for grant in viewer.audience.teams if grant.from_us is None and grant.to_us is None
        }
        at_home = Q(memberships__kind=MembershipKind.HOME, memberships__team__code__in=teams)
        found = found.filter(Q(identities__subject__in=keys) | at_home)
    return found.distinct().prefetch_related(_keys(), _homes())


def person(viewer: Viewer, number: int) -> Person:
    """Return one of them, or the reader; raise NotFound for anybody else."""
    own = number == viewer.person_id
    seen = Person.objects.prefetch_related(_keys(), _homes()) if own else people(viewer)
    if not own and not viewer.may("see.people"):
        seen = seen.none()
    found = seen.filter(pk=number).first()
    if found is None:
        raise NotFound("There is no such person here.")
    return found


def subjects(found: Person) -> tuple[int, ...]:
    """Return the subject keys of a person's own logins."""
    return tuple(sorted(each.subject for each in found.identities.all() if each.kind == IdentityKind.PERSON))


def home(found: Person) -> Membership | None:
    """Return the home team of today, else the last one; None for somebody who never had one."""
    today = datetime.now(UTC).date()
    homes = [each for each in found.memberships.all() if each.kind == MembershipKind.HOME]
    return next((each for each in homes if each.holds(today)), homes[-1] if homes else None)


def teams(viewer: Viewer) -> QuerySet[Team]:
    """Return the teams in a reader's scope, those whom he led once included."""
    found = Team.objects.select_related("vendor", "brand", "parent")
    if viewer.audience is None:
        return found
    return found.filter(code__in={grant.value for grant in viewer.audience.teams})


def team(viewer: Viewer, code: str) -> Team:
    """Return one of them; raise NotFound for any other."""
    found = teams(viewer).filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no team {code!r} here.")
    return found


def members(found: Team) -> list[Membership]:
    """Return everybody whose home this team is or was, today's first, then the latest to leave."""
    today = datetime.now(UTC).date()
    rows = found.memberships.filter(kind=MembershipKind.HOME).select_related("person")
    rows = rows.prefetch_related(
        Prefetch("person__identities", Identity.objects.filter(kind=IdentityKind.PERSON))
    )
    return sorted(rows, key=lambda row: (not row.holds(today), -_last_day(row), row.person.name))


def leads(found: Team) -> list[Person]:
    """Return who leads the team today."""
    today = datetime.now(UTC).date()
    rows = Membership.objects.filter(team=found, kind__in=LEADING).on(today).select_related("person")
    return [row.person for row in rows.order_by("kind", "person__name")]


def _last_day(row: Membership) -> int:
    return row.valid_to.toordinal() if row.valid_to else 0


def _keys() -> Prefetch:
    return Prefetch("identities", Identity.objects.filter(kind=IdentityKind.PERSON))


def _homes() -> Prefetch:
    rows = Membership.objects.filter(kind=MembershipKind.HOME).select_related("team")
    return Prefetch("memberships", rows.order_by("valid_from", "id"))
