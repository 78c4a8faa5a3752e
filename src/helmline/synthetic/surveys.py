"""Surveys: what customers truly think, who is asked, and who answers (the very pleased and the angry)."""

from __future__ import annotations

from typing import Any

import numpy as np

from helmline.eventlog.schema import Kind, Role
from helmline.synthetic.cases import choose
from helmline.synthetic.company import HOUR_US, MINUTE_US, SECOND_US
from helmline.synthetic.desk import SURVEYS, Desk
from helmline.synthetic.thread import Thread
from helmline.synthetic.timetable import Floats, Ints

ELIGIBLE, SENT, DELIVERED = 0.4, 0.92, 0.97
KIND_SHARE = (0.8, 0.1, 0.1)
#: The chance that a customer answers, by what he truly thinks (1 to 5): the known non-response model.
RESPONSE = np.array([0.42, 0.26, 0.13, 0.18, 0.40])
TOP = np.array([5, 10, 7])


def ask(desk: Desk, thread: Thread) -> None:
    """Survey solved cases an hour or so after the last solve; keep the truth of everyone asked."""
    which = np.nonzero(desk.chance(ELIGIBLE, len(thread.cases)))[0]
    cases, owner, solved = thread.cases.take(which), thread.owner[which], thread.solved[which]
    replied = thread.first_reply[which]
    wait = np.where(replied > 0, replied - cases.at, 0)
    felt = desk.satisfaction(cases, owner, solved, wait, thread.reopened[which], thread.transferred[which])
    opinion = np.clip(np.rint(felt), 1, 5).astype(np.int64)
    kind = choose(desk.rng, KIND_SHARE, len(which))
    sent, delivered, answered = _responses(desk, opinion)
    at = solved + 40 * MINUTE_US
    codes = np.array([desk.code(word) for word in SURVEYS])[kind]
    about: dict[str, Any] = {"role": Role.SYSTEM, "code": codes, "owner": desk.key(owner), "team": cases.team}
    desk.rows.add(Kind.SURVEY_ELIGIBLE, cases.number, at, **about)
    for step, some, when in (
        (Kind.SURVEY_SENT, sent, at + SECOND_US),
        (Kind.SURVEY_DELIVERED, delivered, at + 4 * SECOND_US),
    ):
        columns = {name: value if np.isscalar(value) else value[some] for name, value in about.items()}
        desk.rows.add(step, cases.number[some], when[some], **columns)
    score = _score(desk, kind, felt, opinion)
    customer = cases.customer[answered]
    late = at[answered] + MINUTE_US + desk.around(5 * HOUR_US, 1.0, int(answered.sum()))
    desk.rows.add(
        Kind.SURVEY_ANSWERED, cases.number[answered], late, role=Role.CUSTOMER, actor=customer,
        customer=customer, owner=desk.key(owner[answered]), code=codes[answered],
        amount=score[answered] * 1000, amount_of=TOP[kind[answered]] * 1000, team=cases.team[answered],
    )  # fmt: skip
    _remember(desk, thread, which, opinion, kind, sent, answered)


def _responses(desk: Desk, opinion: Ints) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    sent = desk.chance(SENT, len(opinion))
    delivered = sent & desk.chance(DELIVERED, len(opinion))
    return sent, delivered, delivered & desk.chance(RESPONSE[opinion - 1], len(opinion))


def _score(desk: Desk, kind: Ints, felt: Floats, opinion: Ints) -> Ints:
    """Put the same opinion on each survey's scale: 1 to 5, 0 to 10, 1 to 7."""
    nps = np.clip(np.rint((felt - 1) * 2.6 + 0.7 * desk.rng.standard_normal(len(felt))), 0, 10)
    ces = np.clip(np.rint(1 + (felt - 1) * 1.5), 1, 7)
    found: Ints = np.select([kind == 0, kind == 1], [opinion, nps], ces).astype(np.int64)
    return found


def _remember(
    desk: Desk, thread: Thread, which: Ints, opinion: Ints, kind: Ints, sent: np.ndarray, answered: np.ndarray
) -> None:
    desk.hidden.append(
        {
            "number": thread.cases.number[which],
            "agent": thread.owner[which],
            "solved_us": thread.solved[which],
            "opinion": opinion,
            "survey": kind,
            "sent": sent,
            "answered": answered,
            "reopen_probability": thread.reopen_probability[which],
            "reopened": thread.reopened[which],
            "incident": thread.cases.incident[which],
        }
    )
