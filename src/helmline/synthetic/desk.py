"""What all channels share: the world of one company, who takes a case, and how well it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from helmline.eventlog.schema import Kind, Role, Status
from helmline.synthetic.cases import Cases
from helmline.synthetic.company import (
    BRANDS,
    CHANNELS,
    DAY_US,
    HOUR_US,
    LANGUAGES,
    POLICIES,
    PRIORITIES,
    PRODUCTS,
    QUEUES,
    REASON_NAMES,
    REASONS,
    REFUND_REASON,
    TEAMS,
    TIERS,
    Company,
)
from helmline.synthetic.demand import Demand, make_demand
from helmline.synthetic.rows import Rows
from helmline.synthetic.staff import Staff, make_staff
from helmline.synthetic.timetable import Bools, Floats, Ints

SURVEYS = ("csat", "nps", "ces")
STATES = ("available", "busy", "away", "break", "training", "meeting", "offline")
WRAP_UPS = ("solved", "follow-up-needed", "wrong-number", "complaint", "sale")
PAUSES = ("third-party", "warehouse", "payment-provider")
TAGS = ("vip", "refund-requested", "legal", "duplicate-suspected")
ESCALATIONS = ("avoidable", "necessary")
FLAGS = ("test", "internal", "deleted")
CODES = (
    *SURVEYS, *STATES, *WRAP_UPS, *PAUSES, *TAGS, *ESCALATIONS, *FLAGS, *POLICIES,
    *(team.name for team in TEAMS),
    "new", "open", "pending", "on-hold", "solved", "closed", "unreachable",
)  # fmt: skip
VOCABULARY = {
    "code": tuple(dict.fromkeys(CODES)),
    "brand": tuple(brand.name for brand in BRANDS),
    "team": tuple(team.name for team in TEAMS),
    "queue": QUEUES,
    "channel": CHANNELS,
    "language": LANGUAGES,
    "reason": REASON_NAMES,
    "product": PRODUCTS,
    "priority": PRIORITIES,
    "tier": TIERS,
}

#: In his last days before leaving an agent takes nothing new.
LAST_DAYS = 3
#: The reopen probability of an average agent on an average reason; one standard deviation of quality.
REOPEN_BASE, REOPEN_PER_SD = 0.085, -0.35
#: What coaching does from its date on: reopening times this, satisfaction (points of 5) plus this.
COACHED_REOPEN, COACHED_SATISFACTION = 0.6, 0.40
#: Satisfaction of a customer whose case went averagely, before noise.
SATISFACTION_BASE, SATISFACTION_PER_SD, SATISFACTION_NOISE = 3.95, 0.30, 0.95
SATISFACTION_REOPENED, SATISFACTION_INCIDENT, SATISFACTION_TRANSFERRED = -0.7, -0.35, -0.25


@dataclass(frozen=True)
class World:
    """A company worked out: its people, its demand, who is coached when, when a reason was renamed."""

    company: Company
    staff: Staff
    demand: Demand
    coached_day: Ints  # by agent; far beyond the window for those never coached
    renamed_us: int
    pools: tuple[Ints, Ints]  # by team and language: the agents (a padded table), and how many they are
    stand_ins: Ints  # by team and language: the two who have been there longest and stay

    @classmethod
    def of(cls, company: Company) -> World:
        """Work a company out."""
        staff = make_staff(company)
        renamed = company.start_us + company.day_of(0.45) * DAY_US
        coached = _coaching(company, staff)
        return cls(company, staff, make_demand(company, staff), coached, renamed, *_pools(staff))


def _coaching(company: Company, staff: Staff) -> Ints:
    """Coach an eighth of those who stay, drawn by lot and so not by ability, in two waves."""
    rng = np.random.default_rng([company.seed, 103])
    settled = np.nonzero((staff.hired < 0) & (staff.left > company.days))[0]
    chosen = rng.permutation(settled)[: max(4, company.agents // 7)]
    days = np.full(company.agents, company.days + 10_000, dtype=np.int64)
    days[chosen[::2]], days[chosen[1::2]] = company.day_of(0.40), company.day_of(0.55)
    return days


def _pools(staff: Staff) -> tuple[tuple[Ints, Ints], Ints]:
    table = np.zeros((len(TEAMS) * len(LANGUAGES), len(staff.team)), dtype=np.int64)
    sizes = np.zeros(len(table), dtype=np.int64)
    stand_ins = np.zeros((len(table), 2), dtype=np.int64)
    for group in range(len(table)):
        team, language = divmod(group, len(LANGUAGES))
        able = np.nonzero((staff.team == team) & staff.speaks[:, language])[0]
        able = able if len(able) else np.nonzero(staff.team == team)[0]
        table[group, : len(able)], sizes[group] = able, len(able)
        steady = able[np.lexsort((staff.hired[able], -staff.left[able]))]
        stand_ins[group] = steady[[0, min(1, len(steady) - 1)]]
    return (table, sizes), stand_ins


@dataclass
class Desk:
    """The world while one block of interactions is worked on."""

    world: World
    rng: np.random.Generator
    rows: Rows = field(default_factory=lambda: Rows(VOCABULARY))
    hidden: list[dict[str, Any]] = field(default_factory=list)

    def chance(self, share: Any, size: int) -> Bools:
        """Return true with the given probability, for each of `size`."""
        drawn: Bools = self.rng.random(size) < share
        return drawn

    def around(self, median_us: Any, spread: float, size: int) -> Ints:
        """Return lognormal durations around a median."""
        drawn: Ints = (median_us * np.exp(spread * self.rng.standard_normal(size))).astype(np.int64)
        return drawn

    def day(self, at: Ints) -> Ints:
        """Return the day number of each instant."""
        number: Ints = (at - self.world.company.start_us) // DAY_US
        return number

    def key(self, agent: Ints) -> Ints:
        """Return the subject keys of agents."""
        found: Ints = self.world.staff.key[agent]
        return found

    def code(self, word: str) -> int:
        """Return the code of a word of the `code` column."""
        return VOCABULARY["code"].index(word)

    def pace(self, agent: Ints, at: Ints) -> Floats:
        """Return the factor on the agents' times."""
        return self.world.staff.pace(agent, self.day(at))

    def pick(self, cases: Cases, at: Ints, but: Ints | None = None) -> Ints:
        """Return for each case an agent of its team who speaks its language, on shift if anyone drawn is.

        With `but`, never that agent. Draws are repeated a few times for those whose first draw is off
        shift; who is still without one gets somebody off shift, in the end one of two who never leave.
        """
        chosen = self._draw(cases.team, cases.language)
        for attempt in range(12):
            poor = self._gone(chosen, at) | self.world.staff.leave[chosen, self._leave_day(at)]
            if attempt < 7:
                poor |= ~self.world.staff.shift.is_open(chosen, at)
            if but is not None:
                poor |= chosen == but
            again = np.nonzero(poor)[0]
            if not len(again):
                return chosen
            chosen[again] = self._draw(cases.team[again], cases.language[again])
        stand_in = self.world.stand_ins[cases.team[again] * len(LANGUAGES) + cases.language[again]]
        second = False if but is None else stand_in[:, 0] == but[again]
        chosen[again] = np.where(second, stand_in[:, 1], stand_in[:, 0])
        return chosen

    def pick_soon(
        self, cases: Cases, at: Ints, amount_us: Ints, but: Ints | None = None
    ) -> tuple[Ints, Ints]:
        """Return agents as `pick` does, and when so much of their time has passed; none is away by then."""
        chosen = self.pick(cases, at, but)
        when = self.world.staff.shift.advance(chosen, at, amount_us)
        for _ in range(6):
            away = (when - at > 4 * DAY_US) | (self.world.staff.left[chosen] <= self.day(when))
            again = np.nonzero(away)[0]
            if not len(again):
                break
            chosen[again] = self.pick(cases.take(again), at[again], None if but is None else but[again])
            when[again] = self.world.staff.shift.advance(chosen[again], at[again], amount_us[again])
        return chosen, when

    def _leave_day(self, at: Ints) -> Ints:
        found: Ints = np.minimum(self.day(at), self.world.staff.leave.shape[1] - 1)
        return found

    def _draw(self, team: Ints, language: Ints) -> Ints:
        pools, sizes = self.world.pools
        group = team * len(LANGUAGES) + language
        drawn: Ints = pools[group, (self.rng.random(len(team)) * sizes[group]).astype(np.int64)]
        return drawn

    def _gone(self, agent: Ints, at: Ints) -> Bools:
        staff, day = self.world.staff, self.day(at)
        gone: Bools = (staff.left[agent] <= day + LAST_DAYS) | (staff.hired[agent] > day)
        return gone

    def coached(self, agent: Ints, at: Ints) -> Bools:
        """Return whether the agent had been coached by then."""
        found: Bools = self.day(at) >= self.world.coached_day[agent]
        return found

    def reopen_probability(self, cases: Cases, agent: Ints, at: Ints) -> Floats:
        """Return the true probability that what the agent solved at `at` comes back."""
        hard = np.array([reason.reopen for reason in REASONS])[cases.reason]
        able = np.exp(REOPEN_PER_SD * self.world.staff.quality[agent])
        helped = np.where(self.coached(agent, at), COACHED_REOPEN, 1.0)
        return np.minimum(REOPEN_BASE * hard * able * helped, 0.6)

    def reason_code(self, reason: Ints, at: Ints) -> Ints:
        """Return the reason's code as it was called then (one was renamed)."""
        old = (reason == REFUND_REASON) & (at < self.world.renamed_us)
        return np.where(old, len(REASONS), reason)

    def open(
        self, cases: Cases, role: Role = Role.CUSTOMER, flags: int = 0, known: Any = True, policy: bool = True
    ) -> None:
        """Write down the birth of interactions: CREATED with what is known, status new, the SLA policy."""
        reason = np.where(known, self.reason_code(cases.reason, cases.at), -1)
        self.rows.add(
            Kind.CREATED, cases.number, cases.at, actor=cases.customer if role is Role.CUSTOMER else 0,
            role=role, customer=cases.customer, flags=flags, brand=cases.brand, team=cases.team,
            queue=cases.queue, channel=cases.channel, language=cases.language, reason=reason,
            product=cases.product, priority=cases.priority, tier=cases.tier,
        )  # fmt: skip
        self.status(cases, cases.at, Status.NEW, Role.SYSTEM)
        if policy:
            codes = np.array([self.code(name) for name in POLICIES])
            self.rows.add(
                Kind.SLA_APPLIED, cases.number, cases.at, role=Role.SYSTEM,
                code=codes[cases.brand * len(PRIORITIES) + cases.priority],
            )  # fmt: skip

    def says(self, cases: Cases, at: Ints, flags: Any = 0) -> None:
        """Write down a public message of the customer."""
        self.rows.add(
            Kind.MESSAGE_PUBLIC, cases.number, at, actor=cases.customer, role=Role.CUSTOMER,
            customer=cases.customer, flags=flags,
        )  # fmt: skip

    def writes(self, cases: Cases, agent: Ints, at: Ints, flags: Any = 0) -> None:
        """Write down a public message of an agent."""
        self.rows.add(
            Kind.MESSAGE_PUBLIC, cases.number, at, actor=self.key(agent), role=Role.AGENT,
            owner=self.key(agent), flags=flags, team=cases.team, customer=cases.customer,
        )  # fmt: skip

    def worked(self, cases: Cases, agent: Ints, at: Ints, amount_us: Ints) -> None:
        """Write down active handling that ended at `at`."""
        self.rows.add(
            Kind.WORKED, cases.number, at, actor=self.key(agent), role=Role.AGENT, owner=self.key(agent),
            amount=amount_us, team=cases.team,
        )  # fmt: skip

    def status(self, cases: Cases, at: Ints, status: Status, role: Role, actor: Any = 0) -> None:
        """Write down a change of status."""
        word = {Status.HOLD: "on-hold"}.get(status, status.name.lower())
        self.rows.add(
            Kind.STATUS_CHANGED, cases.number, at, status=status, role=role, actor=actor,
            code=self.code(word),
        )  # fmt: skip

    def assign(
        self,
        cases: Cases,
        at: Ints,
        agent: Ints,
        change: Any,
        role: Role = Role.AUTOMATION,
        actor: Any = 0,
    ) -> None:
        """Write down a new owner."""
        self.rows.add(
            Kind.ASSIGNED, cases.number, at, owner=self.key(agent), change=change, role=role, actor=actor,
            team=cases.team,
        )  # fmt: skip

    def satisfaction(
        self, cases: Cases, agent: Ints, at: Ints, wait_us: Ints, reopened: Bools, transferred: Bools
    ) -> Floats:
        """Return what customers truly think, in points of 5 before rounding."""
        mean = SATISFACTION_BASE + SATISFACTION_PER_SD * self.world.staff.quality[agent]
        mean = mean - 0.28 * np.log1p(np.maximum(wait_us, 0) / (4 * HOUR_US))
        mean = mean + COACHED_SATISFACTION * self.coached(agent, at) + SATISFACTION_REOPENED * reopened
        mean = mean + SATISFACTION_INCIDENT * cases.incident + SATISFACTION_TRANSFERRED * transferred
        felt: Floats = mean + SATISFACTION_NOISE * self.rng.standard_normal(len(cases))
        return felt
