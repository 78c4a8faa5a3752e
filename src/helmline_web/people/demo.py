"""People of the demonstration: a sign-in for every role in the company that does not exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from helmline.reference.reference import Reference
from helmline.synthetic import SOURCE
from helmline_web.people import actions, adoption
from helmline_web.people.models import Identity, Person, Team, User, Vendor
from helmline_web.people.roles import Role

#: known to everybody, so whoever has it signs in only while the demonstration is switched on
PASSWORD: Final = "helmline demonstration"
DOMAIN: Final = "demo.helmline.example"
#: a name for each role that none of the company's own people has
NAMES: Final = {
    Role.ADMIN: "Adele Tarvonen", Role.MANAGER: "Renata Aldini", Role.QA: "Quirin Olander", Role.TRAINER: "Tessa Wilk",
    Role.PLANNER: "Pia Lombard", Role.VIEWER: "Viggo Strand", Role.VENDOR: "Vera Munteanu",
}  # fmt: skip


@transaction.atomic
def make_demo_people(reference: Reference, subjects: Iterable[Mapping[str, Any]]) -> None:
    """Store organisation, teams and people of the demonstration, and a sign-in for each role.

    `subjects` are the rows of `helmline.synthetic.people`. Made twice, nothing changes.
    """
    rows = list(subjects)
    for row in rows:
        _login(row)
    adoption.adopt(reference.content, adoption.known_logins(_unknown), by=None)
    for role, name in NAMES.items():
        _office(role, name)
    for role in (Role.LEAD, Role.AGENT):
        _at_work(role, next(row for row in rows if row["role"] == role and row["left"] is None))


def sign_ins() -> list[tuple[Role, User]]:
    """Return the demonstration's users by role; none while it is switched off."""
    if not settings.HELMLINE_DEMO:
        return []
    found = {user.mail: user for user in User.objects.filter(mail__endswith=f"@{DOMAIN}")}
    return [(role, found[mail]) for role in Role if (mail := _mail(role)) in found]


def may_sign_in(user: User) -> bool:
    """Return whether a user's password may count: the demonstration's is public."""
    return settings.HELMLINE_DEMO or not user.mail.endswith(f"@{DOMAIN}")


def _mail(role: str) -> str:
    return f"{role}@{DOMAIN}"


def _login(row: Mapping[str, Any]) -> None:
    if Identity.objects.filter(subject=row["subject"]).exists():
        return
    person = actions.add_person(
        row["name"], by=None, mail=row["mail"], started_on=row["hired"], left_on=row["left"]
    )
    fields = {"name": row["name"], "mail": row["mail"]}
    actions.add_identity(SOURCE, row["identifier"], row["subject"], person=person, by=None, **fields)


def _unknown(name: str) -> Identity:
    raise LookupError(f"{name} is in the demonstration's memberships but not among its people")


def _office(role: Role, name: str) -> None:
    if User.objects.filter(mail=_mail(role)).exists():
        return
    person = actions.add_person(name, by=None)
    actions.give_sign_in(person, _mail(role), PASSWORD, by=None)
    scope = {"vendor": Vendor.objects.first()} if role == Role.VENDOR else {}
    actions.grant_role(person, role, by=None, **scope)


def _at_work(role: Role, row: Mapping[str, Any]) -> None:
    person = Person.objects.get(identities__subject=row["subject"])
    if person.user is None:
        actions.give_sign_in(person, _mail(role), PASSWORD, by=None)
        scope = {"team": Team.objects.get(code=row["team"])} if role == Role.LEAD else {}
        actions.grant_role(person, role, by=None, **scope)
