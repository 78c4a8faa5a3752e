"""Incident windows: declared in two clicks, while it lasts or afterwards, and audited.

Contract SLA always includes them; figures of people leave them out by default. So a window needs no mode: it
says what happened, and when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from helmline_web.decisions.actions import record
from helmline_web.policies import publishing
from helmline_web.policies.actions import store
from helmline_web.policies.models import Policy


@dataclass(frozen=True, slots=True)
class Window:
    """What is declared: from when to when (None: it lasts), whom it hit, and what it is called."""

    since: datetime
    until: datetime | None = None
    name: str = ""
    brands: tuple[str, ...] = ()  # () is every brand
    reasons: tuple[str, ...] = ()  # () is every reason
    problem: str = ""  # the problem ticket, "source:number"

    def statement(self, code: str, declared_by: str) -> dict[str, Any]:
        """Return the window as reference data write it."""
        said = {
            "code": code, "from": _text(self.since), "to": _text(self.until) if self.until else "",
            "name": self.name, "brands": list(self.brands), "reasons": list(self.reasons),
            "problem": self.problem, "declared_by": declared_by,
        }  # fmt: skip
        return {name: value for name, value in said.items() if value}


@transaction.atomic
def declare(window: Window, *, by: int) -> Policy:
    """Declare an incident window; raise InvalidReference if it names what does not exist or ends too early."""
    code = _free_code(window.since)
    statement = window.statement(code, f"user:{by}")
    publishing.proposal({("incident", code): [statement]})
    policy = store("incident", code, [statement], seen=0, by=by)
    record("policies.incident.declared", by=by, subject=f"incident:{code}", detail={"code": code})
    publishing.publish_soon()
    return policy


@transaction.atomic
def end(code: str, at: datetime, *, seen: int, by: int) -> Policy:
    """End a window that lasts; raise Stale if somebody changed it, InvalidReference for an end before it began."""
    standing = Policy.objects.get(section="incident", code=code)
    statement = {**standing.latest, "to": _text(at)}
    publishing.proposal({("incident", code): [statement]})
    policy = store("incident", code, [statement], seen=seen, by=by)
    record("policies.incident.ended", by=by, subject=f"incident:{code}", detail={"code": code})
    publishing.publish_soon()
    return policy


def lasting(at: datetime | None = None) -> list[dict[str, Any]]:
    """Return the windows that are open now, the newest first."""
    text = _text(at or datetime.now(UTC))
    rows = [policy.latest for policy in Policy.objects.filter(section="incident") if policy.statements]
    return sorted(
        (row for row in rows if row["from"] <= text and row.get("to", "~") > text), key=_begin, reverse=True
    )


def codes() -> frozenset[str]:
    """Return the codes of the windows that were declared here, or taken over."""
    return frozenset(Policy.objects.filter(section="incident").values_list("code", flat=True))


def _begin(row: dict[str, Any]) -> str:
    return str(row["from"])


def _free_code(since: datetime) -> str:
    """Return a code that says when it began and that no other window has."""
    stem = f"incident-{since.astimezone(UTC):%Y-%m-%d-%H%M}"
    taken = codes()
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()
