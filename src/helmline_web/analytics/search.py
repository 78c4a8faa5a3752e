"""What the command palette finds in the log: tickets by number, customers by telephone number or mail address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from helmline.metrics import finding
from helmline_web.analytics import door, names

if TYPE_CHECKING:
    from helmline.metrics.finding import Found
    from helmline_web.people.access import Viewer

_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """An interaction (`kind` interaction), or a customer with the interactions the viewer may open (`contact`)."""

    kind: str
    title: str  # the ticket's number; the customer's name, or the words that were typed
    interactions: tuple[Found, ...]

    @property
    def latest(self) -> Found:
        """Return the interaction to open."""
        return self.interactions[0]


def find(viewer: Viewer, words: str) -> list[Hit]:
    """Return what fits the words and may be opened; nothing tells whether there is something else."""
    words = words.strip()
    if len(words) < _SHORTEST or not viewer.may("see.interactions"):
        return []
    snapshot = door.facts()
    tickets = finding.by_number(snapshot, words, viewer.audience)
    hits = [Hit("interaction", found.case_key, (found,)) for found in tickets]
    contacts: dict[int | None, list[Found]] = {}
    for found in finding.by_customer(settings.HELMLINE_DATA, snapshot, words, viewer.audience):
        contacts.setdefault(found.customer, []).append(found)
    called = names.customers(viewer, contacts)
    return hits + [
        Hit("contact", called.get(key or 0, words), tuple(found)) for key, found in contacts.items()
    ]
