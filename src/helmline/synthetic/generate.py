"""The log of a company, block by block: bounded memory, the size met, the same bytes for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from helmline.synthetic import states
from helmline.synthetic.cases import arrive
from helmline.synthetic.company import DAY_US, Company
from helmline.synthetic.desk import Desk, World
from helmline.synthetic.play import play
from helmline.synthetic.timetable import SLOTS_A_DAY, Floats

if TYPE_CHECKING:
    import pyarrow as pa

LARGEST_BLOCK = 30_000
PILOT = 4_000


@dataclass(frozen=True)
class Yield:
    """How many events an arrival leads to, by the whole days left until the window's end."""

    by_days_left: Floats

    def of(self, days_left: int) -> float:
        """Return the events expected of one arrival."""
        return float(self.by_days_left[min(max(days_left, 0), len(self.by_days_left) - 1)])


def generate(company: Company) -> Iterator[pa.RecordBatch]:
    """Yield the company's log in the canonical schema, in blocks of arrival time, each in order of time.

    A block's events reach beyond its arrivals (replies, reopening, closing), so neighbouring batches overlap
    in time. Memory is bounded by the block, whatever the size.
    """
    for batch, _ in blocks(company):
        yield batch


def blocks(company: Company) -> Iterator[tuple[pa.RecordBatch, Desk]]:
    """Yield each block's batch with the desk that made it (which knows the hidden truth)."""
    world = World.of(company)
    gain = _pilot(world)
    connected = states.connected_slot(world)
    wanted = float(company.events) - states.expected(world, connected, company.days * SLOTS_A_DAY)
    shares = world.demand.rates.sum(axis=0)
    edges = _edges(shares, wanted, gain)
    weights = np.array([shares[a:b].sum() * _gain(company, gain, a, b) for a, b in edges])
    due = wanted * np.cumsum(weights) / weights.sum()
    digits = max(7, len(str(company.events)))
    number, first_id, out = 1, 1, 0.0
    for block, (first, last) in enumerate(edges):
        desk = Desk(world, np.random.default_rng([company.seed, 200, block]))
        states.record(desk, max(first, connected), last)
        # States are counted as far as they differ from what was expected: the cases make up for it.
        out -= states.expected(world, max(first, connected), last)
        missing = due[block] - out - desk.rows.count_before(company.end_us)
        count = max(0, round(missing / _gain(company, gain, first, last)))
        cases = arrive(company, world.demand, desk.rng, count, (first, last), number)
        number = play(desk, cases, number + count)
        if not desk.rows.fragments:
            continue
        out += desk.rows.count_before(company.end_us)
        batch = desk.rows.batch(company.seed, first_id, company.end_us, digits)
        first_id += desk.rows.count()
        yield batch, desk


def _gain(company: Company, gain: Yield, first: int, last: int) -> float:
    """Return the events expected of one arrival between two slots, the mean over its days."""
    days = range(first // SLOTS_A_DAY, (last - 1) // SLOTS_A_DAY + 1)
    return sum(gain.of(company.days - day - 1) for day in days) / len(days)


def _pilot(world: World) -> Yield:
    """Play a small sample to learn how many events an arrival makes, and how late they come."""
    company = world.company
    middle = company.days // 2 * SLOTS_A_DAY
    desk = Desk(world, np.random.default_rng([company.seed, 199]))
    cases = arrive(company, world.demand, desk.rng, PILOT, (middle, middle + SLOTS_A_DAY), 1)
    play(desk, cases, PILOT + 1)
    at = np.concatenate([at for _, at, _ in desk.rows.fragments])
    since = (at - company.start_us) // DAY_US - company.days // 2
    return Yield(np.cumsum(np.bincount(np.maximum(since, 0), minlength=60)) / PILOT)


def _edges(shares: Floats, wanted: float, gain: Yield) -> list[tuple[int, int]]:
    """Cut the window into blocks of about equal numbers of arrivals: at least 24, none above the largest."""
    arrivals = wanted / gain.of(60)
    blocks_wanted = max(24, int(arrivals / LARGEST_BLOCK) + 1)
    marks = np.arange(1, blocks_wanted) / blocks_wanted
    # The last block is halved again and again, so that the last correction of the size is a small one.
    finer = 1 - 0.5 ** np.arange(1, 8) / blocks_wanted
    slots = np.searchsorted(np.cumsum(shares), np.concatenate([marks, finer]))
    slots = np.unique(np.concatenate([[0], slots, [len(shares)]]))
    return [(int(a), int(b)) for a, b in pairwise(slots)]
