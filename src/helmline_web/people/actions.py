"""Change the organisation and its people: each act checks, changes, and records in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from helmline_web.decisions.actions import record
from helmline_web.people import second_factor, sessions
from helmline_web.people.changes import check
from helmline_web.people.days import today
from helmline_web.people.models import (
    Brand,
    Identity,
    Membership,
    Organisation,
    Person,
    RoleGrant,
    Team,
    User,
    Vendor,
)
from helmline_web.people.models.identities import IdentityKind
from helmline_web.people.models.memberships import MembershipKind
from helmline_web.people.roles import Role


class AlreadyBegun(Exception):
    """There is a user already, so nobody becomes the first."""


@transaction.atomic
def found_organisation(*, by: int | None, **fields: Any) -> Organisation:
    """Set up the house, or change it where it stands; there is one."""
    organisation = Organisation.objects.first() or Organisation()
    _set(organisation, fields)
    record("people.organisation.changed", by=by, detail={"fields": sorted(fields)})
    return organisation


@transaction.atomic
def add_brand(code: str, *, by: int | None, **fields: Any) -> Brand:
    """Add a brand."""
    brand = Brand.objects.create(code=code, **fields)
    record(
        "people.brand.changed",
        by=by,
        subject=f"brand:{code}",
        detail={"code": code, "fields": ["code", *fields]},
    )
    return brand


@transaction.atomic
def add_vendor(code: str, *, by: int | None, **fields: Any) -> Vendor:
    """Add a company whose people work for us."""
    vendor = Vendor.objects.create(code=code, **fields)
    record(
        "people.vendor.changed",
        by=by,
        subject=f"vendor:{code}",
        detail={"code": code, "fields": ["code", *fields]},
    )
    return vendor


@transaction.atomic
def add_team(code: str, *, by: int | None, **fields: Any) -> Team:
    """Add a team."""
    team = Team(code=code, **fields)
    check(team)
    team.save()
    record(
        "people.team.changed",
        by=by,
        subject=f"team:{code}",
        detail={"code": code, "fields": ["code", *fields]},
    )
    return team


@transaction.atomic
def add_person(name: str, *, by: int | None, **fields: Any) -> Person:
    """Add somebody who works here."""
    person = Person.objects.create(name=name, **fields)
    record("people.person.added", by=by, subject=_of(person))
    return person


@transaction.atomic
def give_sign_in(
    person: Person, mail: str, password: str | None = None, *, by: int | None, **fields: Any
) -> User:
    """Let a person sign in with this address."""
    user = User.objects.create_user(mail, password, **fields)
    person.user, person.mail = user, person.mail or user.mail
    person.save_next()
    record("people.user.added", by=by, subject=_of(person))
    return user


@transaction.atomic
def reset_sign_in(person: Person, password: str, *, by: int | None) -> None:
    """Give a person a first password, switch the second step off and sign him out everywhere."""
    user = person.user
    user.set_password(password)
    user.must_change_password = user.is_active = True
    user.save()
    second_factor.remove(user)
    sessions.end_everywhere(user, by=by)
    record("people.user.reset", by=by, subject=_of(person))


@transaction.atomic
def note_leaving(person: Person, last_day: date, *, by: int | None) -> None:
    """Note somebody's last day: the sign-in ends with it, the history stays."""
    person.left_on = last_day
    person.save_next()
    record("people.person.left", by=by, subject=_of(person), detail={"day": last_day.isoformat()})


@transaction.atomic
def add_membership(
    person: Person, team: Team, kind: str = MembershipKind.HOME, *, by: int | None, **fields: Any
) -> Membership:
    """Put a person into a team in one capacity, from `valid_from` until `valid_to`, both included.

    Raises Impossible for a second home team on one day.
    """
    membership = Membership(person=person, team=team, kind=MembershipKind(kind), **fields)
    check(membership)
    membership.save()
    detail = {"team": team.code, "kind": str(membership.kind), **_days(fields)}
    record("people.membership.added", by=by, subject=_of(person), detail=detail)
    return membership


@transaction.atomic
def take_back(membership: Membership, *, by: int | None) -> None:
    """End a membership: from today if it has begun, as if never given if it has not."""
    detail = {"team": membership.team.code, "kind": membership.kind}
    if membership.valid_from is None or membership.valid_from < today():
        membership.valid_to = today() - timedelta(days=1)
        membership.save_next()
    else:
        membership.delete()
    record("people.membership.ended", by=by, subject=_of(membership.person), detail=detail)


@transaction.atomic
def grant_role(person: Person, role: str, *, by: int | None, **fields: Any) -> RoleGrant:
    """Give a person a role, for the whole or within a `brand`, `team` or `vendor`."""
    grant = RoleGrant.objects.create(person=person, role=Role(role), **fields)
    scope = {name: fields[name].code for name in ("brand", "team", "vendor") if fields.get(name)}
    record(
        "people.role.granted",
        by=by,
        subject=_of(person),
        detail={"role": str(role), **scope, **_days(fields)},
    )
    return grant


@transaction.atomic
def add_identity(
    source: str,
    identifier: str,
    subject: int,
    *,
    by: int | None,
    person: Person | None = None,
    kind: str = IdentityKind.PERSON,
    **fields: Any,
) -> Identity:
    """Note a login of a source; `subject` is its key in the event log."""
    identity = Identity.objects.create(
        source=source,
        identifier=identifier,
        subject=subject,
        person=person,
        kind=IdentityKind(kind),
        **fields,
    )
    about = _of(person) if person else ""
    record("people.identity.added", by=by, subject=about, detail={"source": source, "key": str(subject)})
    return identity


def _of(person: Person) -> str:
    return f"person:{person.pk}"


def _set(row: Organisation, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save() if row._state.adding else row.save_next()


def _days(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the first and last day for the trail; an open end is "…"."""
    edges = (("start", fields.get("valid_from")), ("end", fields.get("valid_to")))
    return {name: day.isoformat() if day else "…" for name, day in edges}


@transaction.atomic
def begin_house(*, organisation: Mapping[str, Any], name: str, mail: str, password: str) -> User:
    """Found the house with its first administrator. Raises AlreadyBegun if somebody was faster."""
    found_organisation(by=None, **organisation)  # its record waits for others who begin at the same time
    if User.objects.exists():
        raise AlreadyBegun
    person = add_person(name, by=None)
    user = give_sign_in(person, mail, password, by=None)
    grant_role(person, Role.ADMIN, by=None)
    return user
