"""Whether everything works: database, worker, schedules, disk, log. For people as sentences, for machines as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks_db.models import DBTaskResult

from helmline.errors import HelmlineError
from helmline.eventlog.facts import Facts
from helmline.eventlog.log import Log
from helmline_web.ingest import leases, retaining, uploads
from helmline_web.ingest.models import InboxRow, Schedule, Worker
from helmline_web.ui import formats

#: Below this much room on the disk, writing soon stops.
LITTLE_ROOM: Final = 1 * 2**30
#: A schedule that is due for longer than this is not being worked on.
LATE: Final = timedelta(minutes=30)
#: Live events that wait longer than this are stuck.
STUCK_SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `state` is ok, warning or broken; `do` says what helps."""

    name: str
    state: str
    says: str
    do: str = ""


def checks() -> list[Check]:
    """Look at everything. Without a database there is nothing more to look at than that."""
    database = _database()
    if database.state == "broken":
        return [database, _disk()]
    return [database, *(found for look in _LOOKS for found in look())]


def worst(found: list[Check]) -> str:
    """Return ok, warning or broken: the worst state of all."""
    states = {check.state for check in found}
    return next((state for state in ("broken", "warning") if state in states), "ok")


def notices() -> list[str]:
    """Return what everyone must know now: the sentences of what is broken."""
    try:
        return [check.says for check in _worker() if check.state == "broken"]
    except DatabaseError:
        return []


def _database() -> Check:
    """Write and roll back: a database that can only be read is not well."""
    try:
        with transaction.atomic():
            Worker.objects.filter(code="").update(doing="")
    except DatabaseError as error:
        return Check(
            "database", "broken", _("The database does not answer: %(error)s") % {"error": error},
            _("If another program holds it, wait. If the disk is full, make room. Nothing that was saved is lost."),
        )  # fmt: skip
    kind = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    return Check("database", "ok", _("The database answers (%(kind)s).") % {"kind": kind})


def _worker() -> Iterator[Check]:
    now = timezone.now()
    living = Worker.objects.filter(code__in=leases.alive(now))
    if not living:
        last = Worker.objects.order_by("-beat_at").values_list("beat_at", flat=True).first()
        yield Check("worker", "broken", _silent(last, now), _(
            "Start it with `helmline serve`, or `python -m helmline_web worker`. Nothing is lost: what waits is done then."
        ))  # fmt: skip
        return
    for worker in living:
        if worker.trouble:
            yield Check("worker", "warning", _("The worker waits: %(trouble)s") % {"trouble": worker.trouble})
        else:
            doing = (
                _("It works on %(what)s.") % {"what": worker.doing}
                if worker.doing
                else _("It has nothing to do.")
            )
            yield Check("worker", "ok", _("A worker is alive. %(doing)s") % {"doing": doing})


def _silent(last: datetime | None, now: datetime) -> str:
    if last is None:
        return _("No worker has ever run: imports, live data and schedules wait.")
    age = formats.age((now - last).total_seconds())
    return _("No worker has been heard of for %(age)s: imports, live data and schedules wait.") % {"age": age}


def _queue() -> Iterator[Check]:
    failed = DBTaskResult.objects.failed().filter(finished_at__gte=timezone.now() - timedelta(days=1)).count()
    if failed:
        yield Check("jobs", "warning", ngettext(
            "%(count)s job failed in the last 24 hours.", "%(count)s jobs failed in the last 24 hours.", failed
        ) % {"count": failed}, _("Their pages say why; details are in the server's log."))  # fmt: skip
    oldest = InboxRow.objects.order_by("id").values_list("put_at", flat=True).first()
    if oldest and (timezone.now() - oldest).total_seconds() > STUCK_SECONDS:
        yield Check("inbox", "warning", _("Live events have waited for %(age)s to be written to the log.") % {
            "age": formats.age((timezone.now() - oldest).total_seconds())
        }, _("They are safe. The worker brings them in as soon as nobody else writes."))  # fmt: skip


def _schedules() -> Iterator[Check]:
    for row in Schedule.objects.filter(enabled=True):
        if row.last_error:
            yield Check(
                "schedule",
                "warning",
                _("%(name)s failed: %(error)s") % {"name": row.name, "error": row.last_error},
            )
        elif timezone.now() - row.next_at > LATE:
            yield Check("schedule", "warning", _("%(name)s is late.") % {"name": row.name})


def _disk() -> Check:
    free = uploads.room()
    words = {"free": formats.number(free / 2**30, 1)}
    if free < uploads.LEAST_ROOM:
        return Check("disk", "broken", _("The disk is full: %(free)s GB are free.") % words,
                     _("Make room now: nothing can be saved. What was saved is safe."))  # fmt: skip
    if free < LITTLE_ROOM:
        return Check("disk", "warning", _("The disk is nearly full: %(free)s GB are free.") % words,
                     _("Make room before writing stops."))  # fmt: skip
    return Check("disk", "ok", _("The disk has %(free)s GB free.") % words)


def _log() -> Iterator[Check]:
    data = settings.HELMLINE_DATA
    if not Log(data).exists():
        yield Check("log", "ok", _("The log is empty: nothing was imported yet."))
        return
    try:
        watermark, facts = Log(data).view().watermark, Facts(data).published()
    except (HelmlineError, OSError) as error:
        yield Check(
            "log",
            "broken",
            _("The log cannot be read: %(error)s") % {"error": error},
            _("Restore it from a backup."),
        )
        return
    behind = watermark - (facts.watermark if facts else 0)
    if behind:
        yield Check("log", "ok", _("The log answers; figures are %(rows)s rows behind and being worked on.") % {
            "rows": formats.number(behind)
        })  # fmt: skip
    else:
        yield Check("log", "ok", _("The log answers, and figures are up to date."))


def _retention() -> Iterator[Check]:
    found = retaining.overdue()
    if found is None:
        return
    counts = {
        "texts": formats.number(found.texts),
        "customers": formats.number(found.customers),
        "days": found.days,
    }
    yield Check("retention", "warning", _(
        "Older than the %(days)s days that were agreed: %(texts)s texts, and the names of %(customers)s customers."
    ) % counts, _("On the server: helmline retain --texts %(days)s --customers %(days)s --apply") % counts)  # fmt: skip


_LOOKS: Final[tuple[Callable[[], Iterator[Check]], ...]] = (
    _worker, _queue, _schedules, lambda: iter([_disk()]), _log, _retention,
)  # fmt: skip
