"""What the worker does by itself: facts, compaction, checks, chain, retention, and clearing away."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from helmline.eventlog.facts import Facts
from helmline.eventlog.log import Log
from helmline.eventlog.store import Store
from helmline_web.decisions.actions import check as check_chain
from helmline_web.ingest import findings, leases, retaining, schedules, uploads

log = logging.getLogger(__name__)

#: How long ended jobs stay to be looked at.
KEEP_JOBS: Final = timedelta(days=7)


def register_schedules() -> None:
    """Give the worker its own schedules."""
    schedules.register("facts", refresh_facts, "every 10 s")
    schedules.register("compaction", compact, "40 3 * * *")
    schedules.register("checks", findings.look, "10 * * * *")
    schedules.register("chain", check_trail, "50 3 * * *")
    schedules.register("retention", retaining.look, "0 4 * * *")
    schedules.register("clearing", clear_away, "every 1 h")


def refresh_facts() -> None:
    """Bring the facts up to the log; nothing to do costs two looks at a file."""
    if Log(settings.HELMLINE_DATA).exists():
        Facts(settings.HELMLINE_DATA).current()


def compact() -> None:
    """Join the log's small files and delete those that no reader needs any more."""
    if not Log(settings.HELMLINE_DATA).exists():
        return
    with Store(settings.HELMLINE_DATA, purpose="compaction", wait_s=60) as store:
        store.compact()
        store.vacuum()


class BrokenTrail(Exception):
    """The trail is not as it was written."""


def check_trail() -> None:
    """Walk the trail's chain. Raises BrokenTrail, which the health page shows until the next good walk."""
    broken = check_chain().findings
    if broken:
        places = ", ".join(f"{one['seq']} ({one['kind']})" for one in broken[:5])
        raise BrokenTrail(f"The trail does not hold at {len(broken)} places, first at {places}.")


def clear_away() -> None:
    """Delete what nobody needs: old uploads, ended jobs, expired sessions, rows of past workers."""
    now = timezone.now()
    uploads.clear_away(now)
    leases.forget_old(now)
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_JOBS).delete()
    Session.objects.filter(expire_date__lt=now).delete()
