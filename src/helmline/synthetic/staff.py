"""The agents as arrays: ability, ramp, contract, shifts and leave; all drawn once from the seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from helmline.synthetic import keys
from helmline.synthetic.company import LANGUAGES, TEAMS, Company, Team
from helmline.synthetic.timetable import (
    SLOTS_A_DAY,
    Bools,
    Floats,
    Ints,
    Timetable,
    local_slots,
)

#: Days simulated after the window, so that work begun in it can go on; nothing of them is in the log.
MARGIN_DAYS = 45
CONTRACTS = (1.0, 0.8, 0.6, 0.5)
CONTRACT_SHARE = (0.70, 0.12, 0.10, 0.08)
#: A new hire needs this much longer at first; the surplus falls by e every `RAMP_DAYS` days at work.
RAMP_EXTRA, RAMP_DAYS = 0.8, 35.0


@dataclass(frozen=True)
class Staff:
    """One entry an agent in every array; days are numbers from the window's start (negative: before)."""

    team: Ints
    speaks: Bools  # agents x languages
    quality: Floats  # standard deviations; raises satisfaction, lowers reopening
    speed: Floats  # standard deviations; shortens handling and waiting
    hired: Ints
    left: Ints  # first day no longer there
    contract: Floats
    late_shift: Bools
    leave: NDArray[np.bool_]  # agents x days
    shift: Timetable
    key: Ints

    def pace(self, agent: Ints, day: Ints) -> Floats:
        """Return the factor on an agent's times on a day: his speed, and the ramp of a new hire."""
        ramp = 1 + RAMP_EXTRA * np.exp(-np.maximum(day - self.hired[agent], 0) / RAMP_DAYS)
        found: Floats = np.exp(-0.22 * self.speed[agent]) * ramp
        return found


def team_sizes(agents: int) -> list[int]:
    """Return the number of agents a team (largest remainders)."""
    wanted = [team.share * agents for team in TEAMS]
    sizes = [int(number) for number in wanted]
    by_rest = sorted(range(len(TEAMS)), key=lambda k: sizes[k] - wanted[k])
    for k in by_rest[: agents - sum(sizes)]:
        sizes[k] += 1
    return sizes


def make_staff(company: Company) -> Staff:
    """Draw the agents of a company."""
    rng = np.random.default_rng([company.seed, 101])
    count, days = company.agents, company.days + MARGIN_DAYS
    team = np.repeat(np.arange(len(TEAMS)), team_sizes(count))
    hired, left = _service(rng, company, count)
    contract = rng.choice(CONTRACTS, count, p=CONTRACT_SHARE)
    late = np.arange(count) % 2 == 1
    leave = _leave(rng, count, days)
    present = (np.arange(days) >= hired[:, None]) & (np.arange(days) < left[:, None])
    opened = _shifts(company, team, contract, late, present & ~leave)
    return Staff(
        team=team,
        speaks=_languages(team),
        quality=rng.standard_normal(count),
        speed=rng.standard_normal(count),
        hired=hired,
        left=left,
        contract=contract,
        late_shift=late,
        leave=leave,
        shift=Timetable(opened, company.start_us),
        key=keys.subject(np.arange(count) + keys.AGENTS_FROM, company.seed),
    )


def _service(rng: np.random.Generator, company: Company, count: int) -> tuple[Ints, Ints]:
    """A fifth is hired during the window, a tenth leaves; nobody does both."""
    hired = -rng.integers(120, 2_500, count)
    left = np.full(count, company.days + 10_000)
    order = rng.permutation(count)
    new, leaving = order[: count // 5], order[count // 5 : count // 5 + count // 10]
    hired[new] = rng.integers(company.day_of(0.05), company.day_of(0.8), len(new))
    left[leaving] = rng.integers(company.day_of(0.3), company.day_of(0.95), len(leaving))
    return hired.astype(np.int64), left.astype(np.int64)


def _leave(rng: np.random.Generator, count: int, days: int) -> Bools:
    """Two fortnights or so of leave a year, and single sick days (2.5 %)."""
    absent = rng.random((count, days)) < 0.025
    for _ in range(max(1, round(2 * days / 365))):
        first = rng.integers(0, max(1, days - 14), count)
        length = rng.integers(5, 15, count)
        number = np.arange(days)
        absent |= (number >= first[:, None]) & (number < (first + length)[:, None])
    return absent


def _languages(team: Ints) -> Bools:
    """Every agent speaks English; the outsourcer's agents each one more language in turn."""
    speaks = np.zeros((len(team), len(LANGUAGES)), dtype=bool)
    speaks[:, 0] = True
    for agent, number in enumerate(team):
        spoken = TEAMS[number].languages
        extra = spoken[1 + agent % (len(spoken) - 1)] if len(spoken) > 1 else spoken[0]
        speaks[agent, LANGUAGES.index(extra)] = True
    return speaks


def team_open(team: Team, start_us: int, days: int) -> Bools:
    """Return the open half-hours of a team from its hours and holidays."""
    local = local_slots(team.zone, start_us, days * SLOTS_A_DAY)
    day, slot = np.divmod(local, SLOTS_A_DAY)
    opened = np.zeros(len(local), dtype=bool)
    for weekday in range(7):
        hours = team.hours(weekday)
        if hours:
            inside = (slot >= hours[0] * 2) & (slot < hours[1] * 2)
            opened |= inside & ((day + 3) % 7 == weekday)
    return opened & ~np.isin(_month_day(day), [name for name, _ in team.holidays])


def _month_day(day: Ints) -> NDArray[np.str_]:
    first, last = int(day.min()), int(day.max())
    names = np.array([str(np.datetime64(number, "D"))[5:] for number in range(first, last + 1)])
    return names[day - first]


def _shifts(company: Company, team: Ints, contract: Floats, late: Bools, present: Bools) -> Bools:
    """Return agents x slots: early or late half of the team's day, on the contract's days of the week."""
    days = present.shape[1]
    opened = np.zeros((len(team), days * SLOTS_A_DAY), dtype=bool)
    for number, place in enumerate(TEAMS):
        doors = team_open(place, company.start_us, days)
        local = local_slots(place.zone, company.start_us, days * SLOTS_A_DAY)
        day, slot = np.divmod(local, SLOTS_A_DAY)
        here = day - company.start_us // (48 * 1_800_000_000)
        for agent in np.nonzero(team == number)[0]:
            length = 8 if contract[agent] == 0.5 else 17
            from_, until = _span(place, bool(late[agent]), length)
            working = _workdays(contract[agent], int(agent), place)[(day + 3) % 7]
            there = present[agent, np.clip(here, 0, days - 1)]
            opened[agent] = doors & working & there & (slot >= from_) & (slot < until)
    return opened


def _span(team: Team, late: bool, length: int) -> tuple[int, int]:
    first, last = int(team.weekday[0] * 2), int(team.weekday[1] * 2)
    return (max(first, last - length), last) if late else (first, first + length)


def _workdays(contract: float, agent: int, team: Team) -> Bools:
    """Return the seven weekdays a person works; teams open at weekends rotate their days off."""
    number = {1.0: 5, 0.8: 4, 0.6: 3, 0.5: 5}[float(contract)]
    open_days = [weekday for weekday in range(7) if team.hours(weekday)]
    shift = agent % len(open_days) if len(open_days) > 5 else 0
    chosen = [open_days[(k + shift) % len(open_days)] for k in range(number)]
    return np.isin(np.arange(7), chosen)
