"""The worker's loop: live events, acts that are events, due schedules, then the oldest job; one thing at a time.

Only this process writes the log. Nothing here holds a transaction while it imports, asks the log or talks to
somebody: a row is claimed in a short transaction, the work is done outside, and its end is another one.
"""

from __future__ import annotations

import logging
import secrets
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import datetime
from types import FrameType
from typing import Final

from django.db import DatabaseError, close_old_connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from helmline.errors import Busy
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
                pause = self._guarded_turn()
                self._stopping.wait(pause)
            schedules.release(self.code)
        log.info("Worker %s stopped.", self.code)

    def turn(self) -> bool:
        """Do one thing of each sort that is due; return whether anything was."""
        close_old_connections()
        self._look_for_the_dead()
        did = [live.flush_when_due(), outbox.drain()]
        did.append(self._schedule())
        did.append(self._job())
        return any(did)

    # -- one turn -----------------------------------------------------------------------------------------

    def _guarded_turn(self) -> float:
        """Take a turn and return how long to wait for the next; trouble is told and never ends the loop."""
        try:
            pause = 0.0 if self.turn() else PAUSE_SECONDS
            self._beat.says()
        except Busy as busy:
            self._beat.says(trouble=busy.message)
            return PAUSE_SECONDS
        except (DatabaseError, OSError, sqlite3.Error) as trouble:
            log.warning("The worker waits %.0f s: %s", TROUBLE_SECONDS, trouble)
            self._beat.says(trouble=str(trouble))
            return TROUBLE_SECONDS
        return pause

    def _look_for_the_dead(self) -> None:
        if time.monotonic() - self._looked >= LOOK_SECONDS:
            self._looked = time.monotonic()
            leases.take_up_again(self._clock())

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
