"""When something goes wrong: what happened, what it means, what to do; without a database."""

import errno

import pytest
from django.db import OperationalError
from django.test import Client

from helmline_web.ui.middleware import FriendlyErrorsMiddleware, trouble_of
from helmline_web.ui.pages import errors


def test_it_says_that_nothing_is_here(client, settings):
    settings.DEBUG = False
    answer = client.get("/ui/nowhere")
    assert answer.status_code == 404
    assert "Nothing is here" in answer.content.decode()


def test_it_says_that_a_form_has_grown_old(settings):
    settings.DEBUG = False
    answer = Client(enforce_csrf_checks=True).post("/ui/preferences", {"theme": "dark"})
    assert answer.status_code == 403
    assert "This form has grown old" in answer.content.decode()


@pytest.mark.parametrize("show", [errors.bad_request, errors.forbidden, errors.broken])
def test_it_needs_no_database_to_say_so(rf, show):
    answer = show(rf.get("/"))
    assert answer.status_code in (400, 403, 500)
    assert '<a class="btn is-main" href="/">' in answer.content.decode()


def test_it_answers_a_fragment_with_the_message_only(rf):
    words = errors.broken(rf.get("/", headers={"HX-Request": "true"})).content.decode()
    assert "<html" not in words
    assert 'role="alert"' in words


def test_it_answers_a_sheet_with_a_sheet(rf):
    words = errors.not_found(
        rf.get("/", headers={"HX-Request": "true", "HX-Target": "sheet"})
    ).content.decode()
    assert '<h1 id="sheet-title">Nothing is here</h1>' in words
    assert 'role="dialog"' in words


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (OperationalError("database is locked"), 503),
        (OperationalError("canceling statement due to lock timeout"), 503),
        (OperationalError("database or disk is full"), 507),
        (OSError(errno.ENOSPC, "No space left on device"), 507),
    ],
)
def test_it_knows_a_busy_database_and_a_full_disk(rf, fault, status):
    answer = FriendlyErrorsMiddleware(lambda request: None).process_exception(rf.get("/"), fault)
    assert answer.status_code == status
    assert answer["Retry-After"] == "5"


def test_it_looks_behind_an_exception_for_its_cause():
    fault = RuntimeError("while saving")
    fault.__cause__ = OperationalError("database is locked")
    assert trouble_of(fault) is errors.BUSY


def test_it_leaves_other_faults_alone(rf):
    middleware = FriendlyErrorsMiddleware(lambda request: None)
    assert middleware.process_exception(rf.get("/"), OperationalError("no such table: x")) is None
    assert middleware.process_exception(rf.get("/"), ValueError("database is locked")) is None
