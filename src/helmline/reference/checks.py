"""Checks across entries: names that lead nowhere, circles, doubles, and promises that contradict each other.

Paths of findings are counted in the order of the written form, from which the entries were read.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from helmline.reference.entries import Membership, SlaPolicy, Target, Validity
from helmline.reference.findings import Findings
from helmline.reference.reference import Reference


def check(reference: Reference, content: Mapping[str, Any], findings: Findings) -> None:
    """Add a finding for everything that does not fit together."""
    for look in (_doubles, _links, _calendar_links, _circles, _renames, _shares, _ambiguities, _unjudged):
        look(reference, content, findings)


def _rows(content: Mapping[str, Any], section: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The tables of a section with their paths; nothing where the section is no list of tables."""
    value = content.get(section, [])
    if not isinstance(value, list):
        return []
    return [(f"{section}[{i}]", row) for i, row in enumerate(value) if isinstance(row, Mapping)]


def _doubles(reference: Reference, content: Mapping[str, Any], findings: Findings) -> None:
    for section in ("brand", "team", "incident", "event"):
        seen: set[object] = set()
        for path, row in _rows(content, section):
            code = str(row.get("code"))
            if code in seen:
                findings.error(path, f"{section} {code!r} is there twice")
            seen.add(code)
    _no_overlap(reference.reasons, "reason", lambda r: r.code, findings)
    _no_overlap(reference.queues, "queue", lambda q: q.code, findings)
    _no_overlap(reference.sla_policies, "sla", lambda p: p.code, findings)
    _no_overlap(reference.memberships, "membership", _place_of, findings)


def _place_of(membership: Membership) -> tuple[str, ...]:
    """What may be held once at a time: a place in a team, and the place of its one line manager."""
    if membership.kind == "line_manager":
        return membership.team, membership.kind
    return membership.person, membership.team, membership.kind, membership.language, membership.brand


def _no_overlap(
    entries: Sequence[Any], section: str, key: Callable[[Any], object], findings: Findings
) -> None:
    """The same thing may be stated again for another time, never twice for one time."""
    groups: dict[object, list[tuple[int, Validity]]] = {}
    for number, entry in enumerate(entries):
        for other, valid in groups.setdefault(key(entry), []):
            if valid.overlaps(entry.valid):
                findings.error(
                    f"{section}[{number}]", f"holds at the same time as {section}[{other}], {key(entry)!r}"
                )
        groups[key(entry)].append((number, entry.valid))


def _links(reference: Reference, content: Mapping[str, Any], findings: Findings) -> None:
    known: dict[str, Container[str]] = {
        "team": reference.teams,
        "brand": reference.brands,
        "reason": {reason.code for reason in reference.reasons} | set(reference.renames),
    }
    for section, key, kind in (
        ("team", "parent", "team"),
        ("team", "brand", "brand"),
        ("membership", "team", "team"),
        ("membership", "brand", "brand"),
        ("reason", "parent", "reason"),
        ("rename", "new", "reason"),
        ("target", "brand", "brand"),
        ("sla", "brand", "brand"),
        ("incident", "brands", "brand"),
        ("incident", "reasons", "reason"),
        ("event", "brands", "brand"),
        ("queue", "team", "team"),
        ("queue", "brand", "brand"),
    ):
        for path, row in _rows(content, section):
            _link(f"{path}.{key}", row.get(key), kind, known[kind], findings)


def _link(path: str, value: object, kind: str, known: Container[str], findings: Findings) -> None:
    for code in value if isinstance(value, list) else [value]:
        if isinstance(code, str) and code and code not in known:
            near = difflib.get_close_matches(code, list(known) if isinstance(known, Iterable) else [], n=1)
            meant = f'did you mean "{near[0]}"?' if near else f"add a [[{kind}]] with this code"
            findings.error(path, f"there is no {kind} {code!r}; {meant}")


def _calendar_links(_: Reference, content: Mapping[str, Any], findings: Findings) -> None:
    named = [
        str(row.get("name")) for _, row in _rows(content, "calendar")
    ]  # wrong ones have findings already
    tables: list[tuple[str, Any]] = [("organisation", content.get("organisation", {}))]
    for section in ("brand", "team", "target", "sla"):
        tables += _rows(content, section)
    for path, table in tables:
        if not isinstance(table, Mapping):
            continue
        _link(f"{path}.calendar", table.get("calendar"), "calendar", named, findings)
        for key in ("calendars", "target"):
            for inner, row in _rows(table, key):
                _link(f"{path}.{inner}.calendar", row.get("calendar"), "calendar", named, findings)


def _circles(reference: Reference, content: Mapping[str, Any], findings: Findings) -> None:
    parents = {team.code: {team.parent} for team in reference.teams.values()}
    _no_circle(parents, "team", content, findings)
    above: dict[str, set[str]] = {}
    for reason in reference.reasons:
        above.setdefault(reason.code, set()).add(reason.parent)
    _no_circle(above, "reason", content, findings)


def _no_circle(
    parents: Mapping[str, set[str]], section: str, content: Mapping[str, Any], findings: Findings
) -> None:
    for path, row in _rows(content, section):
        code = str(row.get("code"))
        reached: set[str] = set()
        front = set(parents.get(code, ()))
        while front:
            reached |= front
            front = {up for name in front for up in parents.get(name, ())} - reached
        if code in reached:
            findings.error(f"{path}.parent", f"{section} {code!r} is, by its parents, above itself")


def _renames(reference: Reference, content: Mapping[str, Any], findings: Findings) -> None:
    seen: set[str] = set()
    for path, row in _rows(content, "rename"):
        old, new = str(row.get("old")), row.get("new")
        if old in seen:
            findings.error(f"{path}.old", f"{old!r} is renamed twice; name where it went last")
        seen.add(old)
        walked = {old}
        while new in reference.renames and new not in walked:
            walked.add(str(new))
            new = reference.renames[str(new)]
        if new in walked:
            findings.error(path, f"{old!r} is renamed in a circle")


def _shares(reference: Reference, _: Mapping[str, Any], findings: Findings) -> None:
    """Home shares of one person may not add up to more than one whole person at any time."""
    homes: dict[str, list[tuple[int, Any]]] = {}
    for number, membership in enumerate(reference.memberships):
        if membership.kind == "home":
            homes.setdefault(membership.person, []).append((number, membership))
    for person, held in homes.items():
        for number, membership in held:
            start = membership.valid.from_us
            at = start if start is not None else -(2**63)
            total = sum(m.share for _, m in held if m.valid.holds(at))
            if total > 1 + 1e-9:
                findings.error(
                    f"membership[{number}].share",
                    f"{person!r} has home shares of {total:g} together from here on; at most 1",
                )


def _ambiguities(reference: Reference, content: Mapping[str, Any], findings: Findings) -> None:
    for other, number in _rival_targets(reference.targets):
        findings.error(
            _target_path(number, content),
            f"for {reference.targets[number].kind}, {_target_path(other, content)} applies to some of the "
            "same cases from the same time and is as specific; name another condition or another time",
        )
    for (i, policy), (j, later) in combinations(enumerate(reference.sla_policies), 2):
        if policy.code != later.code and _compete(policy, later):
            findings.error(
                f"sla[{j}]",
                f"applies to some of the same cases as sla[{i}], {policy.code!r}, from the same time",
            )


def _rival_targets(targets: Sequence[Target]) -> list[tuple[int, int]]:
    """Pairs between which some case could not choose, looked for among the targets of each customer."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    pairs: set[tuple[int, int]] = set()
    for number, target in enumerate(targets):
        for customer in target.conditions.customer or ("",):
            group = groups.setdefault((target.kind, target.policy, customer), [])
            pairs |= {(other, number) for other in group if _compete(targets[other], target)}
            group.append(number)
    return sorted(pairs)


def _compete(one: Target | SlaPolicy, other: Target | SlaPolicy) -> bool:
    """Whether some case, at some time, would not know which of the two applies."""
    return (
        one.conditions.specificity == other.conditions.specificity
        and one.valid.from_us == other.valid.from_us  # else the one that began later wins
        and one.valid.overlaps(other.valid)
        and one.conditions.meet(other.conditions)
    )


def _target_path(number: int, content: Mapping[str, Any]) -> str:
    """Where the `number`-th target stands: free ones come first, then those of each policy."""
    free = len(_rows(content, "target"))
    if number < free:
        return f"target[{number}]"
    number -= free
    for path, row in _rows(content, "sla"):
        inner = len(_rows(row, "target"))
        if number < inner:
            return f"{path}.target[{number}]"
        number -= inner
    return "target"


def _unjudged(reference: Reference, content: Mapping[str, Any], findings: Findings) -> None:
    """Business clocks without any hours: such targets would have no deadline at all."""
    if reference.organisation.calendars:
        return
    for number, target in enumerate(reference.targets):
        if target.clock == "business" and not target.calendar:
            findings.warning(
                _target_path(number, content),
                "runs on business hours, but the organisation has no default calendar: it has no deadline "
                "for work of teams and brands without hours of their own",
            )
