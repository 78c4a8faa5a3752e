"""Put together what is in force, check it, and publish it once the database has it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from helmline.errors import Busy, HelmlineError
from helmline.reference import NONE, Proposal, Published, current_version, propose, publish_content
from helmline_web.people import written
from helmline_web.policies.models import Policy

log = logging.getLogger(__name__)

#: somebody else may be publishing for a moment
_TRIES: Final = 40
_PAUSE_S: Final = 0.05

Statements = Iterable[Mapping[str, Any]]
Place = tuple[str, str]  # section and code of a policy
Changed = Mapping[Place, Statements]


def content(changed: Changed | None = None) -> dict[str, Any]:
    """Return the reference data as people and policies say them now, with some policies changed."""
    found = written.tables()
    for (section, _), statements in _in_order(changed):
        found.setdefault(section, []).extend(statements)
    return found


def first_of(changed: Changed, place: Place) -> int:
    """Return where in its section the first statement of a policy stands, as findings count them."""
    before = (rows for at, rows in _in_order(changed) if at[0] == place[0] and at < place)
    return sum(len(list(rows)) for rows in before)


def _in_order(changed: Changed | None) -> list[tuple[Place, Statements]]:
    standing: dict[Place, Statements] = {
        (policy.section, policy.code): policy.statements for policy in Policy.objects.all()
    }
    return sorted((standing | dict(changed or {})).items(), key=lambda item: item[0])


def proposal(changed: Changed | None = None) -> Proposal:
    """Return what would be published with some policies changed; raise InvalidReference if it could not be."""
    return propose(content(changed), source="this change")


def publish_soon() -> None:
    """Publish what stands in the database as soon as this transaction is in it."""
    transaction.on_commit(publish)


def publish() -> Published:
    """Publish what stands in the database now; nothing happens where it is published already."""
    for _ in range(_TRIES):
        try:
            return publish_content(content(), settings.HELMLINE_DATA)
        except Busy:
            time.sleep(_PAUSE_S)
    return publish_content(content(), settings.HELMLINE_DATA)


def is_published() -> bool:
    """Return whether the version in force is what stands in the database.

    It is not after a crash in between, and where somebody published a file from the command line.
    """
    return propose(content()).reference.version == current_version(settings.HELMLINE_DATA)


def is_ours() -> bool:
    """Return whether what is published came from here, so that publishing again loses nobody's file."""
    return Policy.objects.exists() or current_version(settings.HELMLINE_DATA) == NONE


def follow(**_signal: Any) -> None:
    """Publish after a change of people, teams or brands, once it is in the database.

    A membership that does not fit must not undo what was saved: it is logged, and the page of policies says
    that something is not published. However much changes in one transaction, it is published once.
    """
    waiting = transaction.get_connection().run_on_commit
    if not any(function is catch_up for _, function, *_ in waiting):
        transaction.on_commit(catch_up)


def catch_up() -> None:
    """Publish what stands in the database where it is not in force yet: after people changed, or a crash."""
    if not is_ours():
        return
    try:
        publish()
    except HelmlineError as fault:
        log.warning("what people changed is not published: %s", fault)
