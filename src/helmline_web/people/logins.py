"""One person, several logins: which belong together, how sure that is, and what nobody knows yet."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from helmline.eventlog.privacy import Subjects
from helmline.eventlog.schema import Role
from helmline_web.people import actions, changes
from helmline_web.people.models import Identity, Person
from helmline_web.people.models.identities import IdentityKind


class Confidence(models.TextChoices):
    """How sure it is that a login is a person's, from what the systems say."""

    SURE = "sure", _("almost certain")
    LIKELY = "likely", _("likely")
    DOUBTFUL = "doubtful", _("in doubt")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A login nobody has been joined to, with whose it may be: (person, how sure), the surest first."""

    identity: Identity
    candidates: tuple[tuple[Person, Confidence], ...]

    @property
    def sure(self) -> Person | None:
        """Return the one person whose it almost certainly is."""
        found = [person for person, confidence in self.candidates if confidence == Confidence.SURE]
        return found[0] if len(found) == 1 else None


@transaction.atomic
def take_in(data: Path) -> int:
    """Note the agents' logins that the log has met and nobody here knows; return how many were new."""
    known = set(Identity.objects.values_list("subject", flat=True))
    new = [subject for subject in Subjects(data).of_role(Role.AGENT) if subject.key not in known]
    for found in new:
        names = {"name": found.name or "", "mail": found.email or ""}
        actions.add_identity(found.source, found.identifier, found.key, by=None, **names)
    return len(new)


def proposals() -> Iterator[Proposal]:
    """Yield every login that is nobody's and no shared one, with whose it may be."""
    by_mail, by_name = _people()
    waiting = Identity.objects.filter(person__isnull=True, kind=IdentityKind.PERSON).prefetch_related(
        "refused"
    )
    for identity in waiting:
        refused = {person.pk for person in identity.refused.all()}
        yield Proposal(identity, tuple(_candidates(identity, by_mail, by_name, refused)))


@transaction.atomic
def join_sure(*, by: int | None) -> int:
    """Join every login whose person is almost certain; return how many."""
    sure = [(proposal.identity, person) for proposal in proposals() if (person := proposal.sure)]
    for identity, person in sure:
        changes.join(identity, person, by=by)
    return len(sure)


@transaction.atomic
def make_person(identity: Identity, *, by: int | None) -> Person:
    """Add a person for a login that is somebody new."""
    person = actions.add_person(identity.name or identity.identifier, by=by, mail=identity.mail)
    changes.join(identity, person, by=by)
    return person


def _candidates(
    identity: Identity, by_mail: dict[str, list[Person]], by_name: dict[str, list[Person]], refused: set[int]
) -> Iterator[tuple[Person, Confidence]]:
    same_mail = [person for person in by_mail.get(identity.mail.lower(), []) if person.pk not in refused]
    same_name = [person for person in by_name.get(plain_name(identity.name), []) if person.pk not in refused]
    for person in same_mail:
        yield person, Confidence.SURE if len(same_mail) == 1 else Confidence.DOUBTFUL
    for person in same_name:
        if person not in same_mail:
            yield person, Confidence.LIKELY if len(same_name) == 1 and not same_mail else Confidence.DOUBTFUL


def _people() -> tuple[dict[str, list[Person]], dict[str, list[Person]]]:
    by_mail: dict[str, list[Person]] = defaultdict(list)
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in Person.objects.all():
        if person.mail:
            by_mail[person.mail.lower()].append(person)
        by_name[plain_name(person.name)].append(person)
    return by_mail, by_name


def plain_name(name: str) -> str:
    """Return a name without accents, case and order of its words: "Górecka, Maja" is "gorecka maja"."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(sorted(letters.replace(",", " ").split()))
