"""Opening hours as half-hour slots: from an instant to open time and back, for thousands of rows at once.

A row is a team or an agent. Slots are UTC, so both clock changes of a year are in the table and nowhere
else. Going forward by an amount of open time is two gathers, whatever lies between.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from helmline.synthetic.company import DAY_US, MINUTE_US, SECOND_US

Ints = NDArray[np.int64]
Codes = NDArray[Any]  # small integers that stand for words
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SLOT_US = 30 * MINUTE_US
SLOTS_A_DAY = 48


@lru_cache(maxsize=32)
def local_slots(zone: str, start_us: int, slots: int) -> Ints:
    """Return for each UTC half-hour from `start_us` its local half-hour number since 1970."""
    info = ZoneInfo(zone)
    origin = datetime.fromtimestamp(start_us // SECOND_US, UTC)
    edges = range(0, slots, SLOTS_A_DAY)
    offsets = np.empty(slots, dtype=np.int64)
    for edge in edges:
        day = [_offset(info, origin, edge + k) for k in (0, SLOTS_A_DAY)]
        inside = slice(edge, edge + SLOTS_A_DAY)
        same = day[0] == day[1]
        offsets[inside] = day[0] if same else [_offset(info, origin, edge + k) for k in range(SLOTS_A_DAY)]
    local = start_us // SLOT_US + np.arange(slots, dtype=np.int64) + offsets
    local.setflags(write=False)  # shared by every caller
    return local


def _offset(info: ZoneInfo, origin: datetime, slot: int) -> int:
    moment = (origin + timedelta(minutes=30 * int(slot))).astimezone(info)
    shift = moment.utcoffset() or timedelta(0)
    return int(shift.total_seconds()) // 1800


class Timetable:
    """Which half-hours are open, row by row; the last slots are forced open so that time never runs out."""

    def __init__(self, opened: Bools, start_us: int) -> None:
        opened = opened.copy()
        opened[:, -2 * SLOTS_A_DAY :] = True
        self.opened = opened
        self.start_us = start_us
        self.last_us = start_us + opened.shape[1] * SLOT_US - DAY_US
        before = np.cumsum(opened, axis=1, dtype=np.int64) - opened
        counts = opened.sum(axis=1)
        self._first = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        self._before = before + self._first[:, None]
        self._final = self._first + counts - 1
        self._slots = np.nonzero(opened)[1].astype(np.int64)

    def is_open(self, row: Any, at: Ints) -> Bools:
        """Return whether each row is open at each instant."""
        slot = (np.minimum(at, self.last_us) - self.start_us) // SLOT_US
        found: Bools = self.opened[row, slot]
        return found

    def advance(self, row: Any, at: Ints, amount_us: Any) -> Ints:
        """Return the instant at which `amount_us` of the row's open time has passed since `at`."""
        since = np.minimum(at, self.last_us) - self.start_us
        slot = since // SLOT_US
        inside = np.where(self.opened[row, slot], since - slot * SLOT_US, 0)
        whole, rest = np.divmod(inside + np.asarray(amount_us).astype(np.int64), SLOT_US)
        index = np.minimum(self._before[row, slot] + whole, self._final[row])
        later: Ints = np.maximum(self.start_us + self._slots[index] * SLOT_US + rest, at)
        return later
