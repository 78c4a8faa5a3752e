"""Whose work somebody may see: invariant 14 of the architecture as a value.

A lead sees the teams that are his now, with all their past, and the past of teams that were his then; besides,
the people whose home team is his, for the days it was theirs. An agent sees himself. A vendor's manager sees the
vendor's teams and people. The other roles see the whole, or the brand or team that their grant names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from helmline.metrics.audience import Audience, Grant
from helmline_web.people.models import Identity, Membership, RoleGrant, Team
from helmline_web.people.models.dated import Dated
from helmline_web.people.models.identities import IdentityKind
from helmline_web.people.models.memberships import LEADING, MembershipKind
from helmline_web.people.roles import SEES_WHOLE, Role


@dataclass(slots=True)
class Reach:
    """What somebody may see, while it is being put together."""

    whole: bool = False
    teams: set[Grant] = field(default_factory=set)
    agents: set[Grant] = field(default_factory=set)
    brands: set[str] = field(default_factory=set)  # seen as a whole

    @property
    def limits(self) -> set[str] | None:
        """The brands that the grants name, where every one of them names some; None where one does not."""
        if self.whole or not all(grant.brands for grant in self.teams):
            return None
        return self.brands.union(*(grant.brands for grant in self.teams)) or None

    def audience(self) -> Audience | None:
        """Return it as the library wants it; None is everything. Each grant keeps its own brands."""
        return None if self.whole else self.within(())

    def within(self, brands: Iterable[str]) -> Audience:
        """Return it limited to some brands; () is every brand."""
        teams, whole = set(self.teams), tuple(sorted(self.brands))
        if self.whole or whole:
            every = Team.objects.values_list("code", flat=True)
            teams |= {Grant(code, brands=() if self.whole else whole) for code in every}
        return Audience(_sorted(teams), _sorted(self.agents), tuple(sorted(brands)), self.whole, whole)


@dataclass(frozen=True, slots=True)
class Days:
    """The organisation's days as the log's instants."""

    zone: ZoneInfo
    today: date

    def start(self, day: date | None) -> int | None:
        """Return the midnight that begins a day, in UTC microseconds."""
        if day is None:
            return None
        return round(datetime.combine(day, time(), self.zone).timestamp()) * 1_000_000

    def span(self, dated: Dated) -> tuple[int | None, int | None]:
        """Return the half-open instants during which something held."""
        return self.start(dated.valid_from), self.start(dated.ends_before)


def reach(person_id: int, subjects: Iterable[int], grants: list[RoleGrant], days: Days) -> Reach:
    """Return what a person may see by his grants, past ones too, and by every team led, now or then."""
    found = Reach(agents={Grant(subject) for subject in subjects})
    tree = _tree()
    for grant in grants:
        if grant.holds(days.today):
            _grant(found, grant, tree, days)
    for team_id, dated in _led(person_id, grants):
        given = Reach()
        _lead(given, team_id, dated, tree, days)
        _add(found, given, _brands(dated))
    return found


def own_subjects(person_id: int) -> tuple[int, ...]:
    """Return the subject keys of a person's own logins."""
    own = Identity.objects.filter(person_id=person_id, kind=IdentityKind.PERSON)
    return tuple(own.order_by("subject").values_list("subject", flat=True))


def everything() -> Audience:
    """Return an audience of every team we know and of rows without one, for readers who see all of a brand."""
    return Audience(_sorted(Grant(code) for code in Team.objects.values_list("code", flat=True)), whole=True)


def apart(found: Reach, brands: Iterable[tuple[str, bool]]) -> tuple[tuple[str, ...], Audience | None]:
    """Return the brands that may be picked, and what is seen while none is picked.

    `brands` are all codes with whether they are confidential. A confidential brand shares no page with another:
    it is seen when it was picked, or when the reader has nothing else.
    """
    secret = dict(brands)
    if not any(secret.values()):
        return tuple(sorted(found.limits or ())), found.audience()
    mine = _own_brands(found, set(secret))
    known_open = {code for code in secret if not secret[code]}  # own work lies in any of them
    shown = known_open if mine & known_open else mine if len(mine) == 1 else set()
    return tuple(sorted(mine)), found.within(shown) if shown else Audience()


def _own_brands(found: Reach, known: set[str]) -> set[str]:
    """Return the brands of somebody's grants, else of his teams where each has one, else every brand."""
    if found.limits is not None:
        return found.limits
    if found.whole or not found.teams:
        return known
    codes = {grant.value for grant in found.teams}
    of_teams = set(Team.objects.filter(code__in=codes).values_list("brand__code", flat=True))
    return known if None in of_teams else of_teams


def _grant(found: Reach, grant: RoleGrant, tree: dict[int | None, list[Team]], days: Days) -> None:
    given = Reach()
    if grant.role == Role.VENDOR:
        _vendor(given, grant, days)
    elif grant.role in SEES_WHOLE and grant.team_id is not None:
        _lead(given, grant.team_id, grant, tree, days)
    elif grant.role in SEES_WHOLE:
        given.whole = True
    _add(found, given, _brands(grant))


def _brands(given_by: Dated) -> tuple[str, ...]:
    """Return the brand that a role is limited to; () is every brand, as it is for a membership."""
    brand = given_by.brand if isinstance(given_by, RoleGrant) else None
    return (brand.code,) if brand else ()


def _add(found: Reach, given: Reach, brands: tuple[str, ...]) -> None:
    """Add what one grant gives, within its own brands, to what others gave."""
    found.teams |= {replace(one, brands=brands) for one in given.teams}
    found.agents |= {replace(one, brands=brands) for one in given.agents}
    if given.whole:
        found.whole, found.brands = found.whole or not brands, found.brands | set(brands)


def _vendor(found: Reach, grant: RoleGrant, days: Days) -> None:
    vendor = grant.vendor
    found.teams |= {Grant(code) for code in vendor.team_set.values_list("code", flat=True)}
    theirs = Q(team__vendor=vendor) | Q(employer__in={vendor.code, vendor.name} - {""})
    found.agents |= set(_at_home(theirs, (None, None), days))


def _led(person_id: int, grants: list[RoleGrant]) -> Iterator[tuple[int, Dated]]:
    for membership in Membership.objects.filter(person_id=person_id, kind__in=LEADING):
        yield membership.team_id, membership
    for grant in grants:
        if grant.role == Role.LEAD and grant.team_id is not None:
            yield grant.team_id, grant


def _lead(found: Reach, team_id: int, dated: Dated, tree: dict[int | None, list[Team]], days: Days) -> None:
    if dated.valid_from is not None and dated.valid_from > days.today:
        return
    span = (None, None) if dated.holds(days.today) else days.span(dated)
    teams = list(_below(team_id, tree))
    found.teams |= {Grant(team.code, *span) for team in teams}
    found.agents |= set(_at_home(Q(team__in=teams), span, days))


def _at_home(whose: Q, span: tuple[int | None, int | None], days: Days) -> Iterator[Grant]:
    """Yield the people of these teams for the days both held: their membership and the reader's time there."""
    rows = Membership.objects.filter(
        whose, kind=MembershipKind.HOME, person__identities__kind=IdentityKind.PERSON
    )
    for row in rows.annotate(subject=F("person__identities__subject")):
        start, end = _both(days.span(row), span)
        if start is None or end is None or start < end:
            yield Grant(row.subject, start, end)


def _both(
    one: tuple[int | None, int | None], other: tuple[int | None, int | None]
) -> tuple[int | None, int | None]:
    starts = [start for start, _ in (one, other) if start is not None]
    ends = [end for _, end in (one, other) if end is not None]
    return max(starts, default=None), min(ends, default=None)


def _tree() -> dict[int | None, list[Team]]:
    children: dict[int | None, list[Team]] = {}
    for team in Team.objects.all():
        children.setdefault(team.parent_id, []).append(team)
    return children


def _below(team_id: int, tree: dict[int | None, list[Team]]) -> Iterator[Team]:
    """Yield a team and every team that is part of it."""
    known = {team.pk: team for teams in tree.values() for team in teams}
    waiting, seen = [team_id], set()
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            yield known[current]
            waiting += [team.pk for team in tree.get(current, [])]


def _sorted(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    return tuple(
        sorted(
            grants, key=lambda grant: (str(grant.value), grant.from_us or 0, grant.to_us or 0, grant.brands)
        )
    )
