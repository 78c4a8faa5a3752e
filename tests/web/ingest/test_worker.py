"""The worker: jobs, leases, schedules, what becomes of the work of the dead, and trouble that is told."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from helmline.errors import Busy
from helmline_web.ingest import leases, schedules
from helmline_web.ingest.models import Schedule, Worker
from helmline_web.ingest.worker import PAUSE_SECONDS, TROUBLE_SECONDS, Loop, Returned

seen: list[str] = []


@task()
def note(word: str) -> None:
    seen.append(word)


@task()
def break_down() -> None:
    raise ValueError("it broke")


@task()
def be_interrupted() -> None:
    raise Returned


@task()
def look_around() -> None:
    seen.append("in a transaction" if connection.in_atomic_block else "outside")


@pytest.fixture(autouse=True)
def nothing_seen():
    seen.clear()


def alive(code: str, *, beat=None) -> Worker:
    return Worker.objects.create(code=code, host="here", pid=1, beat_at=beat or timezone.now())


def test_it_does_the_oldest_job_and_notes_how_it_ended(queue):
    note.enqueue("first")
    note.enqueue("second")
    assert Loop()._job()
    assert seen == ["first"]
    assert [job.status for job in DBTaskResult.objects.order_by("enqueued_at")] == ["SUCCESSFUL", "READY"]


def test_a_job_that_breaks_stops_nothing(queue, caplog):
    break_down.enqueue()
    note.enqueue("after")
    loop = Loop()
    assert loop._job()
    assert loop._job()
    assert seen == ["after"]
    failed = DBTaskResult.objects.failed().get()
    assert "it broke" in failed.traceback


def test_the_job_of_a_worker_that_died_is_taken_up_again(queue):
    note.enqueue("mine")
    dead = Loop()
    assert dead._claimed() is not None
    alive(dead.code, beat=timezone.now() - timedelta(seconds=leases.LEASE_SECONDS + 1))
    assert leases.take_up_again(timezone.now()) == 1
    assert Loop()._job()
    assert seen == ["mine"]


def test_the_job_of_a_living_worker_is_left_alone(queue):
    note.enqueue("mine")
    living = Loop()
    living._claimed()
    alive(living.code)
    assert leases.take_up_again(timezone.now()) == 0
    assert not Loop()._job()


def test_a_job_that_outlived_three_workers_is_given_up(queue):
    note.enqueue("poison")
    for _ in range(leases.MOST_BEGINNINGS):
        assert Loop()._claimed() is not None
        leases.take_up_again(timezone.now())
    assert "died before it ended" in DBTaskResult.objects.failed().get().traceback


def test_a_job_that_does_not_end_before_the_stop_is_given_back(queue):
    be_interrupted.enqueue()
    Loop()._job()
    assert DBTaskResult.objects.get().status == "READY"


@pytest.mark.django_db(transaction=True)
def test_a_job_runs_outside_any_transaction(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    look_around.enqueue()
    Loop()._job()
    assert seen == ["outside"]


@pytest.mark.django_db(transaction=True)
def test_a_schedule_runs_outside_any_transaction():
    ran = []
    with registered("probe", lambda: ran.append(connection.in_atomic_block)):
        due("probe")
        assert Loop()._schedule()
    assert ran == [False]


@pytest.mark.parametrize(
    ("trouble", "pause"),
    [(Busy("Somebody imports."), PAUSE_SECONDS), (OperationalError("database is locked"), TROUBLE_SECONDS),
     (OSError(28, "No space left on device"), TROUBLE_SECONDS), (KeyError("a fault of ours"), TROUBLE_SECONDS)],
)  # fmt: skip
def test_trouble_with_one_thing_is_told_and_stops_no_other(queue, nothing_yet, trouble, pause, caplog):
    loop = Loop()
    with patch("helmline_web.ingest.worker.outbox.drain", side_effect=trouble):
        loop.turn()  # what is due at first
        assert loop.turn() == pause
        note.enqueue("meanwhile")
        assert loop.turn() == 0
    assert seen == ["meanwhile"]
    assert loop._beat._trouble.endswith(str(trouble))


# -- schedules ---------------------------------------------------------------------------------------------


@contextmanager
def registered(name, function, spec="every 1 h"):
    """Let this be the only schedule that there is."""
    before = dict(schedules._registered)
    schedules._registered.clear()
    schedules.register(name, function, spec)
    schedules.prepare(timezone.now())
    yield
    schedules._registered.clear()
    schedules._registered.update(before)


def due(name):
    Schedule.objects.filter(name=name).update(next_at=timezone.now() - timedelta(seconds=1))


def test_a_schedule_is_done_when_it_is_due_and_not_before(db):
    ran = []
    with registered("probe", lambda: ran.append(1)):
        assert not Loop()._schedule()
        due("probe")
        assert Loop()._schedule()
        assert not Loop()._schedule()
    row = Schedule.objects.get(name="probe")
    assert ran == [1]
    assert row.next_at > timezone.now() + timedelta(minutes=59)
    assert row.claimed_by == row.last_error == ""


def test_a_schedule_that_fails_says_why_and_is_tried_again_soon(db, caplog):
    def fail():
        raise ValueError("no mail server")

    with registered("probe", fail):
        due("probe")
        Loop()._schedule()
    row = Schedule.objects.get(name="probe")
    assert "no mail server" in row.last_error
    assert row.next_at < timezone.now() + timedelta(minutes=6)


def test_what_a_dead_worker_was_at_is_due_at_once_and_what_a_living_one_is_at_is_not(db):
    with registered("probe", lambda: None):
        due("probe")
        now = timezone.now()
        assert schedules.claim("first", ["first"], now) == "probe"
        assert schedules.claim("second", ["first", "second"], now) is None
        assert schedules.claim("second", ["second"], now) == "probe"


def test_a_schedule_that_is_switched_off_stays_off(db):
    with registered("probe", lambda: None):
        Schedule.objects.update(enabled=False, next_at=datetime(2020, 1, 1, tzinfo=UTC))
        assert schedules.claim("first", ["first"], timezone.now()) is None


def test_a_spec_that_changes_with_a_release_counts_from_now(db):
    with registered("probe", lambda: None):
        pass
    with registered("probe", lambda: None, "every 5 s"):
        row = Schedule.objects.get(name="probe")
    assert row.spec == "every 5 s"
    assert row.next_at < timezone.now() + timedelta(seconds=6)
