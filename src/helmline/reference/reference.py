"""Reference data of one version, and the questions asked of it: what was in force then?

Every lookup takes an instant (UTC microseconds) and answers with what held at that instant, so history is
never rewritten by today's settings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from helmline.reference.entries import (
    Brand,
    BusinessEvent,
    CalendarUse,
    Incident,
    Membership,
    Organisation,
    Queue,
    Reason,
    SlaPolicy,
    Target,
    Team,
)

if TYPE_CHECKING:
    from helmline.calendar import Calendar

#: The version of a data folder in which nothing was published yet
NONE = "none"


@dataclass(frozen=True)
class Reference:
    """All reference data of one published version."""

    organisation: Organisation = field(default_factory=Organisation)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    brands: Mapping[str, Brand] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    memberships: tuple[Membership, ...] = ()
    reasons: tuple[Reason, ...] = ()
    renames: Mapping[str, str] = field(default_factory=dict)  # old code to new code
    targets: tuple[Target, ...] = ()
    sla_policies: tuple[SlaPolicy, ...] = ()
    incidents: tuple[Incident, ...] = ()
    events: tuple[BusinessEvent, ...] = ()
    queues: tuple[Queue, ...] = ()
    version: str = NONE
    content: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    # ---- opening hours ----

    def calendar_of(self, *, at: int, team: str | None = None, brand: str | None = None) -> str | None:
        """Return the code of the calendar in force: the team's own, else its parent team's, else the
        brand's (the one asked about, else the team's), else the organisation's, else None (never "open").
        """
        mine = self.teams.get(team or "")
        asked = brand or (mine.brand if mine else "")
        while mine is not None:
            if name := _in_force(mine.calendars, at):
                return name
            mine = self.teams.get(mine.parent)
        of_brand = self.brands.get(asked)
        if of_brand and (name := _in_force(of_brand.calendars, at)):
            return name
        return _in_force(self.organisation.calendars, at)

    def calendar_spans(
        self, *, team: str | None = None, brand: str | None = None
    ) -> tuple[tuple[int | None, int | None, str | None], ...]:
        """Return (from_us, to_us, calendar), one after the other over all time: `calendar_of` as a table."""
        edges = sorted(self._calendar_edges(team, brand))
        spans: list[tuple[int | None, int | None, str | None]] = []
        for start, end in zip([None, *edges], [*edges, None], strict=True):
            name = self.calendar_of(at=_since(start), team=team, brand=brand)
            if spans and spans[-1][2] == name:
                start = spans.pop()[0]
            spans.append((start, end, name))
        return tuple(spans)

    def _calendar_edges(self, team: str | None, brand: str | None) -> set[int]:
        uses = list(self.organisation.calendars)
        mine = self.teams.get(team or "")
        of_brand = self.brands.get(brand or (mine.brand if mine else ""))
        uses += of_brand.calendars if of_brand else ()
        while mine is not None:
            uses += mine.calendars
            mine = self.teams.get(mine.parent)
        return {us for use in uses for us in (use.valid.from_us, use.valid.to_us) if us is not None}

    # ---- targets ----

    def targets_for(
        self,
        kind: str,
        at: int,
        *,
        priority: str | None = None,
        channel: str | None = None,
        tier: str | None = None,
        brand: str | None = None,
        customer: str | None = None,
        policy: str | None = None,
    ) -> tuple[Target, ...]:
        """Return the targets that apply, the one that wins first; () where nothing was promised.

        Order: targets of the policy (the one applied, else the one `policy_for` finds) before those without
        a policy; then those that name the customer; then the tier; the brand; the channel; the priority; at
        last the one in force since the latest date. A target of another policy never applies.
        """
        asked = {
            "customer": customer, "tier": tier, "brand": brand, "channel": channel, "priority": priority
        }  # fmt: skip
        if policy is None:
            found = self._policy(at, asked)
            policy = found.code if found else ""
        fitting = [
            target
            for target in self._targets_by_case.get((kind, ""), []) + self._targets_of(kind, customer)
            if target.policy in ("", policy) and target.valid.holds(at) and target.conditions.hold(asked)
        ]
        return tuple(sorted(fitting, key=_strength, reverse=True))

    def target_for(self, kind: str, at: int, **asked: str | None) -> Target | None:
        """Return the target that wins (see `targets_for`), or None."""
        return next(iter(self.targets_for(kind, at, **asked)), None)

    def policy_for(
        self,
        at: int,
        *,
        priority: str | None = None,
        channel: str | None = None,
        tier: str | None = None,
        brand: str | None = None,
        customer: str | None = None,
    ) -> SlaPolicy | None:
        """Return the version of the SLA policy in force, the most specific one in the order of targets."""
        return self._policy(
            at,
            {"customer": customer, "tier": tier, "brand": brand, "channel": channel, "priority": priority},
        )

    def _policy(self, at: int, asked: dict[str, str | None]) -> SlaPolicy | None:
        fitting = [p for p in self.sla_policies if p.valid.holds(at) and p.conditions.hold(asked)]
        return max(fitting, key=lambda p: (p.conditions.specificity, _since(p.valid.from_us)), default=None)

    def _targets_of(self, kind: str, customer: str | None) -> list[Target]:
        return self._targets_by_case.get((kind, customer), []) if customer else []

    @cached_property
    def _targets_by_case(self) -> dict[tuple[str, str], list[Target]]:
        """By kind and customer ("" for targets that name none): contracts can be thousands."""
        cases: dict[tuple[str, str], list[Target]] = defaultdict(list)
        for target in self.targets:
            for customer in target.conditions.customer or ("",):
                cases[target.kind, customer].append(target)
        return dict(cases)

    # ---- people ----

    def members(self, team: str, at: int, kind: str | None = None) -> tuple[Membership, ...]:
        """Return who belonged to `team` at `at`, in the given capacity or in any."""
        return tuple(m for m in self._by_team.get(team, ()) if m.valid.holds(at) and kind in (None, m.kind))

    def teams_of(self, person: str, at: int, kind: str | None = None) -> tuple[Membership, ...]:
        """Return where `person` belonged at `at`, in the given capacity or in any."""
        return tuple(
            m for m in self._by_person.get(person, ()) if m.valid.holds(at) and kind in (None, m.kind)
        )

    @cached_property
    def _by_team(self) -> dict[str, list[Membership]]:
        return _grouped(self.memberships, "team")

    @cached_property
    def _by_person(self) -> dict[str, list[Membership]]:
        return _grouped(self.memberships, "person")

    # ---- reasons ----

    def canonical_reason(self, code: str) -> str:
        """Return what `code` is called now, however often it was renamed; an unknown code as it is."""
        seen = {code}
        while (new := self.renames.get(code)) and new not in seen:
            seen.add(new)
            code = new
        return code

    def reason_path(self, code: str, at: int) -> tuple[str, ...]:
        """Return the codes from the root down to `code`, by today's names and the hierarchy in force then.

        A reason that got its present name, or was created, only after `at` hangs where it first hung.
        """
        path: list[str] = []
        code = self.canonical_reason(code)
        while code and code not in path:
            path.append(code)
            reason = self.reason(code, at)
            code = self.canonical_reason(reason.parent) if reason else ""
        return tuple(reversed(path))

    def reason(self, code: str, at: int) -> Reason | None:
        """Return the entry of `code` that held at `at`, else the one next after, else the last one."""
        entries = self._reasons_by_code.get(code, [])
        holding = (r for r in entries if r.valid.to_us is None or at < r.valid.to_us)
        return next(holding, entries[-1] if entries else None)

    @cached_property
    def _reasons_by_code(self) -> dict[str, list[Reason]]:
        return _grouped(sorted(self.reasons, key=lambda r: _since(r.valid.from_us)), "code")

    # ---- windows and queues ----

    def incident_windows(self, brand: str | None = None, reason: str | None = None) -> tuple[Incident, ...]:
        """Return the incidents that touch a brand and a reason (None: any), oldest first.

        A window for a reason also covers the reasons below it in the hierarchy in force when it began.
        """
        touching = (i for i in self.incidents if brand is None or not i.brands or brand in i.brands)
        return tuple(
            sorted((i for i in touching if self._covers(i, reason)), key=lambda i: _since(i.valid.from_us))
        )

    def _covers(self, incident: Incident, reason: str | None) -> bool:
        if reason is None or not incident.reasons:
            return True
        path = self.reason_path(reason, incident.valid.from_us or 0)
        return any(self.canonical_reason(named) in path for named in incident.reasons)

    def business_events(
        self, from_us: int, to_us: int, brand: str | None = None
    ) -> tuple[BusinessEvent, ...]:
        """Return the events that touch the period [from_us, to_us) and the brand, oldest first."""
        found = (
            e for e in self.events if e.valid.holds(from_us) or from_us <= _since(e.valid.from_us) < to_us
        )
        of_brand = (e for e in found if brand is None or not e.brands or brand in e.brands)
        return tuple(sorted(of_brand, key=lambda e: _since(e.valid.from_us)))

    def queue(self, code: str, at: int) -> Queue:
        """Return the settings of a queue in force at `at`; the defaults where none are stated."""
        fitting = (q for q in self.queues if q.code == code and q.valid.holds(at))
        return next(fitting, Queue(code))


def _in_force(uses: Iterable[CalendarUse], at: int) -> str | None:
    """Of several in force, the one that began last."""
    holding = [use for use in uses if use.valid.holds(at)]
    return max(holding, key=lambda use: _since(use.valid.from_us)).calendar if holding else None


def _since(from_us: int | None) -> int:
    return -(2**63) if from_us is None else from_us


def _strength(target: Target) -> tuple[bool, tuple[bool, ...], int]:
    return bool(target.policy), target.conditions.specificity, _since(target.valid.from_us)


def _grouped(entries: Iterable[Any], key: str) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for entry in entries:
        groups[getattr(entry, key)].append(entry)
    return dict(groups)
