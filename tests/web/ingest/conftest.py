"""A queue in the database, a worker that is asked to take its turns, and a file of one's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from helmline_web.ingest import actions
from helmline_web.ingest.models import Import
from helmline_web.ingest.worker import Loop

TICKETS = """\
ticket,created_at,solved_at,status,group,requester
A-1,2026-03-02 09:00,2026-03-02 17:00,solved,Mail,dmitri@example.org
A-2,2026-03-14 10:00,2026-03-15 11:00,solved,Mail,erik@example.org
A-3,2026-03-17 08:00,,open,Phone,fay@example.org
A-4,not a date,,open,Phone,gil@example.org
A-5,2026-03-18 08:00,,open,Phone,fay@example.org
A-6,2026-03-19 08:00,2026-03-20 08:00,solved,Mail,erik@example.org
"""


@pytest.fixture
def queue(settings, db):
    """Jobs wait in the database, as they do in the installed application."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


@pytest.fixture
def work(queue) -> Callable[[], None]:
    """Let a worker take turns until nothing is due."""

    def turns() -> None:
        loop = Loop()
        while loop._job():
            pass

    return turns


@pytest.fixture
def uploaded(nothing_yet, work) -> Callable[..., Import]:
    """Upload a file and have it read."""

    def upload(text: str = TICKETS, name: str = "tickets.csv", mends: Import | None = None) -> Import:
        row = actions.upload(SimpleUploadedFile(name, text.encode()), by=1, mends=mends)
        work()
        row.refresh_from_db()
        return row

    return upload
