"""People whom reference data name by a login that nobody has met here yet."""

from __future__ import annotations

from django.conf import settings

from helmline.eventlog.privacy import Subjects
from helmline_web.people.models import Identity, Person


def met(login: str) -> Identity:
    """Store a login like "desk:101" and the person behind it, called as the source calls them."""
    source, _, identifier = login.partition(":")
    names = Subjects(settings.HELMLINE_DATA)
    known = [one for one in names.find(login) + names.find(identifier) if one.source == source]
    subject = known[0].key if known else names.keys(source, [identifier])[0]
    written = known[0].identifier if known else identifier
    name, mail = (known[0].name, known[0].email) if known else (None, None)
    stored = Identity.objects.filter(subject=subject).first()
    if stored is None:
        person = Person.objects.create(name=name or identifier, mail=mail or "")
        stored = Identity.objects.create(
            source=source, identifier=written, subject=subject, person=person, name=person.name
        )
    return stored
