"""How long personal data stay: rules, what they would delete, and deleting it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from helmline.engines import duck
from helmline.eventlog.log import Log
from helmline.eventlog.privacy import Ledger, Subject, Subjects, Texts
from helmline.eventlog.runs import now_us
from helmline.eventlog.schema import Role

_DAY_US: Final = 86_400_000_000


@dataclass(frozen=True)
class Retention:
    """The rules: how many days texts stay, and names of customers after their last contact. None keeps all."""

    texts_days: int | None = None
    customers_days: int | None = None


@dataclass(frozen=True)
class Plan:
    """What the rules delete as of an instant: a count of texts and the customers concerned."""

    texts_before_us: int | None
    texts: int
    customers: tuple[Subject, ...]


def plan(data: Path, rules: Retention, at_us: int | None = None) -> Plan:
    """Return what the rules would delete: the dry run."""
    at_us = now_us() if at_us is None else at_us
    before = None if rules.texts_days is None else at_us - rules.texts_days * _DAY_US
    texts = 0 if before is None else Texts(data).count(before_us=before)
    customers: tuple[Subject, ...] = ()
    if rules.customers_days is not None:
        customers = _silent_since(data, at_us - rules.customers_days * _DAY_US)
    return Plan(before, texts, customers)


def apply(data: Path, planned: Plan) -> None:
    """Delete what a plan says; customers are erased with an entry in the ledger, so no import brings them back."""
    if planned.texts_before_us is not None:
        Texts(data).forget(before_us=planned.texts_before_us)
    if planned.customers:
        keys = [subject.key for subject in planned.customers]
        Ledger(data).note(planned.customers)
        Texts(data).forget(subjects=keys)
        Subjects(data).forget(keys)


def _silent_since(data: Path, instant_us: int) -> tuple[Subject, ...]:
    """Return the customers whose last event is older than an instant."""
    view = Log(data).view()
    sql = (
        "SELECT customer FROM (SELECT customer, occurred_at_us FROM "
        f"({view.events_sql('customer, occurred_at_us', 'customer IS NOT NULL')})) "
        f"GROUP BY customer HAVING max(occurred_at_us) < {instant_us}"
    )
    with duck.cursor() as cursor:
        keys = [row[0] for row in cursor.execute(sql).fetchall()]
    people = Subjects(data)
    found = [subject for key in keys for subject in people.find(str(key)) if subject.key == key]
    return tuple(subject for subject in found if subject.role in (None, int(Role.CUSTOMER)))
