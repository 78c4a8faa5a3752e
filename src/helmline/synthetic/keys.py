"""Random-looking keys that never collide: bijections of counters, so uniqueness needs no set in memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from helmline.synthetic.timetable import Ints

_MASK63 = np.uint64(2**63 - 1)
#: Counters of people start here and there, so that no two subjects share a key.
AGENTS_FROM, CUSTOMERS_FROM = 1, 1_000_000


def scramble(counter: Any, salt: int) -> Ints:
    """Return a bijection of 63-bit counters (positive in, positive out); another salt, another order."""
    x = np.asarray(counter).astype(np.uint64)
    odd = np.uint64((salt * 2 + 1) * 0x9E3779B97F4A7C15 % 2**64 | 1)
    with np.errstate(over="ignore"):
        for shift in (31, 29, 32):
            x = (x * odd) & _MASK63
            x = x ^ (x >> np.uint64(shift))
        x = (x * np.uint64(0xBF58476D1CE4E5B9)) & _MASK63
        x = x ^ (x >> np.uint64(30))
    return x.astype(np.int64)


def subject(counter: Any, seed: int) -> Ints:
    """Return subject keys of agents and customers."""
    return scramble(counter, seed * 4 + 1)


def interaction(counter: Any, seed: int) -> Ints:
    """Return interaction keys."""
    return scramble(counter, seed * 4 + 2)


def event_ids(counter: Ints, seed: int) -> Any:
    """Return 16-byte ids, two 63-bit halves a counter; the first half alone is unique."""
    halves = np.empty((len(counter), 2), dtype="<i8")
    halves[:, 0] = scramble(counter, seed * 4 + 3)
    halves[:, 1] = scramble(counter, seed * 4 + 4)
    return halves
