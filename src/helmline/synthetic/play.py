"""One block of arrivals, played through its channels."""

from __future__ import annotations

from helmline.synthetic.cases import Cases
from helmline.synthetic.desk import Desk
from helmline.synthetic.tickets import come_back, run_tickets


def play(desk: Desk, cases: Cases, number: int) -> int:
    """Play the cases to their end; `number` is the next free one. Returns the next free number."""
    thread, number = run_tickets(desk, cases, number)
    again, _, _ = come_back(desk, thread, number)
    _, number = run_tickets(desk, again, number + len(again))
    return number
