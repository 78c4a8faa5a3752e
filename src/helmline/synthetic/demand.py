"""What comes in and when: seasons of year, week and hour, mass incidents, the surge after a price change.

Demand is a sum of streams (one a language, one an incident, one the price change), each a rate per
half-hour. The load on a team is its rate over the people on shift, with 1 as its mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helmline.synthetic.company import (
    BRANDS,
    LANGUAGE_SHARE,
    LANGUAGE_ZONE,
    LANGUAGES,
    REASONS,
    TEAMS,
    Company,
)
from helmline.synthetic.staff import MARGIN_DAYS, Staff, team_open
from helmline.synthetic.timetable import SLOT_US, SLOTS_A_DAY, Floats, Ints, Timetable, local_slots

#: Relative volume by local hour of day: quiet nights, a peak at 10, a second, lower one at 20.
HOUR = (3, 2, 1, 1, 1, 2, 5, 12, 24, 38, 52, 42, 34, 32, 35, 34, 30, 27, 25, 27, 29, 24, 14, 7)
PEAK_HOUR = 10
#: Relative volume Monday to Sunday.
WEEKDAY = (1.32, 1.16, 1.08, 1.04, 1.0, 0.62, 0.55)
#: Amplitude of the yearly wave; it peaks in mid-December (day 349 of the year).
YEAR_WAVE, YEAR_PEAK_DAY = 0.22, 349
#: Share of a language's work that goes to each team that speaks it: (language, team, share).
ROUTING = (
    ("en", "Dublin", 0.65), ("en", "Contara", 0.35), ("it", "Milano", 0.72), ("it", "Contara", 0.28),
    ("sv", "Stockholm", 1.0), ("pl", "Warszawa", 0.8), ("pl", "Contara", 0.2), ("ja", "Tokyo", 1.0),
)  # fmt: skip
PRICE_SURGE, PRICE_FADE_DAYS = 0.35, 9.0
PRICE_BRAND = 0
#: Incidents: (share of the window, hours, brand, reason, extra volume as a multiple of all demand).
_INCIDENTS = (
    (0.10, 9, 0, 7, 2.4), (0.27, 6, 2, 4, 3.0), (0.46, 14, 1, 0, 1.6), (0.68, 5, 0, 4, 3.2),
    (0.83, 20, 2, 9, 1.2), (0.94, 8, 1, 7, 2.2),
)  # fmt: skip


@dataclass(frozen=True)
class Incident:
    """A mass incident: a burst of one reason for one brand between two instants."""

    name: str
    from_us: int
    until_us: int
    brand: int
    reason: int
    extra: float


@dataclass(frozen=True)
class Demand:
    """Rates by stream and slot (they sum to 1 over the window), loads and the teams' opening hours."""

    rates: Floats  # streams x slots of the window
    incidents: tuple[Incident, ...]
    price_day: int
    routing: Floats  # languages x teams, cumulated
    teams: Timetable
    load: Floats  # teams x slots, margin included; 1 is the mean
    start_us: int

    def load_at(self, team: Ints, at: Ints) -> Floats:
        """Return the load of each team at each instant."""
        slot = np.minimum((at - self.start_us) // SLOT_US, self.load.shape[1] - 1)
        found: Floats = self.load[team, slot]
        return found


def make_demand(company: Company, staff: Staff) -> Demand:
    """Compute the demand on a company and the load on its teams."""
    incidents = _incidents(company)
    price_day = company.day_of(0.58)
    slots = company.days * SLOTS_A_DAY
    languages = np.stack([_season(company, k, slots) for k in range(len(LANGUAGES))])
    extra = [_burst(company, incident, languages) for incident in incidents]
    rates = np.vstack([languages, *extra, _surge(price_day, languages)])
    rates /= rates.sum()
    routing = _routing()
    days = company.days + MARGIN_DAYS
    doors = np.stack([team_open(team, company.start_us, days) for team in TEAMS])
    return Demand(
        rates=rates,
        incidents=incidents,
        price_day=price_day,
        routing=np.cumsum(routing, axis=1),
        teams=Timetable(doors, company.start_us),
        load=_load(rates, routing, staff, days * SLOTS_A_DAY),
        start_us=company.start_us,
    )


def _season(company: Company, language: int, slots: int) -> Floats:
    local = local_slots(LANGUAGE_ZONE[language], company.start_us, slots)
    day, slot = np.divmod(local, SLOTS_A_DAY)
    wave = 1 + YEAR_WAVE * np.cos(2 * np.pi * (day - YEAR_PEAK_DAY) / 365.2425)
    shape = np.array(HOUR)[slot // 2] * np.array(WEEKDAY)[(day + 3) % 7] * wave
    scaled: Floats = LANGUAGE_SHARE[language] * shape / shape.sum()
    return scaled


def _incidents(company: Company) -> tuple[Incident, ...]:
    rng = np.random.default_rng([company.seed, 102])
    found = []
    for number, (share, hours, brand, reason, extra) in enumerate(_INCIDENTS, start=1):
        start = company.start_us + company.day_of(share) * SLOTS_A_DAY * SLOT_US
        start += int(rng.integers(14, 26)) * SLOT_US
        until = start + hours * 2 * SLOT_US
        name = f"INC-{number:03d} {BRANDS[brand].name} {REASONS[reason].name}"
        found.append(Incident(name, start, until, brand, reason, extra))
    return tuple(found)


def _burst(company: Company, incident: Incident, languages: Floats) -> Floats:
    """Extra contacts rise at once and fade towards the window's end, on top of the hour's own demand."""
    slot = np.arange(languages.shape[1])
    first = (incident.from_us - company.start_us) // SLOT_US
    last = (incident.until_us - company.start_us) // SLOT_US
    fading = np.exp(-np.maximum(slot - first, 0) / max(1, last - first))
    inside = (slot >= first) & (slot < last)
    usual = languages.mean() * len(LANGUAGES)
    burst: Floats = np.where(inside, incident.extra * usual * fading, 0.0)
    return burst


def _surge(price_day: int, languages: Floats) -> Floats:
    day = np.arange(languages.shape[1]) / SLOTS_A_DAY - price_day
    fading = np.where(day >= 0, np.exp(-np.maximum(day, 0) / PRICE_FADE_DAYS), 0.0)
    surge: Floats = PRICE_SURGE * fading * languages.sum(axis=0)
    return surge


def _routing() -> Floats:
    table = np.zeros((len(LANGUAGES), len(TEAMS)))
    names = [team.name for team in TEAMS]
    for language, team, share in ROUTING:
        table[LANGUAGES.index(language), names.index(team)] = share
    return table


def _load(rates: Floats, routing: Floats, staff: Staff, slots: int) -> Floats:
    """Return work coming in over people there, in the two hours around each slot; bounded to 0.3 to 4."""
    arriving = routing.T @ rates[: len(LANGUAGES)]
    share = routing.T @ np.array(LANGUAGE_SHARE)
    arriving = arriving + share[:, None] * rates[len(LANGUAGES) :].sum(axis=0)
    there = np.stack([staff.shift.opened[staff.team == team].sum(axis=0) for team in range(len(TEAMS))])
    width = np.ones(9)
    load = np.ones((len(TEAMS), slots))
    for team in range(len(TEAMS)):
        work = np.convolve(arriving[team], width, mode="same")
        people = np.convolve(there[team, : len(work)], width, mode="same")
        ratio = work / np.maximum(people, 4.0)
        load[team, : len(work)] = np.clip(ratio / ratio[people > 9].mean(), 0.3, 4.0)
    return load
