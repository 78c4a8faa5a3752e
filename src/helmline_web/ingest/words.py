"""Codes of data in words: kinds of events, states, findings of the checks, steps of an import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from helmline.eventlog.schema import Kind

Words = Mapping[str, str | Promise]

#: What a row of a file can say; the kinds that exports of help desks and phone systems hold.
KINDS: Final[Words] = {
    "created": _("A contact began"),
    "status_changed": _("Its state changed"),
    "assigned": _("Somebody got it"),
    "message_public": _("A message to the other side"),
    "message_private": _("A note inside"),
    "team_changed": _("It moved to a team"),
    "queue_changed": _("It moved to a queue"),
    "priority_changed": _("Its priority changed"),
    "reason_changed": _("Its reason changed"),
    "tagged": _("A tag was set"),
    "merged": _("It was merged away"),
    "escalated": _("It was escalated"),
    "activity": _("A named step"),
    "call_offered": _("A call came in"),
    "queued": _("It began to wait"),
    "answered": _("A call was picked up"),
    "abandoned": _("The caller hung up while waiting"),
    "call_ended": _("The talk was over"),
    "wrapped_up": _("Work after the call was over"),
    "survey_sent": _("A survey was sent"),
    "survey_answered": _("A survey was answered"),
    "agent_state": _("Somebody became available, busy or away"),
}

STATES: Final[Words] = {
    "new": pgettext_lazy("state of a contact", "New"),
    "open": pgettext_lazy("state of a contact", "Open"),
    "pending": _("Waiting for the customer"),
    "hold": _("Waiting for a third party"),
    "solved": pgettext_lazy("state of a contact", "Solved"),
    "closed": pgettext_lazy("state of a contact", "Closed"),
}

WHENS: Final[Words] = {
    "every": _("in every row"),
    "first": _("in the first row of a contact"),
    "last": _("in the last row of a contact"),
    "change": _("where a column changes"),
}

ROLES: Final[Words] = {
    "customer": pgettext_lazy("part played", "Customer"),
    "agent": pgettext_lazy("part played", "Agent"),
    "bot": pgettext_lazy("part played", "Bot"),
    "automation": pgettext_lazy("part played", "Automation"),
    "system": pgettext_lazy("part played", "System"),
    "third_party": pgettext_lazy("part played", "Third party"),
}

SEVERITIES: Final[Words] = {
    "error": _("Figures are wrong"),
    "warning": _("Figures may mislead"),
    "note": _("Worth knowing"),
}

#: What each check found, and what to do; by the library's code.
FINDINGS: Final[Mapping[str, tuple[str | Promise, str | Promise]]] = {
    "orphan_events": (
        _("Contacts that have events but never began: their clocks have no true start."),
        _("Import the file or period that holds their beginning."),
    ),
    "impossible_order": (
        _("Something happened before what it follows from: solved, answered or rated before it began."),
        _("Look at the time zone and the date format in the mapping."),
    ),
    "clock_skew": (
        _(
            "A reply lies up to a minute before the message that it answers. Its clock is set to 0 and marked."
        ),
        _("Compare the clocks of the two systems that wrote these events."),
    ),
    "created_twice": (
        _("These contacts began more than once."),
        _("Look whether two different cases share one number."),
    ),
    "two_keys_one_number": (
        _("Two case numbers share one inner number."),
        _("Rename one of the two cases in the mapping of its source."),
    ),
    "unknown_actor": (
        _("A message or an assignment does not say who acted, so it counts for nobody."),
        _("Map the column of the person, or say in the mapping which part acts."),
    ),
    "unknown_person": (
        _("People who act here and stand in no register of people."),
        _("Import the people. For people who were erased this is as it should be."),
    ),
    "duplicate_events": (
        _("The same happening stands in the log several times."),
        _("Give the mapping the key that the vendor itself uses for the event."),
    ),
    "from_the_future": (
        _("Events that lie after the moment at which they were recorded."),
        _("Look at the time zone and the date format in the mapping."),
    ),
    "gap": (
        _("A whole day without any event lies between busy days."),
        _("Import the missing day, or declare it a holiday."),
    ),
    "zone_assumed": (
        _("The source states no time zone. The assumption in the mapping was used."),
        _("State the zone in the mapping and import again."),
    ),
}

#: What the worker is at while a file lands.
PROGRESS: Final[Words] = {
    "reading": _("The file is being read."),
    "landing": _("The events are being written to the log."),
    "facts": _("The figures are being brought up to date."),
}


def kind(code: str) -> str:
    """Return what a kind of event is called."""
    return str(KINDS.get(code, code.replace("_", " ")))


def every_kind() -> list[tuple[str, str]]:
    """Return every kind for a list to choose from: the usual ones first."""
    others = [
        one.name.lower() for one in Kind if one.name.lower() not in KINDS and one is not Kind.VENDOR_FIGURE
    ]
    return [(code, kind(code)) for code in (*KINDS, *others)]


def finding(code: str, meaning: str, next_step: str) -> tuple[str, str]:
    """Return what a check found and what to do, in the reader's words; else in the library's own."""
    said = FINDINGS.get(code)
    return (str(said[0]), str(said[1])) if said else (meaning, next_step)
