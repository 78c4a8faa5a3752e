"""Which workers are alive, and what becomes of the work of those that are not.

A worker's heartbeat is its lease. One that has been silent for LEASE_SECONDS is taken for dead, and what it
was at goes back into the queue; a job that outlived three workers is given up, because it may be what
kills them.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from datetime import datetime, timedelta
from typing import Final

from django.db import DatabaseError, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks_db.models import DBTaskResult

from helmline_web.ingest.models import Worker

log = logging.getLogger(__name__)

BEAT_SECONDS: Final = 5.0
LEASE_SECONDS: Final = 30.0
#: A job may be begun by so many workers before it is given up.
MOST_BEGINNINGS: Final = 3
#: How long rows of stopped workers stay to be looked at.
KEEP: Final = timedelta(days=7)

GIVEN_UP: Final = gettext_noop(
    "Each of the workers that began this died before it ended. Look into the server's log."
)


class Died(Exception):
    """The workers that began a job died before its end."""


class Heartbeat:
    """A worker's row, kept young by a thread of its own, so that a long job does not look like a death."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._doing = ""
        self._trouble = ""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> Heartbeat:
        Worker.objects.create(
            code=self.code, host=socket.gethostname(), pid=os.getpid(), beat_at=timezone.now()
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        Worker.objects.filter(code=self.code).update(stopped_at=timezone.now(), doing="")

    def says(self, doing: str = "", trouble: str = "") -> None:
        """Note what the worker is at; it is told with the next beat."""
        self._doing, self._trouble = doing[:200], trouble

    def _beat(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            try:
                Worker.objects.filter(code=self.code).update(
                    beat_at=timezone.now(), doing=self._doing, trouble=self._trouble
                )
            except DatabaseError as error:
                log.warning("The heartbeat could not be written: %s", error)
        connections.close_all()


def alive(now: datetime) -> list[str]:
    """Return the codes of the workers that are alive."""
    young = now - timedelta(seconds=LEASE_SECONDS)
    return list(Worker.objects.filter(stopped_at=None, beat_at__gte=young).values_list("code", flat=True))


def take_up_again(now: datetime) -> int:
    """Put the running jobs of dead workers back into the queue; return how many."""
    living = set(alive(now))
    taken = 0
    with transaction.atomic():
        for job in DBTaskResult.objects.running().select_for_update(skip_locked=True):
            if job.worker_ids and job.worker_ids[-1] in living:
                continue
            if len(job.worker_ids) >= MOST_BEGINNINGS:
                log.error("The job %s is given up after %d workers.", job.task_path, len(job.worker_ids))
                job.set_failed(Died(GIVEN_UP))
            else:
                log.warning("The job %s of a worker that died is taken up again.", job.task_path)
                give_back(job)
                taken += 1
    return taken


def give_back(job: DBTaskResult) -> None:
    """Put a job that was begun back into the queue."""
    job.status, job.started_at = "READY", None
    job.save(update_fields=["status", "started_at"])


def forget_old(now: datetime) -> None:
    """Delete the rows of workers that ended long ago."""
    Worker.objects.filter(beat_at__lt=now - KEEP).delete()
