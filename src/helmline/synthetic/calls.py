"""Calls: menu, queue, patience, overflow, callbacks, talk with hold, consult, transfer, wrap-up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from helmline.eventlog.schema import Change, Kind, Role, Status
from helmline.synthetic.cases import Cases, choose, queue_of
from helmline.synthetic.company import MINUTE_US, PHONE, SECOND_US, TEAMS
from helmline.synthetic.desk import WRAP_UPS, Desk
from helmline.synthetic.thread import EFFORT, Thread, close
from helmline.synthetic.timetable import Bools, Ints

IVR_EXIT, RING_NO_ANSWER, HOLD, CONSULT, CONFERENCE, TRANSFER = 0.06, 0.04, 0.20, 0.05, 0.02, 0.07
#: Waiting at load 1 (exponential, after a fifth who are served at once) and how long customers stay.
WAIT_US, PATIENCE_US, AT_ONCE = 60 * SECOND_US, 5 * MINUTE_US, 0.2
OVERFLOW_AFTER_US, OVERFLOW = 150 * SECOND_US, 0.5
CALLBACK_AFTER_US, CALLBACK, CALLBACK_KEPT = 100 * SECOND_US, 0.25, 0.85
TALK_US, WRAP_US = 260 * SECOND_US, 45 * SECOND_US
_DURING = (
    (HOLD, ((Kind.HELD, 0.3), (Kind.RETRIEVED, 0.45))),
    (CONSULT, ((Kind.CONSULTED, 0.6),)),
    (CONFERENCE, ((Kind.CONFERENCED, 0.8),)),
)
DUBLIN = [team.name for team in TEAMS].index("Dublin")


def run_calls(desk: Desk, cases: Cases) -> Thread:
    """Play calls from the first ring to closing; returns the ones answered or called back."""
    desk.open(cases, policy=False)
    desk.rows.add(
        Kind.CALL_OFFERED, cases.number, cases.at, queue=cases.queue, team=cases.team, role=Role.CUSTOMER,
        actor=cases.customer, customer=cases.customer,
    )  # fmt: skip
    cases, queued = _menu(desk, cases)
    waits = _waits(desk, cases, queued)
    patience = desk.rng.exponential(PATIENCE_US, len(cases)).astype(np.int64) + 3 * SECOND_US
    later = (np.minimum(waits, patience) > CALLBACK_AFTER_US) & desk.chance(CALLBACK, len(cases))
    back = _call_back(desk, cases.take(later), queued[later])
    cases, queued, waits, patience = cases.take(~later), queued[~later], waits[~later], patience[~later]
    cases = _overflow(desk, cases, queued, np.minimum(waits, patience))
    lost: Bools = patience < waits
    gone = (queued + patience)[lost]
    _leave(desk, cases.take(lost), gone, Kind.ABANDONED)
    thread = _talk(desk, cases.take(~lost), (queued + waits)[~lost])
    close(desk, thread)
    close(desk, back)
    return thread


def _leave(desk: Desk, cases: Cases, at: Ints, kind: Kind) -> None:
    """The customer hangs up: nothing was solved, and the system closes the record."""
    customer = cases.customer
    desk.rows.add(kind, cases.number, at, role=Role.CUSTOMER, actor=customer, customer=customer)
    desk.status(cases, at + SECOND_US, Status.CLOSED, Role.SYSTEM)


def _menu(desk: Desk, cases: Cases) -> tuple[Cases, Ints]:
    """The menu: out of hours everybody ends here, in hours some help themselves."""
    at = cases.at + desk.around(25 * SECOND_US, 0.4, len(cases))
    shut = ~desk.world.demand.teams.is_open(cases.team, cases.at)
    out = shut | desk.chance(IVR_EXIT, len(cases))
    _leave(desk, cases.take(out), at[out], Kind.IVR_EXITED)
    inside = cases.take(~out)
    desk.rows.add(
        Kind.QUEUED, inside.number, at[~out], queue=inside.queue, team=inside.team, role=Role.SYSTEM
    )
    return inside, at[~out]


def _waits(desk: Desk, cases: Cases, queued: Ints) -> Ints:
    load = desk.world.demand.load_at(cases.team, queued)
    waits = 4 * SECOND_US + desk.rng.exponential(WAIT_US * load**1.8)
    found: Ints = np.where(desk.chance(AT_ONCE, len(cases)), 4 * SECOND_US, waits).astype(np.int64)
    return found


def _call_back(desk: Desk, cases: Cases, queued: Ints) -> Thread:
    """Called back when somebody is free, instead of waiting; a third need two attempts, some are missed."""
    size, customer = len(cases), cases.customer
    asked = queued + CALLBACK_AFTER_US
    desk.rows.add(
        Kind.CALLBACK_REQUESTED, cases.number, asked, role=Role.CUSTOMER, actor=customer, customer=customer
    )
    tried = desk.world.demand.teams.advance(cases.team, asked, desk.around(25 * MINUTE_US, 0.6, size))
    owner = desk.pick(cases, tried)
    by: dict[str, Any] = {"role": Role.AGENT, "actor": desk.key(owner), "owner": desk.key(owner)}
    desk.assign(cases, tried, owner, Change.ROUTING)
    desk.rows.add(Kind.CALLBACK_ATTEMPTED, cases.number, tried, **by)
    kept = desk.chance(CALLBACK_KEPT, size)
    twice = desk.chance(1 / 3, size)
    again = tried + np.where(twice, 20 * MINUTE_US, 0)
    both = {name: value if np.isscalar(value) else value[twice] for name, value in by.items()}
    desk.rows.add(Kind.CALLBACK_ATTEMPTED, cases.number[twice], again[twice], **both)
    desk.status(cases.take(~kept), again[~kept] + MINUTE_US, Status.CLOSED, Role.SYSTEM)
    reached = Thread.of(cases.take(kept), owner[kept], again[kept] + 15 * SECOND_US)
    mine: dict[str, Any] = {
        "role": Role.AGENT,
        "actor": desk.key(reached.owner),
        "owner": desk.key(reached.owner),
    }
    desk.rows.add(Kind.CALLBACK_KEPT, reached.cases.number, reached.ready, **mine)
    _finish(desk, reached, reached.ready + _talk_time(desk, reached))
    return reached


def _overflow(desk: Desk, cases: Cases, queued: Ints, stays: Ints) -> Cases:
    """Who waits too long in another language's queue is offered to the English one."""
    over = (stays > OVERFLOW_AFTER_US + 2 * SECOND_US) & (cases.language != 0)
    over &= desk.chance(OVERFLOW, len(cases))
    english = int(queue_of(np.array([0]), np.array([PHONE]))[0])
    at = queued[over] + OVERFLOW_AFTER_US
    desk.rows.add(Kind.OVERFLOWED, cases.number[over], at, queue=english, role=Role.SYSTEM)
    desk.rows.add(
        Kind.QUEUED, cases.number[over], at + SECOND_US, queue=english, team=DUBLIN, role=Role.SYSTEM
    )
    return replace(
        cases,
        queue=np.where(over, english, cases.queue),
        team=np.where(over, DUBLIN, cases.team),
        language=np.where(over, 0, cases.language),
    )


def _talk_time(desk: Desk, thread: Thread) -> Ints:
    pace = desk.pace(thread.owner, thread.ready) * EFFORT[thread.cases.reason]
    return desk.around(TALK_US * pace, 0.6, len(thread.cases)) + 10 * SECOND_US


def _talk(desk: Desk, cases: Cases, answered: Ints) -> Thread:
    """From the answer to the end: hold, consult, conference, and a second leg for transfers."""
    owner = desk.pick(cases, answered)
    thread = Thread.of(cases, owner, answered)
    thread.first_reply = answered.copy()
    missed = desk.chance(RING_NO_ANSWER, len(cases)) & (answered - cases.at > MINUTE_US)
    other = desk.pick(cases.take(missed), answered[missed], but=owner[missed])
    desk.rows.add(
        Kind.RANG_NO_ANSWER, cases.number[missed], answered[missed] - 2 * SECOND_US, owner=desk.key(other),
        role=Role.SYSTEM,
    )  # fmt: skip
    desk.assign(cases, answered, owner, Change.ROUTING)
    _answer(desk, cases, owner, answered)
    talk = _talk_time(desk, thread)
    _during(desk, thread, talk)
    moved = np.nonzero(desk.chance(TRANSFER, len(cases)))[0]
    end = answered + talk
    end[moved] = _second_leg(desk, thread, moved, end[moved])
    _finish(desk, thread, end)
    return thread


def _answer(desk: Desk, cases: Cases, owner: Ints, at: Ints) -> None:
    desk.rows.add(
        Kind.ANSWERED, cases.number, at, role=Role.AGENT, actor=desk.key(owner), owner=desk.key(owner),
        team=cases.team, queue=cases.queue,
    )  # fmt: skip


def _during(desk: Desk, thread: Thread, talk: Ints) -> None:
    """Hold in the second quarter of the talk, consult in the third, conference in the last."""
    size, number, start = len(talk), thread.cases.number, thread.ready
    by = desk.key(thread.owner)
    for share, places in _DURING:
        some = desk.chance(share, size)
        for kind, place in places:
            at = start[some] + (talk[some] * place).astype(np.int64)
            desk.rows.add(kind, number[some], at, role=Role.AGENT, actor=by[some], owner=by[some])


def _second_leg(desk: Desk, thread: Thread, which: Ints, at: Ints) -> Ints:
    """Hand the caller to a colleague through the queue; returns when the second talk ends."""
    cases, owner = thread.cases.take(which), thread.owner[which]
    taker = desk.pick(cases, at, but=owner)
    desk.rows.add(
        Kind.TRANSFERRED, cases.number, at, role=Role.AGENT, actor=desk.key(owner), owner=desk.key(taker),
        queue=cases.queue,
    )  # fmt: skip
    desk.rows.add(
        Kind.QUEUED, cases.number, at + SECOND_US, queue=cases.queue, team=cases.team, role=Role.SYSTEM
    )
    answered = at + desk.around(20 * SECOND_US, 0.5, len(which)) + 2 * SECOND_US
    desk.assign(cases, answered, taker, Change.TRANSFER, Role.AGENT, desk.key(owner))
    _answer(desk, cases, taker, answered)
    thread.owner[which], thread.transferred[which] = taker, True
    second = Thread.of(cases, taker, answered)
    return answered + _talk_time(desk, second)


def _finish(desk: Desk, thread: Thread, end: Ints) -> None:
    """The talk ends, after-call work follows, and the case is solved with it."""
    cases, owner, size = thread.cases, thread.owner, len(end)
    by: dict[str, Any] = {"role": Role.AGENT, "actor": desk.key(owner), "owner": desk.key(owner)}
    desk.rows.add(Kind.CALL_ENDED, cases.number, end, **by)
    wrapped = end + desk.around(WRAP_US * desk.pace(owner, end), 0.5, size)
    codes = np.array([desk.code(word) for word in WRAP_UPS])[choose(desk.rng, (70, 12, 4, 6, 8), size)]
    desk.rows.add(Kind.WRAPPED_UP, cases.number, wrapped, code=codes, **by)
    desk.status(cases, wrapped, Status.SOLVED, Role.AGENT, desk.key(owner))
    thread.solved = wrapped
