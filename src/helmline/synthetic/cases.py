"""The interactions of a block before anything happens to them: who writes, about what, where, to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from helmline.synthetic import keys
from helmline.synthetic.company import (
    API,
    BOT,
    BRANDS,
    CHANNEL_GROUP,
    CHANNEL_SHARE,
    GROUPS,
    LANGUAGE_SHARE,
    LANGUAGES,
    PHONE,
    PRICE_REASON,
    REASONS,
    REVIEW,
    SOCIAL,
    WEB,
    Company,
)
from helmline.synthetic.demand import PRICE_BRAND, Demand
from helmline.synthetic.timetable import SLOT_US, Bools, Codes, Ints

CUSTOMERS_AN_INTERACTION = 0.45
#: Share of those who would call but write instead, because nobody is there.
WRITE_AT_NIGHT = 0.8


@dataclass(frozen=True)
class Cases:
    """One entry an interaction in every array; all but `at`, `number` and `customer` are codes."""

    number: Ints  # 1, 2, ...: gives key and case number
    at: Ints
    customer: Ints  # subject key
    brand: Codes
    product: Codes
    language: Codes
    channel: Codes
    reason: Codes
    priority: Codes
    tier: Codes
    team: Codes
    queue: Codes
    incident: Bools

    def __len__(self) -> int:
        return len(self.at)

    def take(self, which: Any) -> Cases:
        """Return the chosen interactions (mask or indices)."""
        return self._each(lambda name: getattr(self, name)[which])

    def joined(self, other: Cases) -> Cases:
        """Return the interactions of both."""
        return self._each(lambda name: np.concatenate([getattr(self, name), getattr(other, name)]))

    def _each(self, column: Callable[[str], Any]) -> Cases:
        return Cases(**{name: column(name) for name in Cases.__dataclass_fields__})

    def born(self, number: Ints, at: Ints) -> Cases:
        """Return new interactions of the same customers about the same thing."""
        return replace(self, number=number, at=at, incident=np.zeros(len(at), dtype=bool))


def queue_of(language: Ints, channel: Ints) -> Ints:
    """Return the queue of a language and a channel."""
    found: Ints = language * len(GROUPS) + np.array(CHANNEL_GROUP)[channel]
    return found


def choose(rng: np.random.Generator, shares: Any, size: int) -> Ints:
    """Return codes drawn by share."""
    edges = np.cumsum(np.asarray(shares, dtype=float))
    drawn: Ints = np.searchsorted(edges / edges[-1], rng.random(size), side="right").astype(np.int64)
    return drawn


def arrive(
    company: Company, demand: Demand, rng: np.random.Generator, count: int, slots: tuple[int, int], first: int
) -> Cases:
    """Draw `count` interactions that arrive between two slots, in order of time, numbered from `first`."""
    stream, at = _when(demand, rng, count, slots)
    language = np.where(stream < len(LANGUAGES), stream, choose(rng, LANGUAGE_SHARE, count))
    brand, reason = _what(demand, rng, stream)
    team = (rng.random(count)[:, None] > demand.routing[language]).sum(axis=1)
    channel = _channels(rng, reason, count)
    shut = (channel == PHONE) & ~demand.teams.is_open(team, at)
    channel[shut & (rng.random(count) < WRITE_AT_NIGHT)] = WEB
    products = np.array([len(each.products) for each in BRANDS])
    before = np.cumsum(products) - products
    tier = choose(rng, (0.74, 0.2, 0.06), count)
    urgent = rng.random(count) + 0.12 * tier
    pool = max(50, int(company.events / 13 * CUSTOMERS_AN_INTERACTION))
    customer = (pool * rng.random(count) ** 1.4).astype(np.int64)
    codes = {
        "brand": brand,
        "product": before[brand] + (rng.random(count) * products[brand]).astype(np.int64),
        "language": language,
        "channel": channel,
        "reason": reason,
        "priority": np.searchsorted([0.16, 0.82, 1.02], urgent),
        "tier": tier,
        "team": team,
        "queue": queue_of(language, channel),
    }
    return Cases(
        number=np.arange(first, first + count),
        at=at,
        customer=keys.subject(customer + keys.CUSTOMERS_FROM, company.seed),
        incident=(stream >= len(LANGUAGES)) & (stream < len(LANGUAGES) + len(demand.incidents)),
        **{name: code.astype(np.int16) for name, code in codes.items()},
    )


def _when(demand: Demand, rng: np.random.Generator, count: int, slots: tuple[int, int]) -> tuple[Ints, Ints]:
    rates = demand.rates[:, slots[0] : slots[1]]
    edges = np.cumsum(rates.T.ravel())
    cell = np.searchsorted(edges / edges[-1], np.sort(rng.random(count)), side="right")
    slot, stream = np.divmod(cell, len(rates))
    inside = (rng.random(count) * SLOT_US).astype(np.int64)
    return stream.astype(np.int64), demand.start_us + (slots[0] + slot) * SLOT_US + inside


def _what(demand: Demand, rng: np.random.Generator, stream: Ints) -> tuple[Ints, Ints]:
    brand = choose(rng, [each.share for each in BRANDS], len(stream))
    reason = choose(rng, [each.weight for each in REASONS], len(stream))
    fixed = [(incident.brand, incident.reason) for incident in demand.incidents]
    for number, (its_brand, its_reason) in enumerate([*fixed, (PRICE_BRAND, PRICE_REASON)]):
        inside = stream == len(LANGUAGES) + number
        brand[inside], reason[inside] = its_brand, its_reason
    return brand, reason


def _channels(rng: np.random.Generator, reason: Ints, count: int) -> Ints:
    """Draw channels; what is reported by machines or in public is more often a defect or a delay."""
    channel = choose(rng, CHANNEL_SHARE, count)
    odd = np.isin(channel, (SOCIAL, REVIEW, API)) & (
        np.array([each.effort for each in REASONS])[reason] < 0.7
    )
    moved = odd & (rng.random(count) < 0.5)
    channel[moved] = np.where(rng.random(int(moved.sum())) < 0.6, BOT, PHONE)
    return channel
