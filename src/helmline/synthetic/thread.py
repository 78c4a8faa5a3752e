"""An interaction while people work on it: owner, replies, cover, solving, reopening, closing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from helmline.eventlog.schema import Change, Flag, Kind, Role, Status
from helmline.synthetic.cases import Cases
from helmline.synthetic.company import DAY_US, HOUR_US, MINUTE_US, REASONS, SECOND_US
from helmline.synthetic.desk import Desk
from helmline.synthetic.timetable import Bools, Floats, Ints

CLOSES_AFTER_US = 4 * DAY_US
#: Waiting for a reply in open time at load 1, before ability, reason and priority (low ... urgent).
REPLY_US = 50 * MINUTE_US
BY_PRIORITY = np.array([1.6, 1.0, 0.6, 0.3])
HANDLING_US = 6 * MINUTE_US
EFFORT = np.array([reason.effort for reason in REASONS])


@dataclass
class Thread:
    """Tickets being worked on: who owns each, since when it waits for him, and what became of it."""

    cases: Cases
    owner: Ints
    ready: Ints
    first_reply: Ints
    solved: Ints
    transferred: Bools
    reopened: Bools
    reopen_probability: Floats

    @classmethod
    def of(cls, cases: Cases, owner: Ints, ready: Ints) -> Thread:
        """Return threads at the moment of their first owner."""
        no, nothing = np.zeros(len(cases), dtype=bool), np.zeros(len(cases), dtype=np.int64)
        # Copies: what is written down keeps its arrays, and these change as the tickets go on.
        cases = replace(cases, team=cases.team.copy(), queue=cases.queue.copy())
        return cls(
            cases, owner.copy(), ready.copy(), nothing, nothing.copy(), no, no.copy(), np.zeros(len(cases))
        )


def joined(first: Thread, second: Thread) -> Thread:
    """Return the threads of both."""
    names = ("owner", "ready", "first_reply", "solved", "transferred", "reopened", "reopen_probability")
    rest = (np.concatenate([getattr(first, name), getattr(second, name)]) for name in names)
    return Thread(first.cases.joined(second.cases), *rest)


def reply(desk: Desk, thread: Thread, which: Ints) -> Ints:
    """The owner replies in his shift, sooner if able, later under load; returns when."""
    at, worked = _reply_time(desk, thread, which)
    late = np.nonzero(desk.world.staff.left[thread.owner[which]] <= desk.day(at))[0]
    if len(late):
        _hand_on(desk, thread, which[late])
        at[late], worked[late] = _reply_time(desk, thread, which[late])
    cases, owner, ready = thread.cases.take(which), thread.owner[which], thread.ready[which]
    noted = desk.chance(0.1, len(which))
    desk.rows.add(
        Kind.MESSAGE_PRIVATE, cases.number[noted], np.maximum(at - worked // 2, ready)[noted],
        role=Role.AGENT, actor=desk.key(owner[noted]),
    )  # fmt: skip
    desk.writes(cases, owner, at)
    desk.worked(cases, owner, at, worked)
    return at


def _reply_time(desk: Desk, thread: Thread, which: Ints) -> tuple[Ints, Ints]:
    """Return when the owners would reply, and how long they actively work on it."""
    cases, owner, ready = thread.cases.take(which), thread.owner[which], thread.ready[which]
    load = desk.world.demand.load_at(cases.team, ready)
    pace = desk.pace(owner, ready) * EFFORT[cases.reason]
    worked = np.maximum(desk.around(HANDLING_US * pace, 0.5, len(which)), 20 * SECOND_US)
    waits = desk.around(REPLY_US * load**1.3 * BY_PRIORITY[cases.priority], 1.0, len(which))
    return desk.world.staff.shift.advance(owner, ready, waits + worked), worked


def _hand_on(desk: Desk, thread: Thread, which: Ints) -> None:
    """Tickets of somebody who left before he could reply go to colleagues on the day he is gone."""
    cases, owner = thread.cases.take(which), thread.owner[which]
    gone = desk.world.company.start_us + desk.world.staff.left[owner] * DAY_US
    at = np.maximum(thread.ready[which], gone)
    taker = desk.pick(cases, at, but=owner)
    desk.assign(cases, at, taker, Change.BULK)
    thread.owner[which], thread.ready[which] = taker, at


def cover(desk: Desk, thread: Thread, which: Ints) -> None:
    """Give the tickets of leavers, of those on leave and urgent ones after a shift's end to a colleague."""
    owner, ready, cases = thread.owner[which], thread.ready[which], thread.cases.take(which)
    gap = desk.world.staff.shift.advance(owner, ready, 0) - ready
    gone = desk.world.staff.left[owner] <= desk.day(ready)
    change = np.select(
        [gone, gap > 4 * DAY_US, (gap > 3 * HOUR_US) & (cases.priority >= 2)],
        [Change.BULK, Change.ABSENCE_COVER, Change.SHIFT_HANDOVER], 0,
    )  # fmt: skip
    moved = np.nonzero(change)[0]
    if not len(moved):
        return
    taker = desk.pick(cases.take(moved), ready[moved], but=owner[moved])
    desk.assign(cases.take(moved), ready[moved], taker, change[moved])
    thread.owner[which[moved]] = taker


def solve(desk: Desk, thread: Thread, which: Ints, at: Ints) -> None:
    """The owner solves at the instant of his last reply."""
    desk.status(thread.cases.take(which), at, Status.SOLVED, Role.AGENT, desk.key(thread.owner[which]))
    thread.solved[which] = at


def reopen(desk: Desk, thread: Thread) -> None:
    """Some customers come back within the days before closing, a few of them twice."""
    which = np.arange(len(thread.cases))
    thread.reopen_probability = desk.reopen_probability(thread.cases, thread.owner, thread.solved)
    for share in (1.0, 0.3):
        p = desk.reopen_probability(thread.cases.take(which), thread.owner[which], thread.solved[which])
        which = which[desk.chance(p * share, len(which))]
        cases, size = thread.cases.take(which), len(which)
        after = np.minimum(desk.rng.exponential(20 * HOUR_US, size), 3.7 * DAY_US).astype(np.int64)
        back = thread.solved[which] + 10 * MINUTE_US + after
        desk.says(cases, back, Flag.REOPENED_BY_MESSAGE)
        desk.status(cases, back, Status.OPEN, Role.SYSTEM)
        thread.ready[which], thread.reopened[which] = back, True
        cover(desk, thread, which)
        solve(desk, thread, which, reply(desk, thread, which))


def close(desk: Desk, thread: Thread) -> None:
    """Solved tickets close by rule after four quiet days."""
    desk.status(thread.cases, thread.solved + CLOSES_AFTER_US, Status.CLOSED, Role.AUTOMATION)
