"""Agent states from the shifts: available, break, training, meetings, and offline at the end."""

from __future__ import annotations

import numpy as np

from helmline.eventlog.schema import Kind, Role
from helmline.synthetic.company import MINUTE_US
from helmline.synthetic.desk import Desk, World
from helmline.synthetic.timetable import SLOT_US, SLOTS_A_DAY, Bools, Ints

#: Detours from *available* within a shift: state, chance, place in the shift, minutes.
DETOURS = (
    ("busy", 0.15, 0.12, 12), ("training", 0.10, 0.25, 45), ("break", 1.0, 0.45, 30),
    ("meeting", 0.10, 0.65, 30), ("away", 0.15, 0.85, 8),
)  # fmt: skip
A_SHIFT = 2 + 2 * sum(chance for _, chance, _, _ in DETOURS)
#: At most this share of the events are states: small companies connected their phone system late.
LARGEST_SHARE = 0.06


def _starts(world: World, first: int, last: int) -> tuple[Ints, Ints]:
    """Return agents and slots of the shifts that begin in a range of slots."""
    opened = world.staff.shift.opened[:, max(first - 1, 0) : last]
    before = opened[:, :-1] if first else np.pad(opened[:, :-1], ((0, 0), (1, 0)))
    now = opened[:, 1:] if first else opened
    agent, slot = np.nonzero(now & ~before)
    return agent, slot + first


def connected_slot(world: World) -> int:
    """Return the slot from which states are recorded."""
    slots = world.company.days * SLOTS_A_DAY
    shifts = np.bincount(_starts(world, 0, slots)[1], minlength=slots)
    budget = world.company.events * LARGEST_SHARE / A_SHIFT
    later = np.cumsum(shifts[::-1])[::-1] <= budget
    found = int(np.argmax(later)) if later.any() else slots
    return -(-found // SLOTS_A_DAY) * SLOTS_A_DAY


def expected(world: World, first: int, last: int) -> float:
    """Return the number of state events expected of the shifts that begin between two slots."""
    return A_SHIFT * len(_starts(world, first, last)[0]) if first < last else 0.0


def record(desk: Desk, first: int, last: int) -> None:
    """Write down the states of the shifts that begin between two slots."""
    if first >= last:
        return
    agent, slot = _starts(desk.world, first, last)
    opened = desk.world.staff.shift.opened
    ahead = np.minimum(slot[:, None] + np.arange(1, SLOTS_A_DAY), opened.shape[1] - 1)
    length = np.argmin(opened[agent[:, None], ahead], axis=1) + 1
    start = desk.world.company.start_us + slot * SLOT_US
    _state(desk, agent, start, "available")
    for word, chance, place, minutes in DETOURS:
        some: Bools = desk.chance(chance, len(agent))
        at = start[some] + (length[some] * SLOT_US * place).astype(np.int64)
        _state(desk, agent[some], at, word)
        _state(
            desk, agent[some], at + np.minimum(minutes * MINUTE_US, length[some] * SLOT_US // 10), "available"
        )
    _state(desk, agent, start + length * SLOT_US, "offline")


def _state(desk: Desk, agent: Ints, at: Ints, word: str) -> None:
    key = desk.key(agent)
    nobody = np.zeros(len(agent), dtype=np.int64)
    desk.rows.add(
        Kind.AGENT_STATE, nobody, at, actor=key, owner=key, role=Role.AGENT, code=desk.code(word),
        team=desk.world.staff.team[agent],
    )  # fmt: skip
