"""Mail, web, social, reviews and API: routing, rounds of replies, hand-overs, reopening, closing.

Each step takes arrays of interactions and the instants at which they are ready for it, and returns the
instants at which they leave it, so time never runs backwards. Agents reply inside their own shifts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from helmline.eventlog.schema import Change, Flag, Kind, Role, Status
from helmline.synthetic import keys
from helmline.synthetic.cases import Cases, choose, queue_of
from helmline.synthetic.company import (
    DAY_US,
    HOUR_US,
    LANGUAGES,
    MAIL,
    MINUTE_US,
    REASONS,
    SECOND_US,
    TEAMS,
    WEB,
)
from helmline.synthetic.desk import ESCALATIONS, FLAGS, PAUSES, TAGS, Desk
from helmline.synthetic.thread import (
    CLOSES_AFTER_US,
    Thread,
    close,
    cover,
    joined,
    reopen,
    reply,
    solve,
)
from helmline.synthetic.timetable import Bools, Ints

#: Shares of tickets that take one, two, three, four rounds of reply and answer.
ROUNDS = (0.74, 0.18, 0.06, 0.02)
SPAM, DUPLICATE, SPLIT, OUTBOUND, TRANSFER, ESCALATION = 0.03, 0.012, 0.004, 0.02, 0.09, 0.06
FOLLOW_UP, REPEAT = 0.02, 0.035
#: The other team that speaks a language, by language and team (itself where there is none).
_NAMES = [team.name for team in TEAMS]
_OTHER = {
    ("en", "Dublin"): "Contara", ("it", "Milano"): "Contara", ("pl", "Warszawa"): "Contara",
    ("en", "Contara"): "Dublin", ("it", "Contara"): "Milano", ("pl", "Contara"): "Warszawa",
}  # fmt: skip
OTHER_TEAM = np.array(
    [[_NAMES.index(_OTHER.get((lang, team), team)) for team in _NAMES] for lang in LANGUAGES]
)


def run_tickets(desk: Desk, cases: Cases, number: int, outbound: float = OUTBOUND) -> tuple[Thread, int]:
    """Play tickets from birth to closing; `number` is the next free one. Returns threads and the next."""
    ours = np.isin(cases.channel, (MAIL, WEB)) & desk.chance(outbound, len(cases))
    arrived, ready, kept = _arrive(desk, cases.take(~ours))
    arrived, ready = arrived.take(kept), ready[kept]
    thread = _route(desk, arrived, ready)
    number = _duplicates(desk, thread, number)
    _triage(desk, thread)
    _transfer(desk, thread)
    thread = joined(thread, _write_first(desk, cases.take(ours)))
    _reply_rounds(desk, thread)
    _after_solving(desk, thread)
    reopen(desk, thread)
    close(desk, thread)
    return thread, _split(desk, thread, number)


def _arrive(desk: Desk, cases: Cases) -> tuple[Cases, Ints, Bools]:
    """Births, first messages, acknowledgements and spam; returns when each is ready, and which go on."""
    size = len(cases)
    known = ~((cases.channel == MAIL) & desk.chance(0.2, size))
    desk.open(cases, known=known)
    desk.says(cases, cases.at)
    later = cases.take(~known)
    noted = cases.at[~known] + 40 * SECOND_US
    desk.rows.add(
        Kind.REASON_CHANGED,
        later.number,
        noted,
        role=Role.AUTOMATION,
        reason=desk.reason_code(later.reason, noted),
    )
    known_mail = np.isin(cases.channel, (MAIL, WEB))
    acknowledged = cases.take(known_mail & desk.chance(0.35, size))
    desk.rows.add(
        Kind.MESSAGE_PUBLIC, acknowledged.number, acknowledged.at + 3 * SECOND_US, role=Role.AUTOMATION,
        flags=Flag.AUTO,
    )  # fmt: skip
    _flag(desk, cases.take(desk.chance(0.004, size)))
    return cases, *_spam(desk, cases, known_mail & desk.chance(SPAM, size))


def _flag(desk: Desk, cases: Cases) -> None:
    words = np.array([desk.code(word) for word in FLAGS])
    desk.rows.add(
        Kind.FLAGGED,
        cases.number,
        cases.at + HOUR_US,
        role=Role.SYSTEM,
        code=words[choose(desk.rng, (5, 4, 1), len(cases))],
    )


def _spam(desk: Desk, cases: Cases, spam: Bools) -> tuple[Ints, Bools]:
    """Mark spam at once; one in fifteen was none and is found by a person of the team within the day."""
    marked = cases.take(spam)
    desk.rows.add(Kind.MARKED_SPAM, marked.number, marked.at + 5 * SECOND_US, role=Role.AUTOMATION)
    wrong = desk.chance(1 / 15, len(marked))
    found = desk.world.demand.teams.advance(
        marked.team, marked.at, desk.around(2 * HOUR_US, 0.6, len(marked))
    )
    finder = desk.pick(marked, found)
    saved = marked.take(wrong)
    desk.rows.add(
        Kind.UNMARKED_SPAM, saved.number, found[wrong], role=Role.AGENT, actor=desk.key(finder[wrong])
    )
    ready, kept = cases.at + MINUTE_US, ~spam
    where = np.nonzero(spam)[0][wrong]
    ready[where], kept[where] = found[wrong], True
    return ready, kept


def _route(desk: Desk, cases: Cases, ready: Ints) -> Thread:
    """Give each ticket an owner in its team's opening hours; a few are put back once."""
    size = len(cases)
    teams, load = desk.world.demand.teams, desk.world.demand.load_at(cases.team, ready)
    given = teams.advance(cases.team, ready, desk.around(8 * MINUTE_US * load**1.5, 0.8, size))
    owner = desk.pick(cases, given)
    back = desk.chance(0.012, size)
    returned = cases.take(back)
    first, put = (
        owner[back],
        teams.advance(returned.team, given[back], desk.around(12 * MINUTE_US, 0.5, len(returned))),
    )
    desk.assign(returned, given[back], first, Change.ROUTING)
    desk.rows.add(Kind.UNASSIGNED, returned.number, put, role=Role.AGENT, actor=desk.key(first))
    given[back] = put + 2 * MINUTE_US
    owner[back] = desk.pick(returned, given[back], but=first)
    desk.assign(cases, given, owner, Change.ROUTING)
    desk.status(cases, given, Status.OPEN, Role.AUTOMATION)
    return Thread.of(cases, owner, given)


def _duplicates(desk: Desk, thread: Thread, number: int) -> int:
    """Some customers write twice; the second ticket is merged into the first by its owner."""
    which = desk.chance(DUPLICATE, len(thread.cases))
    parents, owner = thread.cases.take(which), thread.owner[which]
    size = len(parents)
    again = parents.at + desk.around(25 * MINUTE_US, 0.8, size)
    twice = parents.born(np.arange(number, number + size), again)
    desk.open(twice)
    desk.says(twice, twice.at)
    seen = desk.world.staff.shift.advance(
        owner, np.maximum(again, thread.ready[which]), desk.around(9 * MINUTE_US, 0.5, size)
    )
    seen = np.where(desk.world.staff.left[owner] <= desk.day(seen), again + 10 * MINUTE_US, seen)
    related = _related(desk, parents)
    desk.rows.add(Kind.MERGED, twice.number, seen, related=related, role=Role.AGENT, actor=desk.key(owner))
    return number + size


def _related(desk: Desk, cases: Cases) -> Ints:
    return keys.interaction(cases.number, desk.world.company.seed)


def _triage(desk: Desk, thread: Thread) -> None:
    """Corrections made when the ticket is first looked at: priority, tier, reason, tags."""
    cases, size = thread.cases, len(thread.cases)
    at = thread.ready + MINUTE_US
    raised, tier, wrong = desk.chance(0.04, size), desk.chance(0.012, size), desk.chance(0.05, size)
    by: dict[str, Any] = {"role": Role.AUTOMATION}
    desk.rows.add(
        Kind.PRIORITY_CHANGED,
        cases.number[raised],
        at[raised],
        priority=np.minimum(cases.priority[raised] + 1, 3),
        **by,
    )
    desk.rows.add(Kind.ATTRIBUTE_CHANGED, cases.number[tier], at[tier], tier=2, **by)
    reason = cases.reason.copy()
    reason[wrong] = (reason[wrong] + 1 + choose(desk.rng, (1, 1, 1), int(wrong.sum()))) % len(REASONS)
    desk.rows.add(
        Kind.REASON_CHANGED,
        cases.number[wrong],
        at[wrong],
        reason=desk.reason_code(reason[wrong], at[wrong]),
        **by,
    )
    thread.cases = replace(cases, reason=reason)


def _transfer(desk: Desk, thread: Thread) -> None:
    """After a look (a private note) some owners hand over: to a colleague, or to the other team."""
    which = np.nonzero(desk.chance(TRANSFER, len(thread.cases)))[0]
    cases, owner, shift = thread.cases.take(which), thread.owner[which], desk.world.staff.shift
    seen = shift.advance(owner, thread.ready[which], desk.around(20 * MINUTE_US, 0.8, len(which)))
    by: dict[str, Any] = {"role": Role.AGENT, "actor": desk.key(owner)}
    desk.rows.add(Kind.MESSAGE_PRIVATE, cases.number, seen, **by)
    other = OTHER_TEAM[cases.language, cases.team]
    team = np.where(desk.chance(0.45, len(which)), other, cases.team)
    moved = team != cases.team
    cases = replace(cases, team=team, queue=queue_of(cases.language, np.where(moved, MAIL, cases.channel)))
    away, at = cases.take(moved), seen + MINUTE_US
    moving: dict[str, Any] = {"role": Role.AGENT, "actor": desk.key(owner[moved])}
    desk.rows.add(Kind.TEAM_CHANGED, away.number, at[moved], team=away.team, **moving)
    desk.rows.add(Kind.QUEUE_CHANGED, away.number, at[moved], queue=away.queue, **moving)
    calendars = np.array([desk.code(team.name) for team in TEAMS])
    desk.rows.add(Kind.CALENDAR_SET, away.number, at[moved], code=calendars[away.team], role=Role.SYSTEM)
    taker = desk.pick(cases, at, but=owner)
    desk.assign(cases, at, taker, Change.TRANSFER, **by)
    thread.cases.team[which], thread.cases.queue[which] = cases.team, cases.queue
    thread.owner[which], thread.ready[which], thread.transferred[which] = taker, at, True


def _write_first(desk: Desk, cases: Cases) -> Thread:
    """Outbound: an agent opens the ticket and writes; it goes on when the customer answers."""
    owner, at = desk.pick_soon(cases, cases.at, np.full(len(cases), MINUTE_US))
    cases = replace(cases, at=at)
    desk.open(cases, Role.AGENT, Flag.OUTBOUND)
    desk.assign(cases, at, owner, Change.ROUTING)
    at = at + 3 * MINUTE_US
    desk.writes(cases, owner, at, Flag.OUTBOUND)
    desk.worked(cases, owner, at, desk.around(2 * MINUTE_US, 0.2, len(cases)))
    desk.status(cases, at, Status.PENDING, Role.AGENT, desk.key(owner))
    return Thread.of(cases, owner, _answered(desk, cases, at))


def _answered(desk: Desk, cases: Cases, at: Ints) -> Ints:
    """The customer answers hours later and the ticket opens again; returns when."""
    answer = at + desk.around(4 * HOUR_US, 1.1, len(cases))
    desk.says(cases, answer)
    desk.status(cases, answer, Status.OPEN, Role.SYSTEM)
    return answer


def _reply_rounds(desk: Desk, thread: Thread) -> None:
    rounds = choose(desk.rng, ROUNDS, len(thread.cases)) + 1
    for number in range(1, len(ROUNDS) + 1):
        which = np.nonzero(rounds >= number)[0]
        if number > 1:
            cover(desk, thread, which)
        at = reply(desk, thread, which)
        if number == 1:
            thread.first_reply[which] = at
            _out_of_office(desk, thread.cases.take(which), at)
        done = rounds[which] == number
        solve(desk, thread, which[done], at[done])
        _wait(desk, thread, which[~done], at[~done], escalate=number == 1)


def _out_of_office(desk: Desk, cases: Cases, at: Ints) -> None:
    away = (cases.channel == MAIL) & desk.chance(0.04, len(cases))
    desk.says(cases.take(away), at[away] + 30 * SECOND_US, Flag.AUTO)


def _wait(desk: Desk, thread: Thread, which: Ints, at: Ints, escalate: bool) -> None:
    """Not solved yet: the customer's turn, a third party's turn, or a specialist's."""
    split = choose(desk.rng, (0.86 - ESCALATION, 0.14, ESCALATION if escalate else 0), len(which))
    for kind, step in enumerate((_pending, _hold, _escalate)):
        some = which[split == kind]
        thread.ready[some] = step(desk, thread, some, at[split == kind])


def _pending(desk: Desk, thread: Thread, which: Ints, at: Ints) -> Ints:
    cases = thread.cases.take(which)
    desk.status(cases, at, Status.PENDING, Role.AGENT, desk.key(thread.owner[which]))
    return _answered(desk, cases, at)


def _hold(desk: Desk, thread: Thread, which: Ints, at: Ints) -> Ints:
    """A third party's turn: status hold, the clock paused with a reason until word comes back."""
    cases, size = thread.cases.take(which), len(which)
    codes = np.array([desk.code(word) for word in PAUSES])[choose(desk.rng, (5, 3, 2), size)]
    by: dict[str, Any] = {"role": Role.AGENT, "actor": desk.key(thread.owner[which])}
    desk.status(cases, at, Status.HOLD, **by)
    desk.rows.add(Kind.CLOCK_PAUSED, cases.number, at, code=codes, **by)
    back = at + desk.around(20 * HOUR_US, 0.7, size)
    desk.rows.add(Kind.CLOCK_RESUMED, cases.number, back, code=codes, role=Role.THIRD_PARTY)
    desk.status(cases, back, Status.OPEN, Role.THIRD_PARTY)
    return back


def _escalate(desk: Desk, thread: Thread, which: Ints, at: Ints) -> Ints:
    cases, owner = thread.cases.take(which), thread.owner[which]
    codes = np.array([desk.code(word) for word in ESCALATIONS])
    desk.rows.add(
        Kind.ESCALATED, cases.number, at + MINUTE_US, amount=2, role=Role.AGENT, actor=desk.key(owner),
        code=codes[choose(desk.rng, (0.35, 0.65), len(which))],
    )  # fmt: skip
    senior, seen = desk.pick_soon(
        cases, at + 2 * MINUTE_US, desk.around(30 * MINUTE_US, 0.8, len(which)), owner
    )
    desk.rows.add(
        Kind.ESCALATION_ACKNOWLEDGED, cases.number, seen, amount=2, role=Role.AGENT, actor=desk.key(senior),
        owner=desk.key(senior),
    )  # fmt: skip
    desk.assign(cases, seen, senior, Change.SKILL_ESCALATION, Role.AGENT, desk.key(senior))
    thread.owner[which] = senior
    return seen


def _after_solving(desk: Desk, thread: Thread) -> None:
    """Bare thanks and tags: nothing starts again for them."""
    cases, size = thread.cases, len(thread.cases)
    thanks, tagged = desk.chance(0.08, size), desk.chance(0.06, size)
    after = thread.solved[thanks] + desk.around(HOUR_US, 0.9, int(thanks.sum()))
    desk.says(cases.take(thanks), np.minimum(after, thread.solved[thanks] + 3 * DAY_US), Flag.COURTESY)
    codes = np.array([desk.code(word) for word in TAGS])[choose(desk.rng, (3, 4, 1, 2), int(tagged.sum()))]
    at, who = thread.solved[tagged], desk.key(thread.owner[tagged])
    by: dict[str, Any] = {"role": Role.AGENT, "actor": who}
    desk.rows.add(Kind.TAGGED, cases.number[tagged], at, code=codes, **by)
    off = desk.chance(0.1, len(at))
    desk.rows.add(
        Kind.UNTAGGED,
        cases.number[tagged][off],
        at[off] + MINUTE_US,
        code=codes[off],
        role=Role.AGENT,
        actor=who[off],
    )


def _split(desk: Desk, thread: Thread, number: int) -> int:
    """A second question in a ticket becomes its own, solved by the same agent."""
    which = np.nonzero(desk.chance(SPLIT, len(thread.cases)))[0]
    parents, owner, size = thread.cases.take(which), thread.owner[which], len(which)
    at = thread.first_reply[which]
    at = np.where(at > 0, at, thread.solved[which]) + MINUTE_US
    child = parents.born(np.arange(number, number + size), at)
    desk.open(child, Role.AGENT)
    by: dict[str, Any] = {"role": Role.AGENT, "actor": desk.key(owner)}
    desk.rows.add(Kind.SPLIT, child.number, at, related=_related(desk, parents), **by)
    desk.assign(child, at, owner, Change.ROUTING, **by)
    part = Thread.of(child, owner, at)
    part.first_reply = reply(desk, part, np.arange(size))
    solve(desk, part, np.arange(size), part.first_reply)
    close(desk, part)
    return number + size


def come_back(desk: Desk, thread: Thread, number: int) -> Cases:
    """Return new tickets of the same customers: follow-ups of closed ones, repeats on the same subject."""
    size = len(thread.cases)
    drawn = choose(desk.rng, (FOLLOW_UP, REPEAT, 1 - FOLLOW_UP - REPEAT), size)
    which = np.nonzero(drawn < 2)[0]
    follow = drawn[which] == 0
    after = np.where(follow, CLOSES_AFTER_US, 0) + desk.around(30 * HOUR_US, 0.7, len(which))
    parents = thread.cases.take(which)
    cases = parents.born(np.arange(number, number + len(which)), thread.solved[which] + after)
    channel = np.where(np.isin(cases.channel, (MAIL, WEB)), cases.channel, MAIL)
    cases = replace(cases, channel=channel, queue=queue_of(cases.language, channel))
    desk.rows.add(
        Kind.FOLLOW_UP, cases.number[follow], cases.at[follow], related=_related(desk, parents.take(follow)),
        role=Role.SYSTEM,
    )  # fmt: skip
    return cases
