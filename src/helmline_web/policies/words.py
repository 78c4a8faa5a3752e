"""The codes of the reference data in words, and a statement in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from helmline_web.policies.sections import conditions_of
from helmline_web.ui import formats

Words = Mapping[str, str | Promise]
Statement = Mapping[str, Any]

KINDS: Final[Words] = {
    "first_reply": _lazy("First reply"),
    "next_reply": _lazy("Next reply"),
    "periodic_update": _lazy("Update while it is open"),
    "requester_wait": _lazy("Customer's waiting in all"),
    "agent_work": _lazy("Work on our side in all"),
    "total_resolution": _lazy("Until it is solved"),
}
CLOCKS: Final[Words] = {
    "business": pgettext_lazy("clock", "Opening hours"),
    "calendar": pgettext_lazy("clock", "Every hour counts"),
}
STATUSES: Final[Words] = {
    "new": pgettext_lazy("status", "New"),
    "open": pgettext_lazy("status", "Open"),
    "pending": pgettext_lazy("status", "Waiting for the customer"),
    "hold": pgettext_lazy("status", "Waiting for somebody else"),
}
EVENT_KINDS: Final[Words] = {
    "campaign": _lazy("Campaign"),
    "price_change": _lazy("Change of prices"),
    "release": _lazy("Release"),
    "peak_season": _lazy("Peak season"),
    "other": pgettext_lazy("kind of event", "Other"),
}
CONDITIONS: Final[Words] = {
    "customer": _lazy("customer %(codes)s"),
    "tier": _lazy("tier %(codes)s"),
    "brand": _lazy("brand %(codes)s"),
    "channel": _lazy("channel %(codes)s"),
    "priority": _lazy("priority %(codes)s"),
}
VERDICTS: Final[Words] = {
    "met": pgettext_lazy("promise", "kept"),
    "broken": pgettext_lazy("promise", "broken"),
    "running": pgettext_lazy("promise", "still running"),
    "unknown": pgettext_lazy("promise", "cannot be told"),
    "": pgettext_lazy("promise", "nothing promised"),
}


def whom(statement: Statement) -> str:
    """Say for whom a target or policy holds."""
    asked = conditions_of(statement)
    said = [str(CONDITIONS[name]) % {"codes": ", ".join(values)} for name, values in asked.items()]
    return " · ".join(said) or _("everybody")


def sentence(section: str, statement: Statement) -> str:
    """Say in one line what a statement says."""
    teller = _SENTENCES.get(section)
    return teller(statement) if teller else str(statement.get("name", ""))


def _target(statement: Statement) -> str:
    said = {"what": KINDS[statement["kind"]], "within": statement["within"]}
    clock = statement.get("clock", "business")
    text = (
        _("%(what)s within %(within)s of opening hours")
        if clock == "business"
        else _("%(what)s within %(within)s, every hour counted")
    ) % said
    if aim := statement.get("aim"):
        return _("%(target)s, in %(share)s of cases") % {"target": text, "share": formats.percent(aim)}
    return text


def _sla(statement: Statement) -> str:
    return "; ".join(_target(target) for target in statement.get("target", []))


def _queue(statement: Statement) -> str:
    return _("%(share)s answered within %(within)s; hanging up within %(short)s is no abandonment") % {
        "share": formats.percent(statement.get("answer_share", 0.8)),
        "within": statement.get("answer_within", "20s"),
        "short": statement.get("short_abandon", "5s"),
    }


def _reason(statement: Statement) -> str:
    above = statement.get("parent", "")
    return _("part of %(parent)s") % {"parent": above} if above else _("at the top")


def _rename(statement: Statement) -> str:
    return _("appears as %(new)s") % {"new": statement.get("new", "")}


def _event(statement: Statement) -> str:
    return str(EVENT_KINDS[statement.get("kind", "other")])


def _incident(statement: Statement) -> str:
    hit = [*statement.get("brands", []), *statement.get("reasons", [])]
    return ", ".join(hit) or _("every brand and reason")


_SENTENCES: Final[Mapping[str, Callable[[Statement], str]]] = {
    "target": _target, "sla": _sla, "queue": _queue, "reason": _reason, "rename": _rename,
    "event": _event, "incident": _incident,
}  # fmt: skip


def holds(statement: Statement, zone: str) -> str:
    """Say from when until when a statement holds."""
    start, end = (_edge(statement.get(name, ""), zone) for name in ("from", "to"))
    if start and end:
        return _("%(first)s to %(last)s") % {"first": start, "last": end}
    if start:
        return _("from %(first)s on") % {"first": start}
    return _("until %(last)s") % {"last": end} if end else _("always")


def _edge(text: str, zone: str) -> str:
    if not text:
        return ""
    if "T" not in text:
        return formats.day(date.fromisoformat(text), year=True)
    moment = datetime.fromisoformat(text)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return formats.moment(round(aware.timestamp() * 1e6), zone)
