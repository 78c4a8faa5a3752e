"""What reference data consist of. Frozen values; every one that can change carries its validity.

Instants are UTC microseconds, durations microseconds. A validity is half-open: from `from_us` on, until just
before `to_us`; None is open. Codes are what the event log's dimensions carry.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from helmline.reference.fiscal import FiscalYear

#: The six targets on the clocks of one interaction
TargetKind = Literal[
    "first_reply", "next_reply", "periodic_update", "requester_wait", "agent_work", "total_resolution"
]
TARGET_KINDS: Final[tuple[str, ...]] = (
    "first_reply",
    "next_reply",
    "periodic_update",
    "requester_wait",
    "agent_work",
    "total_resolution",
)
#: Status categories that stop a target's clock unless the target says otherwise: waiting for the customer
#: is not the team's time, and an agent does not work while a third party has it.
DEFAULT_PAUSES: Final[dict[str, tuple[str, ...]]] = {
    "requester_wait": ("pending",),
    "agent_work": ("pending", "hold"),
}
STATUSES: Final = ("new", "open", "pending", "hold")
CLOCKS: Final = ("business", "calendar")
MEMBERSHIP_KINDS: Final = ("home", "queue", "skill", "line_manager", "functional_lead", "deputy")
EVENT_KINDS: Final = ("campaign", "price_change", "release", "peak_season", "other")
#: What a target or policy can ask for, from the strongest to the weakest
CONDITIONS: Final = ("customer", "tier", "brand", "channel", "priority")


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when something holds; half-open, UTC microseconds, None is open."""

    from_us: int | None = None
    to_us: int | None = None

    def holds(self, at: int) -> bool:
        """Return whether it was in force at `at`."""
        return (self.from_us is None or self.from_us <= at) and (self.to_us is None or at < self.to_us)

    def overlaps(self, other: Validity) -> bool:
        """Return whether some instant lies in both."""
        return _before(self.from_us, other.to_us) and _before(other.from_us, self.to_us)


def _before(start: int | None, end: int | None) -> bool:
    return start is None or end is None or start < end


ALWAYS: Final = Validity()


@dataclass(frozen=True, slots=True)
class CalendarUse:
    """A calendar named by a team, brand or organisation, and when it counts there."""

    calendar: str
    valid: Validity = ALWAYS


@dataclass(frozen=True, slots=True)
class Organisation:
    """The house as a whole: its zone gives days their edges and dates in the file their midnight."""

    name: str = ""
    zone: str = "UTC"
    week_start: int = 0  # 0 Monday to 6 Sunday
    fiscal: FiscalYear = field(default_factory=FiscalYear)
    calendars: tuple[CalendarUse, ...] = ()


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand: its hours, languages and survey scales, which are never averaged across brands."""

    code: str
    name: str = ""
    calendars: tuple[CalendarUse, ...] = ()
    languages: tuple[str, ...] = ()
    confidential: bool = False  # never shown on one page with another brand
    csat_scale: int = 5
    csat_good: int = 4  # the lowest answer that counts as satisfied
    scorecard: str = ""


@dataclass(frozen=True, slots=True)
class Team:
    """A team, ours or an outsourcer's."""

    code: str
    name: str = ""
    parent: str = ""
    brand: str = ""
    vendor: str = ""  # the company whose people they are; empty: our own
    calendars: tuple[CalendarUse, ...] = ()
    valid: Validity = ALWAYS


@dataclass(frozen=True, slots=True)
class Membership:
    """One person in one team for a time, in one capacity; many of them may hold at once."""

    person: str  # an identifier of a source, like "zendesk:123"; resolved to subject keys elsewhere
    team: str
    kind: str = "home"
    share: float = 1.0
    level: int | None = None  # of a skill
    language: str = ""
    brand: str = ""
    site: str = ""
    employer: str = ""
    valid: Validity = ALWAYS


@dataclass(frozen=True, slots=True)
class Reason:
    """A contact reason and where it hangs in the hierarchy; the same code may hang elsewhere later."""

    code: str
    name: str = ""
    parent: str = ""
    other: bool = False  # a bucket like "other", whose share is itself a metric
    valid: Validity = ALWAYS


@dataclass(frozen=True, slots=True)
class Conditions:
    """Where a target or policy applies; an empty tuple asks for nothing."""

    customer: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()

    def hold(self, asked: dict[str, str | None]) -> bool:
        """Return whether each stated condition names the value asked about."""
        return all(not (names := getattr(self, key)) or asked.get(key) in names for key in CONDITIONS)

    @property
    def specificity(self) -> tuple[bool, ...]:
        """Compares as "more specific": customer first, then tier, brand, channel, priority."""
        return tuple(bool(getattr(self, key)) for key in CONDITIONS)

    def meet(self, other: Conditions) -> bool:
        """Return whether some case fulfils both."""
        pairs = ((set(getattr(self, key)), set(getattr(other, key))) for key in CONDITIONS)
        return all(not mine or not theirs or mine & theirs for mine, theirs in pairs)


@dataclass(frozen=True, slots=True)
class Target:
    """How long something may take; breached at its deadline instant, met exactly at it."""

    kind: str
    within_us: int
    clock: str = "business"
    calendar: str = ""  # "" = the calendar in force for team, brand, organisation
    pause_statuses: tuple[str, ...] = ()  # status categories that stop the clock
    pause_reasons: tuple[str, ...] = ()  # codes of reason-coded pauses that stop it; "*" is any
    aim: float | None = None  # the share that should be met
    policy: str = ""  # of which SLA policy; "" = an aim of our own, for everybody
    conditions: Conditions = field(default_factory=Conditions)
    valid: Validity = ALWAYS
    takes_over: bool = False  # also judges the clocks that were running when it came into force


@dataclass(frozen=True, slots=True)
class SlaPolicy:
    """A version of a promise: for whom it holds and from when. Its targets name it."""

    code: str
    name: str = ""
    contract: bool = False
    conditions: Conditions = field(default_factory=Conditions)
    valid: Validity = ALWAYS
    takes_over: bool = False  # as its targets


@dataclass(frozen=True, slots=True)
class Incident:
    """A window of mass trouble: contract SLA includes it, personal figures leave it out by default."""

    code: str
    valid: Validity
    name: str = ""
    brands: tuple[str, ...] = ()  # () = every brand
    reasons: tuple[str, ...] = ()  # () = every reason
    problem: str = ""  # the linked problem ticket, "source:number"
    declared_by: str = ""


@dataclass(frozen=True, slots=True)
class BusinessEvent:
    """Something the business did, shown on every trend."""

    code: str
    valid: Validity
    name: str = ""
    kind: str = "other"
    brands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """How a queue's waiting is judged."""

    code: str
    name: str = ""
    team: str = ""
    brand: str = ""
    short_abandon_us: int = 5_000_000  # hanging up sooner is no abandonment
    answer_within_us: int = 20_000_000  # Y of the service level X/Y
    answer_share: float = 0.8  # X
    valid: Validity = ALWAYS
