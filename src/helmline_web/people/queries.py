"""Read who is here. Every list takes the viewer and holds only whom he may see by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from helmline_web.people.access import Viewer
from helmline_web.people.days import today
from helmline_web.people.models import Identity, Membership, Person, RoleGrant, Team
from helmline_web.people.models.memberships import LEADING, MembershipKind
from helmline_web.people.roles import WHOLE, Role


def visible_people(viewer: Viewer) -> QuerySet[Person]:
    """Return everybody whom a viewer may see by name; himself always."""
    own = Q(pk=viewer.person_id)
    if not viewer.may("see.people"):
        return Person.objects.filter(own)
    if viewer.everyone:
        return Person.objects.all()
    theirs = Q(identities__subject__in=_subjects(viewer)) | Q(memberships__in=_of_brands(viewer))
    return Person.objects.filter(own | theirs).distinct()


def _subjects(viewer: Viewer) -> list[int]:
    return [int(grant.value) for grant in viewer.audience.agents] if viewer.audience else []


def _of_brands(viewer: Viewer) -> QuerySet[Membership]:
    """Return the home memberships in teams of the brands that somebody of the whole house is limited to."""
    if not viewer.roles & WHOLE or not viewer.brands:
        return Membership.objects.none()
    return Membership.objects.filter(kind=MembershipKind.HOME, team__brand__code__in=viewer.brands)


def visible_teams(viewer: Viewer) -> QuerySet[Team]:
    """Return the teams a viewer may see, then or now."""
    if viewer.audience is None:
        return Team.objects.all()
    return Team.objects.filter(code__in=[grant.value for grant in viewer.audience.teams])


def with_size(teams: QuerySet[Team], day: date) -> QuerySet[Team]:
    """Return teams with `size`: how many people are at home in each on a day."""
    home = Membership.objects.on(day).filter(kind=MembershipKind.HOME)
    counted = Count("memberships__person", filter=Q(memberships__in=home), distinct=True)
    return teams.select_related("parent", "brand", "vendor").annotate(size=counted)


def led_teams(viewer: Viewer) -> QuerySet[Team]:
    """Return the teams that are a viewer's to hand over today: every team for administrators."""
    if viewer.everyone and viewer.may("manage.people"):
        return Team.objects.all()
    day = today()
    led = Membership.objects.on(day).filter(person=viewer.person_id, kind__in=LEADING)
    granted = RoleGrant.objects.on(day).filter(person=viewer.person_id, role=Role.LEAD)
    return Team.objects.filter(Q(memberships__in=led) | Q(rolegrant__in=granted)).distinct()


def may_stand_in(team: Team) -> QuerySet[Person]:
    """Return who may lead a team for a while: people with a sign-in who work in it, or lead another."""
    day = today()
    inside = Membership.objects.on(day).filter(team=team)
    leads = RoleGrant.objects.on(day).filter(role=Role.LEAD)
    people = Person.objects.filter(Q(memberships__in=inside) | Q(grants__in=leads), user__is_active=True)
    return people.exclude(left_on__lt=day).distinct()


def find_people(
    people: QuerySet[Person], *, words: str = "", team: str = "", role: str = "", here: str = "", day: date
) -> QuerySet[Person]:
    """Narrow people by words of name, mail address or login, a team or role of today, and being "here" or "left"."""
    for word in words.split():
        people = people.filter(
            Q(name__icontains=word) | Q(mail__icontains=word) | Q(identities__identifier__icontains=word)
        )
    if team:
        people = people.filter(memberships__in=Membership.objects.on(day).filter(team__code=team))
    if role:
        people = people.filter(grants__in=RoleGrant.objects.on(day).filter(role=role))
    gone = Q(left_on__lt=day)
    people = people.filter(gone) if here == "left" else people.exclude(gone) if here == "here" else people
    return people.distinct()


def with_present(people: QuerySet[Person], day: date) -> QuerySet[Person]:
    """Return people with `home` (memberships of today) and `roles` (grants of today) at hand."""
    home = Membership.objects.on(day).filter(kind=MembershipKind.HOME).select_related("team")
    return people.select_related("user").prefetch_related(
        Prefetch("memberships", home, to_attr="home"),
        Prefetch("grants", RoleGrant.objects.on(day), to_attr="roles"),
        "identities",
    )


def people_of(team: Team) -> QuerySet[Membership]:
    """Return every membership of a team, then and now, the latest first."""
    return team.memberships.select_related("person").order_by("-valid_from", "person__name")


def leads_by_role(team: Team) -> QuerySet[RoleGrant]:
    """Return every grant of the role that leads a team, then and now."""
    return RoleGrant.objects.filter(team=team, role=Role.LEAD).select_related("person")


def names_of_users(numbers: Iterable[int]) -> dict[int, str]:
    """Return the names behind users' numbers."""
    return dict(Person.objects.filter(user_id__in=set(numbers)).values_list("user_id", "name"))


def users_named(words: str) -> list[int]:
    """Return the numbers of users whose person has these words in the name."""
    people = Person.objects.filter(user__isnull=False)
    for word in words.split():
        people = people.filter(name__icontains=word)
    return list(people.values_list("user_id", flat=True))


def names_of_subjects(keys: Iterable[int]) -> dict[int, str]:
    """Return what to call the people behind subject keys: the joined person, else the login's own name."""
    rows = Identity.objects.filter(subject__in=set(keys)).values_list(
        "subject", "person__name", "name", "identifier"
    )
    return {key: person or name or identifier for key, person, name, identifier in rows}
