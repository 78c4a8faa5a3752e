"""Change what is stored: fields of a versioned row, memberships, roles, logins; each act records itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import transaction

from helmline_web.decisions.actions import record
from helmline_web.decisions.versions import Versioned
from helmline_web.people import sessions, words
from helmline_web.people.models import (
    Brand,
    Identity,
    Membership,
    Organisation,
    Person,
    RoleGrant,
    Team,
    Vendor,
)
from helmline_web.people.models.identities import IdentityKind
from helmline_web.people.models.memberships import MembershipKind

Row = TypeVar("Row", bound=Versioned)

_KINDS: dict[type[Versioned], tuple[str, str]] = {
    Organisation: ("people.organisation.changed", "pk"),
    Brand: ("people.brand.changed", "code"),
    Vendor: ("people.vendor.changed", "code"),
    Team: ("people.team.changed", "code"),
    Person: ("people.person.changed", "pk"),
    Membership: ("people.membership.changed", "pk"),
}


class Impossible(Exception):
    """What was asked cannot be; `field` is where to say so, `reason` is why: a code."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


@transaction.atomic
def change(row: Row, fields: Mapping[str, Any], *, seen: int, by: int | None) -> Row:
    """Change fields of a row as it was seen at version `seen`. Raises Stale or Impossible; then nothing changed."""
    current = type(row).opened(seen, pk=row.pk)
    changed = sorted(name for name, value in fields.items() if getattr(current, name) != value)
    for name in changed:
        setattr(current, name, fields[name])
    check(current)
    if changed:
        current.save_next()
        _tell(current, changed, by)
    return current


def check(row: Versioned) -> None:
    """Raise Impossible for days the wrong way round, a team inside itself, or two home teams on one day."""
    first, last = getattr(row, "valid_from", None), getattr(row, "valid_to", None)
    if first and last and last < first:
        raise Impossible("valid_to", "ends_before_it_begins")
    if isinstance(row, Team) and row.pk and _is_inside(row.parent, row.pk):
        raise Impossible("parent", "inside_itself")
    if isinstance(row, Membership) and row.kind == MembershipKind.HOME:
        _one_home(row)


@transaction.atomic
def end_membership(membership: Membership, last_day: date, *, seen: int, by: int | None) -> None:
    """Let a membership end with this day."""
    change(membership, {"valid_to": last_day}, seen=seen, by=by)


@transaction.atomic
def end_role(grant: RoleGrant, last_day: date, *, by: int | None) -> None:
    """Let a role end with this day."""
    grant.valid_to = last_day
    grant.save(update_fields=["valid_to"])
    detail = {"role": grant.role, "end": last_day.isoformat()}
    record("people.role.ended", by=by, subject=f"person:{grant.person_id}", detail=detail)


@transaction.atomic
def lock(person: Person, *, by: int | None) -> None:
    """End a person's sign-in now: no new one, and every browser is signed out."""
    person.user.is_active = False
    person.user.save(update_fields=["is_active"])
    sessions.end_everywhere(person.user, by=by)
    record("people.user.locked", by=by, subject=f"person:{person.pk}")


@transaction.atomic
def unlock(person: Person, *, by: int | None) -> None:
    """Let a person sign in again."""
    person.user.is_active = True
    person.user.save(update_fields=["is_active"])
    record("people.user.unlocked", by=by, subject=f"person:{person.pk}")


@transaction.atomic
def join(identity: Identity, person: Person, *, by: int | None) -> None:
    """Say that a login is this person's own."""
    identity.person, identity.kind = person, IdentityKind.PERSON
    identity.save()
    identity.refused.remove(person)
    _of_login("people.identity.joined", identity, person, by)


@transaction.atomic
def split(identity: Identity, *, by: int | None) -> None:
    """Take a login away from its person, and do not propose it for him again."""
    person, identity.person = identity.person, None
    identity.save()
    identity.refused.add(person)
    _of_login("people.identity.split", identity, person, by)


@transaction.atomic
def refuse(identity: Identity, person: Person, *, by: int | None) -> None:
    """Say that a login is not this person's, so that it is not proposed again."""
    identity.refused.add(person)
    _of_login("people.identity.refused", identity, person, by)


@transaction.atomic
def mark_as_seat(identity: Identity, *, by: int | None) -> None:
    """Say that several people share a login: it counts in totals and has no personal page."""
    identity.person, identity.kind = None, IdentityKind.SEAT
    identity.save()
    _of_login("people.identity.seat", identity, None, by)


def _of_login(kind: str, identity: Identity, person: Person | None, by: int | None) -> None:
    detail = {"source": identity.source, "key": str(identity.subject)}
    record(kind, by=by, subject=f"person:{person.pk}" if person else "", detail=detail)


def _tell(row: Versioned, changed: list[str], by: int | None) -> None:
    kind, name = _KINDS[type(row)]
    code = str(getattr(row, name))
    detail = {"code": code, "fields": changed}
    if isinstance(row, Membership):
        detail["team"] = row.team.code
        record(kind, by=by, subject=f"person:{row.person_id}", detail=detail)
        return
    record(kind, by=by, subject=f"{type(row).__name__.lower()}:{code}", detail=detail)
    if isinstance(row, Organisation):
        words.forget_cached()


def _is_inside(team: Team | None, number: int) -> bool:
    seen: set[int] = set()
    while team is not None and team.pk not in seen:
        if team.pk == number:
            return True
        seen.add(team.pk)
        team = team.parent
    return False


def _one_home(row: Membership) -> None:
    others = Membership.objects.filter(person_id=row.person_id, kind=MembershipKind.HOME).exclude(pk=row.pk)
    if others.between(row.valid_from or date.min, row.valid_to or date.max).exists():
        raise Impossible("valid_from", "two_homes")
