"""The sections of the reference data that are edited here, and what makes a table of each the same policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from helmline.reference.entries import CONDITIONS

Statement = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of policy: its name in the reference data, its titles, and how a table of it is identified."""

    name: str
    title: str
    plural: str
    key: Callable[[Statement], str]
    dated: bool = True  # its statements follow each other in time
    takes_over: bool = False  # a statement may say that it also judges running clocks


def conditions_of(statement: Statement) -> dict[str, tuple[str, ...]]:
    """Return whom a target or policy is for, by condition; only those that ask for something."""
    stated = {name: statement.get(name) or () for name in CONDITIONS}
    return {
        name: (value,) if isinstance(value, str) else tuple(value) for name, value in stated.items() if value
    }


def _case(statement: Statement) -> str:
    """Name a target by its kind and by whom it is for: `first_reply, priority high+urgent`."""
    asked = [f"{name} {'+'.join(sorted(values))}" for name, values in conditions_of(statement).items()]
    return ", ".join([str(statement.get("kind", "")), *asked])


def _by(name: str) -> Callable[[Statement], str]:
    return lambda statement: str(statement.get(name, ""))


SECTIONS: Final[Mapping[str, Section]] = {
    section.name: section
    for section in (
        Section("calendar", _("Calendar"), _("Calendars"), _by("name"), dated=False),
        Section("target", _("Target"), _("Targets"), _case, takes_over=True),
        Section("sla", _("SLA policy"), _("SLA policies"), _by("code"), takes_over=True),
        Section("queue", _("Queue"), _("Queues"), _by("code")),
        Section("reason", _("Contact reason"), _("Contact reasons"), _by("code")),
        Section("rename", _("Renamed reason"), _("Renamed reasons"), _by("old"), dated=False),
        Section("incident", _("Incident window"), _("Incident windows"), _by("code"), dated=False),
        Section("event", _("Business event"), _("Business events"), _by("code"), dated=False),
    )
}


def begin_of(statement: Statement) -> str:
    """Return the statement's first day as text that sorts by time; "" is since ever."""
    return str(statement.get("from", ""))


def by_policy(content: Mapping[str, Any]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return the tables of published content by section and policy, each policy's oldest first."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for section in SECTIONS.values():
        for table in content.get(section.name, []):
            found.setdefault((section.name, section.key(table)), []).append(dict(table))
    return {policy: sorted(tables, key=begin_of) for policy, tables in found.items()}
