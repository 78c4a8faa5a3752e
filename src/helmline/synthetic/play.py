"""One block of arrivals, played through its channels."""

from __future__ import annotations

import numpy as np

from helmline.synthetic.calls import run_calls
from helmline.synthetic.cases import Cases
from helmline.synthetic.chats import run_chats
from helmline.synthetic.company import BOT, CHAT, PHONE
from helmline.synthetic.desk import Desk
from helmline.synthetic.surveys import ask
from helmline.synthetic.tickets import come_back, run_tickets


def play(desk: Desk, cases: Cases, number: int) -> int:
    """Play the cases to their end; `number` is the next free one. Returns the next free number."""
    call, chat = cases.channel == PHONE, np.isin(cases.channel, (CHAT, BOT))
    tickets, number = run_tickets(desk, cases.take(~call & ~chat), number)
    threads = [tickets, run_calls(desk, cases.take(call)), run_chats(desk, cases.take(chat))]
    for thread in threads:
        ask(desk, thread)
        again = come_back(desk, thread, number)
        later, number = run_tickets(desk, again, number + len(again), outbound=0.0)
        ask(desk, later)
    return number
