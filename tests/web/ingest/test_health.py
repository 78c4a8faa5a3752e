"""Health: what does not work is said on the page and to a monitor, without telling strangers anything."""

import json
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from helmline_web.ingest import health, uploads
from helmline_web.ingest.models import InboxRow, Schedule, Worker


@pytest.fixture
def worker(db, nothing_yet):
    return Worker.objects.create(code="w", host="here", pid=1, beat_at=timezone.now())


def state(name: str) -> str:
    return next(check.state for check in health.checks() if check.name == name)


def test_everything_works(worker):
    assert health.worst(health.checks()) == "ok"


def test_a_worker_that_never_ran_is_said_on_the_page_and_to_a_monitor(cast, nothing_yet, client):
    page = cast.client("Mona").get(reverse("ingest:health")).text
    assert "No worker has ever run" in page
    assert "helmline serve" in page
    assert client.get("/healthz").status_code == 503


def test_a_worker_that_died_is_said_on_every_page_to_those_who_may_act(cast, worker):
    Worker.objects.update(beat_at=timezone.now() - timedelta(hours=2))
    assert state("worker") == "broken"
    page = cast.client("Mona").get(reverse("ingest:sources")).text
    assert "No worker has been heard of for" in page


def test_trouble_in_the_worker_is_a_warning_with_its_words(worker):
    Worker.objects.update(trouble="database is locked")
    check = next(check for check in health.checks() if check.name == "worker")
    assert check.state == "warning"
    assert "database is locked" in check.says


@pytest.mark.parametrize(
    ("free", "expected"), [(10 * 2**30, "ok"), (500 * 2**20, "warning"), (10 * 2**20, "broken")]
)
def test_a_disk_that_fills_is_said_before_it_is_full(worker, free, expected):
    with patch.object(uploads, "room", return_value=free):
        assert state("disk") == expected


def test_a_database_that_does_not_answer_is_said_without_asking_it_more(worker, client):
    with patch(
        "helmline_web.ingest.health.transaction.atomic", side_effect=OperationalError("database is locked")
    ):
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert json.loads(answer.content)["checks"][0] == {"name": "database", "state": "broken"}


def test_failed_jobs_late_schedules_and_stuck_events_are_warnings(worker):
    now = timezone.now()
    DBTaskResult.objects.create(
        status="FAILED", args_kwargs={"args": [], "kwargs": {}}, task_path="x.y", backend_name="default", run_after=now,
        finished_at=now, exception_class_path="", traceback="",
    )  # fmt: skip
    Schedule.objects.create(name="a", spec="every 1 h", next_at=now - timedelta(hours=2))
    Schedule.objects.create(name="b", spec="every 1 h", next_at=now, last_error="ValueError: no mail server")
    InboxRow.objects.create(
        source="desk", event_id=b"1", said="[]", first=True, put_at=now - timedelta(minutes=5)
    )
    said = " ".join(check.says for check in health.checks() if check.state == "warning")
    for words in ("1 job failed", "a is late", "no mail server", "Live events have waited"):
        assert words in said


def test_a_monitor_learns_states_only(worker, client):
    Worker.objects.update(trouble="/secret/path is full")
    said = client.get("/healthz").text
    assert "secret" not in said
    assert set(json.loads(said)["checks"][0]) == {"name", "state"}


def test_an_unreadable_log_is_broken_and_not_a_fault_of_the_page(worker, nothing_yet):
    (nothing_yet / "log" / "_delta_log").mkdir(parents=True)
    with patch("helmline_web.ingest.health.Log.view", side_effect=OSError(5, "Input/output error")):
        assert state("log") == "broken"
