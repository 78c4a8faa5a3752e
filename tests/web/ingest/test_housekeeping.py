"""What the worker does by itself: compaction, the trail's chain, retention told and not done, clearing away."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from helmline.eventlog.log import Log
from helmline.eventlog.privacy import Subjects, Texts
from helmline_web.decisions.actions import record
from helmline_web.ingest import findings, health, housekeeping, retaining, schedules
from helmline_web.ingest.models import Worker


def test_every_schedule_can_run_on_an_empty_installation_and_on_a_full_one(nothing_yet, db):
    for name in ("facts", "compaction", "checks", "chain", "retention", "clearing"):
        schedules._registered[name].function()


def test_compaction_changes_no_row(own_company):
    before = Log(own_company).view()
    housekeeping.compact()
    after = Log(own_company).view()
    assert (after.rows, after.watermark) == (before.rows, before.watermark)
    findings.look()


def test_a_trail_that_was_tampered_with_fails_its_schedule(db, monkeypatch):
    record("data.undone", by=1, detail={"run": "r"})
    housekeeping.check_trail()
    monkeypatch.setattr(
        housekeeping, "check_chain", lambda: SimpleNamespace(findings=[{"seq": 1, "kind": "changed"}])
    )
    with pytest.raises(housekeeping.BrokenTrail, match=r"1 \(changed\)"):
        housekeeping.check_trail()


def test_what_is_kept_too_long_is_told_and_not_deleted(own_company, cast):
    Texts(own_company).put([(b"x" * 16, None, 1, "an old text")])
    [old] = Subjects(own_company).keys("synthetic", ["somebody"], 1)
    assert old
    retaining.look()
    assert retaining.overdue().texts == 1
    check = next(check for check in health.checks() if check.name == "retention")
    assert check.state == "warning"
    assert "helmline retain --texts 730" in check.do
    page = cast.client("Pia").get("/data/").text
    assert "1 text is older." in page
    assert "helmline retain --texts 730" in page
    assert Texts(own_company).count(before_us=10**18) == 1


def test_ended_jobs_and_past_workers_are_forgotten_after_a_week(nothing_yet, db):
    now = timezone.now()
    for days in (1, 9):
        DBTaskResult.objects.create(
            status="SUCCESSFUL", args_kwargs={"args": [], "kwargs": {}}, task_path="x.y", backend_name="default", run_after=now,
            finished_at=now - timedelta(days=days), exception_class_path="", traceback="",
        )  # fmt: skip
        Worker.objects.create(code=str(days), host="here", pid=1, beat_at=now - timedelta(days=days))
    housekeeping.clear_away()
    assert DBTaskResult.objects.count() == 1
    assert list(Worker.objects.values_list("code", flat=True)) == ["1"]
