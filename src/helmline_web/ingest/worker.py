"""The worker's loop: live events, acts that are events, due schedules, then the oldest job; one thing at a time.

Only this process writes the log. Nothing here holds a transaction while it imports, asks the log or talks to
somebody: a row is claimed in a short transaction, the work is done outside, and its end is another one.
"""

from __future__ import annotations

import logging
import secrets
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime
from types import FrameType
from typing import Final

from django.db import DatabaseError, close_old_connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from helmline.errors import Busy, HelmlineError
from helmline_web.ingest import leases, live, outbox, schedules

log = logging.getLogger(__name__)

PAUSE_SECONDS: Final = 1.0
#: After trouble (a locked database, a full disk) the loop waits longer, so that the log stays readable.
TROUBLE_SECONDS: Final = 10.0
#: How often the loop looks for the work of dead workers.
LOOK_SECONDS: Final = 15.0
#: How long a job may run on after a stop was asked for, before it is given back.
FINISH_SECONDS: Final = 20


class Returned(BaseException):
    """A stop came and the job did not end in time: it is interrupted and given back."""


class Loop:
    """One worker process. `run` returns when a stop was asked for."""

    def __init__(self, clock: Callable[[], datetime] = timezone.now) -> None:
        self.code = secrets.token_hex(8)
        self._clock = clock
        self._stopping = threading.Event()
        self._in_job = False
        self._looked = 0.0
        self._troubles: list[str] = []
        self._beat = leases.Heartbeat(self.code)

    def stop(self, *_: object) -> None:
        """Ask for a stop: the job at hand has FINISH_SECONDS to end. Safe in a signal handler."""
        self._stopping.set()
        if self._in_job:
            signal.signal(signal.SIGALRM, self._too_late)
            signal.alarm(FINISH_SECONDS)

    def run(self) -> None:
        """Work until stopped."""
        schedules.prepare(self._clock())
        with self._beat:
            log.info("Worker %s is at work.", self.code)
            while not self._stopping.is_set():
                self._stopping.wait(self.turn())
            schedules.release(self.code)
        log.info("Worker %s stopped.", self.code)

    def turn(self) -> float:
        """Do one thing of each sort that is due; return for how many seconds to wait before the next turn."""
        close_old_connections()
        self._troubles.clear()
        parts = (self._look_for_the_dead, live.flush_when_due, outbox.drain, self._schedule, self._job)
        pauses = [self._guarded(part) for part in parts if not self._stopping.is_set()]
        self._beat.says(trouble="; ".join(self._troubles))
        return 0.0 if 0.0 in pauses else max(pauses, default=0.0)

    # -- one turn -----------------------------------------------------------------------------------------

    def _guarded(self, part: Callable[[], bool]) -> float:
        """Do one part and return the pause it asks for; its trouble is told, and stops no other part."""
        try:
            return 0.0 if part() else PAUSE_SECONDS
        except Busy as busy:
            self._troubles.append(busy.message)
            return PAUSE_SECONDS
        except (HelmlineError, DatabaseError, OSError) as trouble:
            log.warning("The worker waits %.0f s: %s", TROUBLE_SECONDS, trouble)
            self._troubles.append(str(trouble))
        except Exception as fault:  # a fault of ours in one part must not keep the others from their work
            log.exception("The worker waits %.0f s.", TROUBLE_SECONDS)
            self._troubles.append(f"{type(fault).__name__}: {fault}")
        return TROUBLE_SECONDS

    def _look_for_the_dead(self) -> bool:
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return False
        self._looked = time.monotonic()
        return leases.take_up_again(self._clock()) > 0

    def _schedule(self) -> bool:
        now = self._clock()
        name = schedules.claim(self.code, [*leases.alive(now), self.code], now)
        if name is None:
            return False
        self._beat.says(doing=name)
        self._at_work(lambda: schedules.run(name, self._clock), lambda: schedules.release(self.code))
        return True

    def _job(self) -> bool:
        job = self._claimed()
        if job is None:
            return False
        self._beat.says(doing=job.task_path)
        self._at_work(lambda: _run(job), lambda: leases.give_back(job))
        return True

    def _claimed(self) -> DBTaskResult | None:
        with transaction.atomic():
            job = DBTaskResult.objects.ready().get_locked()
            if job is not None:
                job.claim(self.code)
        return job

    def _at_work(self, work: Callable[[], object], give_back: Callable[[], object]) -> None:
        self._in_job = True
        try:
            work()
        except Returned:
            give_back()
        finally:
            signal.alarm(0)
            self._in_job = False

    def _too_late(self, _number: int, _frame: FrameType | None) -> None:
        raise Returned


def _run(job: DBTaskResult) -> None:
    """Run a job and note how it ended; a job that failed says so and stops nothing."""
    try:
        result = job.task_result
        job.set_successful(job.task.call(*result.args, **result.kwargs))
    except Exception as fault:
        log.exception("The job %s failed.", job.task_path)
        job.set_failed(fault)
