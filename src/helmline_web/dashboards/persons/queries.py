"""Which people and teams a reader may open here; whoever is out of scope is not there."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from helmline.errors import NotFound
from helmline_web.people import queries
from helmline_web.people.access import Viewer
from helmline_web.people.days import today
from helmline_web.people.models import Identity, Membership, Person, Team
from helmline_web.people.models.identities import IdentityKind
from helmline_web.people.models.memberships import LEADING, MembershipKind


def people(viewer: Viewer) -> QuerySet[Person]:
    """Return the people with figures in a reader's scope, those who left included; a shared login is nobody."""
    working = queries.visible_people(viewer).filter(identities__kind=IdentityKind.PERSON)
    return working.distinct().prefetch_related(_keys(), _homes())


def person(viewer: Viewer, number: int) -> Person:
    """Return one whom a reader may see, or the reader; raise NotFound for anybody else."""
    seen = queries.visible_people(viewer).prefetch_related(_keys(), _homes())
    found = seen.filter(pk=number).first()
    if found is None:
        raise NotFound("There is no such person here.")
    return found


def subjects(found: Person) -> tuple[int, ...]:
    """Return the subject keys of a person's own logins."""
    return tuple(sorted(each.subject for each in found.identities.all()))


def home(found: Person) -> Membership | None:
    """Return the home team of today, else the last one; None for somebody who never had one."""
    homes = list(found.memberships.all())
    return next((each for each in homes if each.holds(today())), homes[-1] if homes else None)


def team(viewer: Viewer, code: str) -> Team:
    """Return a team that a reader may see, then or now; raise NotFound for any other."""
    found = queries.visible_teams(viewer).filter(code=code).select_related("vendor").first()
    if found is None:
        raise NotFound(f"There is no team {code!r} here.")
    return found


def members(teams: Iterable[Team]) -> list[Membership]:
    """Return everybody whose home one of these teams is or was, today's first, then the latest to leave."""
    rows = Membership.objects.filter(team__in=list(teams), kind=MembershipKind.HOME)
    rows = rows.select_related("person", "team").prefetch_related(
        Prefetch("person__identities", Identity.objects.filter(kind=IdentityKind.PERSON))
    )
    return sorted(rows, key=lambda row: (not row.holds(today()), -_last_day(row), row.person.name))


def leads(team: Team) -> list[str]:
    """Return the names of who leads a team today."""
    rows = Membership.objects.filter(team=team, kind__in=LEADING).on(today()).select_related("person")
    return list(dict.fromkeys(row.person.name for row in rows.order_by("kind", "person__name")))


def _last_day(row: Membership) -> int:
    return row.valid_to.toordinal() if row.valid_to else 0


def _keys() -> Prefetch:
    return Prefetch("identities", Identity.objects.filter(kind=IdentityKind.PERSON))


def _homes() -> Prefetch:
    rows = Membership.objects.filter(kind=MembershipKind.HOME).select_related("team")
    return Prefetch("memberships", rows.order_by("valid_from", "id"))
