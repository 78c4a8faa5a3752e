"""Change the rules in force: each act checks the whole, changes, records in the trail, and publishes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from helmline.reference import Published, propose
from helmline_web.decisions.actions import record
from helmline_web.decisions.versions import Stale
from helmline_web.people import adoption
from helmline_web.policies import publishing
from helmline_web.policies.logins import met
from helmline_web.policies.models import Policy, Revision
from helmline_web.policies.sections import by_policy


def adopt(content: Mapping[str, Any], *, by: int | None = None) -> Published:
    """Take published reference data into the tables of policies and people, and publish them from there.

    What nobody has changed comes back as the same version. Policies that the content does not have are
    ended; nothing is forgotten, their revisions stay. Raises InvalidReference for content with errors.
    """
    plain = propose(content).reference.content
    with transaction.atomic():
        adoption.adopt(plain, adoption.known_logins(met), by=by)
        wanted = by_policy(plain)
        standing = {(policy.section, policy.code): policy for policy in Policy.objects.all()}
        for key in {*wanted, *standing}:
            statements = wanted.get(key, [])
            if key not in standing or standing[key].statements != statements:
                store(*key, statements, seen=standing[key].version if key in standing else 0, by=by)
        record("policies.adopted", by=by, detail={"policies": len(wanted)})
    return publishing.publish()


@transaction.atomic
def store(
    section: str,
    code: str,
    statements: list[dict[str, Any]],
    *,
    seen: int,
    by: int | None,
    mode: str = "",
    note: str = "",
) -> Policy:
    """Make these the statements of a policy, as its next version; `seen` is the version they were made from.

    Raises Stale if somebody changed it meanwhile; then nothing is stored.
    """
    policy = Policy.objects.select_for_update().filter(section=section, code=code).first()
    if policy is None:
        policy = Policy.objects.create(section=section, code=code, statements=statements)
    elif policy.version != seen:
        raise Stale(policy)
    else:
        policy.statements = statements
        policy.save_next()
    Revision.objects.create(
        policy=policy, version=policy.version, statements=statements, mode=mode, note=note, by=by
    )
    return policy
