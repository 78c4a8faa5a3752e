"""What the worker does again and again: registered by name at start, due by a row in the database.

    schedules.register("monday-mail", send_all, "0 7 * * 1")

A schedule runs in the worker's own process, one at a time, outside any transaction. It must bear being run
again: a worker that dies in the middle leaves it due.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from helmline_web.ingest.models import Schedule
from helmline_web.ingest.timetable import parse
from helmline_web.people.models import Organisation

log = logging.getLogger(__name__)

#: A failed schedule is tried again after this pause, unless its own time comes first.
RETRY_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Registered:
    """A function and when it is due."""

    function: Callable[[], object]
    spec: str


_registered: dict[str, Registered] = {}


def register(name: str, function: Callable[[], object], spec: str) -> None:
    """Make a schedule known; called from `AppConfig.ready`. Raises InputError for a spec that is none."""
    parse(spec)
    _registered[name] = Registered(function, spec)


def names() -> list[str]:
    """Return the names of all registered schedules."""
    return sorted(_registered)


def prepare(now: datetime) -> None:
    """Give every registered schedule its row; a spec that changed with a release counts from now."""
    zone = local_zone()
    for name, entry in _registered.items():
        due = parse(entry.spec).after(now, zone)
        row, is_new = Schedule.objects.get_or_create(name=name, defaults={"spec": entry.spec, "next_at": due})
        if not is_new and row.spec != entry.spec:
            Schedule.objects.filter(name=name).update(spec=entry.spec, next_at=due)


def claim(worker: str, alive: Iterable[str], now: datetime) -> str | None:
    """Give a due schedule to a worker and return its name; None where nothing is due.

    One that a dead worker was at is due at once.
    """
    with transaction.atomic():
        rows = Schedule.objects.select_for_update(skip_locked=True).filter(enabled=True, name__in=_registered)
        free = rows.filter(claimed_by="", next_at__lte=now) | rows.exclude(claimed_by__in=["", *alive])
        row = free.order_by("next_at").first()
        if row is None:
            return None
        row.claimed_by = worker
        row.save(update_fields=["claimed_by"])
        return row.name


def run(name: str, now: Callable[[], datetime] = timezone.now) -> str:
    """Run a claimed schedule, note how it went and when it is due again; return its error, or ''."""
    began = now()
    try:
        _registered[name].function()
        error = ""
    except Exception as fault:
        log.exception("The schedule %s failed.", name)
        error = f"{type(fault).__name__}: {fault}"
    ended = now()
    due = parse(_registered[name].spec).after(ended, local_zone())
    if error:
        due = min(due, ended + timedelta(seconds=RETRY_SECONDS))
    Schedule.objects.filter(name=name).update(
        claimed_by="", next_at=due, last_at=began, last_took=ended - began, last_error=error
    )
    return error


def release(worker: str) -> None:
    """Give back what a stopping worker was at: it is due at once, for the next worker."""
    Schedule.objects.filter(claimed_by=worker).update(claimed_by="")


def local_zone() -> ZoneInfo:
    """Return the organisation's zone, in which `7 o'clock` is meant."""
    organisation = Organisation.objects.first()
    return ZoneInfo(organisation.zone if organisation and organisation.zone else "UTC")
