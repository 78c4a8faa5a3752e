"""What pages show of the rules: policies of a section, the statement in force, drafts, the latest changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from helmline_web.people.models import User
from helmline_web.policies import modes
from helmline_web.policies.models import Draft, Policy, Revision
from helmline_web.policies.modes import Now
from helmline_web.policies.sections import SECTIONS, Section


@dataclass(frozen=True, slots=True)
class Held:
    """A policy and which of its statements holds now; `now` is {} for one that only held, or only will."""

    policy: Policy
    now: dict[str, Any]
    planned: dict[str, Any]

    @property
    def shown(self) -> dict[str, Any]:
        """Return the statement to tell of: the one in force, else the next, else the last."""
        return self.now or self.planned or self.policy.latest


def section_named(name: str) -> Section:
    """Return a section; Http404 for a word that is none."""
    if name not in SECTIONS:
        raise Http404
    return SECTIONS[name]


def policy_named(section: str, code: str) -> Policy:
    """Return a policy, also one that has ended; Http404 for one that never was."""
    policy = Policy.objects.filter(section=section_named(section).name, code=code).first()
    if policy is None:
        raise Http404
    return policy


def held(section: str, at: Now | None = None) -> list[Held]:
    """Return the policies of a section that say anything."""
    now = at or modes.now()
    return [_held(policy, now) for policy in Policy.objects.filter(section=section).exclude(statements=[])]


def _held(policy: Policy, at: Now) -> Held:
    begun = [row for row in policy.statements if modes.starts(row, at.zone) <= at.at]
    holding = [
        row for row in begun if "to" not in row or modes.instant(row["to"], at.zone, last_day=True) > at.at
    ]
    planned = [row for row in policy.statements if row not in begun]
    return Held(policy, holding[-1] if holding else {}, planned[0] if planned else {})


def drafts_of(user_id: int) -> Iterable[Draft]:
    """Return what somebody began and did not finish."""
    return Draft.objects.filter(by=user_id)


def draft_of(user_id: int, number: int) -> Draft:
    """Return one's own draft; Http404 for anybody else's."""
    draft = Draft.objects.filter(by=user_id, pk=number).select_related("restores").first()
    if draft is None:
        raise Http404
    return draft


def latest_changes(limit: int = 10) -> list[tuple[Revision, str]]:
    """Return the newest revisions with the name of whoever made them."""
    found = list(Revision.objects.filter(by__isnull=False).select_related("policy").order_by("-at")[:limit])
    return [(one, name) for one, name in zip(found, names(found), strict=True)]


def names(revisions: Iterable[Revision]) -> list[str]:
    """Return who made each revision; "" for the system itself and for who is not known any more."""
    rows = list(revisions)
    users = User.objects.filter(pk__in={row.by for row in rows if row.by}).select_related("person")
    said = {user.pk: user.person.name if hasattr(user, "person") else str(user) for user in users}
    return [said.get(row.by or 0, "") for row in rows]
