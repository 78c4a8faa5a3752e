"""What a draft would make of its policy, and what is wrong with that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from helmline.reference import Finding, InvalidReference, Proposal
from helmline_web.policies import modes, publishing
from helmline_web.policies.models import Draft, Mode, Policy
from helmline_web.policies.modes import Now
from helmline_web.policies.sections import SECTIONS

Statements = list[dict[str, Any]]


class Refused(Exception):
    """The reference data as a whole would not fit together; `here` are findings by field of this statement."""

    def __init__(self, here: dict[str, list[str]], elsewhere: list[str]) -> None:
        super().__init__("; ".join([*(line for lines in here.values() for line in lines), *elsewhere]))
        self.here, self.elsewhere = here, elsewhere


@dataclass(frozen=True, slots=True)
class Outlook:
    """A draft thought through: the statements its policy would have, and the reference data with them."""

    statements: Statements
    proposal: Proposal


def policy_of(draft: Draft) -> Policy | None:
    """Return the policy as it stands now; None for one that does not exist yet."""
    return Policy.objects.filter(section=draft.section, code=draft.code).first()


def outlook(draft: Draft, at: Now | None = None) -> Outlook:
    """Return what the draft comes to. Raises modes.Impossible for its day, Refused for its content."""
    statements = statements_of(draft, at or modes.now())
    place = (draft.section, draft.code)
    try:
        return Outlook(statements, publishing.proposal({place: statements}))
    except InvalidReference as wrong:
        raise _refused(wrong.findings, place, statements) from None


def statements_of(draft: Draft, at: Now) -> Statements:
    """Return the statements that the policy would have."""
    if draft.restores:
        return list(draft.restores.statements)
    policy, section = policy_of(draft), SECTIONS[draft.section]
    standing = list(policy.statements) if policy else []
    if section.name == "calendar":
        return _of_calendar(draft, standing, at)
    if not section.dated:
        return [draft.wanted] if draft.wanted else []
    start = modes.begin(draft.mode, draft.since, section, at)
    takes_over = draft.mode == Mode.OPEN_WORK and section.takes_over and bool(draft.wanted)
    wanted = {**draft.wanted, **({"takes_over": True} if takes_over else {})}
    return modes.superseded(standing, wanted, start, at)


def _of_calendar(draft: Draft, standing: Statements, at: Now) -> Statements:
    """Weekly hours follow each other in versions; zone and days that differ are said outright."""
    if not draft.wanted:
        return []
    calendar = {**(standing[0] if standing else {}), **draft.wanted}
    if "hours" not in draft.wanted:
        return [calendar]
    if not standing:
        return [calendar]
    start = modes.begin(draft.mode, draft.since, SECTIONS["calendar"], at)
    rest = {name: value for name, value in draft.wanted.items() if name != "hours"}
    return [modes.with_hours({**standing[0], **rest}, draft.wanted["hours"], start, at.today)]


def _refused(findings: tuple[Finding, ...], place: tuple[str, str], statements: Statements) -> Refused:
    """Sort findings by whether they are about this policy, and there by field."""
    here: dict[str, list[str]] = {}
    elsewhere: list[str] = []
    first = publishing.first_of({place: statements}, place)
    for finding in findings:
        found = re.match(rf"{place[0]}\[(\d+)\]\.?(.*)", finding.path)
        if found and first <= int(found[1]) < first + len(statements):
            here.setdefault(found[2], []).append(finding.message)
        else:
            elsewhere.append(f"{finding.path}: {finding.message}")
    return Refused(here, elsewhere)
