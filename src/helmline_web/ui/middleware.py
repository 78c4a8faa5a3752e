"""Faults that are nobody's mistake get a page that says so: a locked database, a full disk."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from helmline.errors import InputError, NotFound
from helmline_web.ui.pages import errors

log = logging.getLogger(__name__)

#: what a reader asked for that is not there, or that nobody can mean: said as it is, and no fault of ours
_ASKED_FOR = ((NotFound, errors.NOT_FOUND), (InputError, errors.BAD_REQUEST))
_SAYS_BUSY = ("database is locked", "database table is locked", "lock timeout", "deadlock detected")
_SAYS_FULL = ("database or disk is full", "no space left", "disk full")


class FriendlyErrorsMiddleware:
    """Answer 404 and 400 for what the library finds missing or senseless, 503 when the database is busy and 507
    when the disk is full; everything else goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return a page for a fault we know, or nothing."""
        for kind, page in _ASKED_FOR:
            if isinstance(exception, kind):
                return errors.show(request, _said(page, exception))
        trouble = trouble_of(exception)
        if trouble is None:
            return None
        log.warning("%s answered %s: %s", request.path, trouble.status, exception)
        response = errors.show(request, trouble)
        response["Retry-After"] = "5"
        return response


def _said(page: errors.Trouble, exception: Exception) -> errors.Trouble:
    """Name the value and the next step where something was asked wrongly; what is not there says no more."""
    if not isinstance(exception, InputError):
        return page
    return replace(page, means=exception.message, do=exception.hint or page.do)


def trouble_of(exception: BaseException) -> errors.Trouble | None:
    """Return the page that fits an exception or its cause, if one does."""
    for fault in _causes(exception):
        words = str(fault).lower()
        if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT):
            return errors.FULL
        if isinstance(fault, OperationalError) and any(said in words for said in _SAYS_FULL):
            return errors.FULL
        if isinstance(fault, OperationalError) and any(said in words for said in _SAYS_BUSY):
            return errors.BUSY
    return None


def _causes(exception: BaseException) -> Iterator[BaseException]:
    fault: BaseException | None = exception
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__
