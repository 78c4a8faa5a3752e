"""Change the rules in force: each act checks the whole, changes, records in the trail, and publishes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from helmline.reference import Published, propose
from helmline_web.decisions.actions import record
from helmline_web.decisions.versions import Stale
from helmline_web.people import adoption
from helmline_web.policies import drafts, publishing
from helmline_web.policies.logins import met
from helmline_web.policies.models import Draft, Policy, Revision
from helmline_web.policies.sections import by_policy


def adopt(content: Mapping[str, Any], *, by: int | None = None) -> Published:
    """Take published reference data into the tables of policies and people, and publish them from there.

    What nobody has changed comes back as the same version. Policies that the content does not have are
    ended; nothing is forgotten, their revisions stay. Raises InvalidReference for content with errors.
    """
    take_over(content, by=by)
    return publishing.publish()


@transaction.atomic
def take_over(content: Mapping[str, Any], *, by: int | None = None) -> None:
    """Take published reference data into the tables; raise InvalidReference for content with errors.

    Publishing is left to whoever asks: nothing is published before the transaction around it ends.
    """
    plain = propose(content).reference.content
    adoption.adopt(plain, adoption.known_logins(met), by=by)
    wanted = by_policy(plain)
    standing = {(policy.section, policy.code): policy for policy in Policy.objects.all()}
    for key in {*wanted, *standing}:
        statements = wanted.get(key, [])
        if key not in standing or standing[key].statements != statements:
            store(*key, statements, seen=standing[key].version if key in standing else 0, by=by)
    record("policies.adopted", by=by, detail={"policies": len(wanted)})


def save_draft(draft: Draft) -> Draft:
    """Keep what somebody thinks of doing, and the version it was thought of."""
    policy = drafts.policy_of(draft)
    if draft.pk is None and not draft.seen:
        draft.seen = policy.version if policy else 0
    draft.save()
    return draft


@transaction.atomic
def apply(draft: Draft, *, by: int) -> Policy:
    """Put a draft in force. Raises Stale if the policy changed since, Refused or Impossible if it cannot be.

    In each case nothing is changed and the draft stays.
    """
    standing = drafts.policy_of(draft)
    if standing and standing.version != draft.seen:
        raise Stale(standing)
    statements = drafts.outlook(draft).statements
    mode = "" if draft.restores else draft.mode
    policy = store(draft.section, draft.code, statements, seen=draft.seen, by=by, mode=mode, note=draft.note)
    _tell(draft, policy, by)
    draft.delete()
    publishing.publish_soon()
    return policy


def _tell(draft: Draft, policy: Policy, by: int) -> None:
    about = {"section": policy.section, "code": policy.code}
    subject = f"{policy.section}:{policy.code}"
    if draft.restores:
        detail = {**about, "version": draft.restores.version}
        record("policies.restored", by=by, subject=subject, detail=detail)
    else:
        detail = {**about, "mode": draft.mode, "since": draft.since.isoformat() if draft.since else ""}
        record("policies.changed", by=by, subject=subject, detail=detail)


def rebase(draft: Draft) -> None:
    """Put a draft over what somebody else changed meanwhile: it is previewed again, as of now."""
    policy = drafts.policy_of(draft)
    draft.seen = policy.version if policy else 0
    draft.save()


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
