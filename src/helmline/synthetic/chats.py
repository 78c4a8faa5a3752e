"""Chats and the bot: the bot's outcomes, the queue with its patience, short rounds, silence at the end."""

from __future__ import annotations

import numpy as np

from helmline.eventlog.schema import Change, Kind, Role, Status
from helmline.synthetic.cases import Cases, choose
from helmline.synthetic.company import BOT, DAY_US, MINUTE_US, SECOND_US
from helmline.synthetic.desk import Desk
from helmline.synthetic.thread import EFFORT, Thread, close, reopen, solve
from helmline.synthetic.timetable import Bools, Ints

#: What becomes of a conversation with the bot: resolved, left by the customer, handed to people.
BOT_OUTCOME = (0.40, 0.16, 0.44)
BOT_FIRST = 0.35
WAIT_US, PATIENCE_US = 70 * SECOND_US, 9 * MINUTE_US
ROUNDS = (0.45, 0.30, 0.16, 0.09)
INACTIVE, INACTIVE_AFTER_US = 0.14, 10 * MINUTE_US


def run_chats(desk: Desk, cases: Cases) -> Thread:
    """Play chats from birth to closing; returns those that people solved."""
    desk.open(cases, policy=False)
    desk.says(cases, cases.at)
    doors = desk.world.demand.teams.is_open(cases.team, cases.at)
    bot = (cases.channel == BOT) | ~doors | desk.chance(BOT_FIRST, len(cases))
    handed, ready = _bot(desk, cases.take(bot))
    direct = cases.take(~bot)
    waiting = direct.joined(handed)
    ready = np.concatenate([direct.at + 5 * SECOND_US, ready])
    met, given = _queue(desk, waiting, ready)
    thread = _talk(desk, met, given)
    reopen(desk, thread)
    close(desk, thread)
    return thread


def _bot(desk: Desk, cases: Cases) -> tuple[Cases, Ints]:
    """The bot answers twice; returns the conversations handed to people, and when."""
    size = len(cases)
    at = cases.at
    for _ in range(2):
        answer = at + desk.around(4 * SECOND_US, 0.3, size)
        desk.rows.add(Kind.MESSAGE_PUBLIC, cases.number, answer, role=Role.BOT)
        at = answer + desk.around(35 * SECOND_US, 0.6, size)
        desk.says(cases, at)
    outcome = choose(desk.rng, BOT_OUTCOME, size)
    solved, left, handed = (outcome == kind for kind in range(3))
    end = at + 5 * SECOND_US
    desk.rows.add(Kind.MESSAGE_PUBLIC, cases.number[solved], end[solved], role=Role.BOT)
    desk.status(cases.take(solved), end[solved] + SECOND_US, Status.SOLVED, Role.BOT)
    desk.status(cases.take(solved), end[solved] + DAY_US, Status.CLOSED, Role.AUTOMATION)
    _fall_silent(desk, cases.take(left), end[left])
    passed = cases.take(handed)
    desk.rows.add(Kind.BOT_HANDED_OFF, passed.number, end[handed], role=Role.BOT)
    return passed, end[handed] + SECOND_US


def _fall_silent(desk: Desk, cases: Cases, since: Ints) -> None:
    """Nobody is there any more: closed for inactivity, never solved."""
    at = since + INACTIVE_AFTER_US
    desk.rows.add(Kind.CHAT_CLOSED_INACTIVE, cases.number, at, role=Role.SYSTEM)
    desk.status(cases, at + SECOND_US, Status.CLOSED, Role.SYSTEM)


def _queue(desk: Desk, cases: Cases, ready: Ints) -> tuple[Cases, Ints]:
    """Wait for a person; who loses patience in opening hours is gone. Returns the rest, and when met."""
    load = desk.world.demand.load_at(cases.team, ready)
    waits = desk.rng.exponential(WAIT_US * load**2).astype(np.int64) + SECOND_US
    given = desk.world.demand.teams.advance(cases.team, ready, waits)
    patience = desk.rng.exponential(PATIENCE_US, len(cases)).astype(np.int64) + 10 * SECOND_US
    lost: Bools = (waits > patience) & desk.world.demand.teams.is_open(cases.team, ready)
    _fall_silent(desk, cases.take(lost), (ready + patience)[lost])
    return cases.take(~lost), given[~lost]


def _talk(desk: Desk, cases: Cases, given: Ints) -> Thread:
    """A greeting, then rounds of question and answer; solved by the agent or by silence."""
    size = len(cases)
    owner = desk.pick(cases, given)
    thread = Thread.of(cases, owner, given)
    desk.assign(cases, given, owner, Change.ROUTING)
    desk.status(cases, given, Status.OPEN, Role.AUTOMATION)
    pace = desk.pace(owner, given) * EFFORT[cases.reason]
    at = given + desk.around(18 * SECOND_US * pace, 0.6, size)
    desk.writes(cases, owner, at.copy())
    thread.first_reply = at.copy()
    rounds = choose(desk.rng, ROUNDS, size) + 1
    for number in range(1, len(ROUNDS) + 1):
        which = np.nonzero(rounds >= number)[0]
        some = cases.take(which)
        asked = at[which] + desk.around(40 * SECOND_US, 0.6, len(which))
        desk.says(some, asked)
        at[which] = asked + desk.around(55 * SECOND_US * pace[which], 0.6, len(which))
        desk.writes(some, owner[which], at[which])
    _end(desk, thread, at)
    return thread


def _end(desk: Desk, thread: Thread, at: Ints) -> None:
    silent = desk.chance(INACTIVE, len(at))
    cases, owner = thread.cases, thread.owner
    desk.worked(cases, owner, at, np.maximum(((at - thread.ready) * 0.7).astype(np.int64), SECOND_US))
    solve(desk, thread, np.nonzero(~silent)[0], at[~silent] + 20 * SECOND_US)
    end = at[silent] + INACTIVE_AFTER_US
    desk.rows.add(Kind.CHAT_CLOSED_INACTIVE, cases.number[silent], end, role=Role.SYSTEM)
    desk.status(cases.take(silent), end + SECOND_US, Status.SOLVED, Role.AUTOMATION)
    thread.solved[silent] = end + SECOND_US
