"""Error pages: what happened, what it means, what to do. They need no database and no frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Trouble:
    """The words of one kind of error page."""

    status: int
    title: str | Promise
    means: str | Promise
    do: str | Promise


BAD_REQUEST: Final = Trouble(
    400, _("This address could not be read"),
    _("Something in the address or in what was sent is not as expected. Nothing was changed."),
    _("Go back and try again from the page before."),
)  # fmt: skip
FORBIDDEN: Final = Trouble(
    403, _("This is not open to you"),
    _("Your sign-in does not include this act. Nothing was changed."),
    _("If you need it for your work, ask the person who looks after access."),
)  # fmt: skip
NOT_FOUND: Final = Trouble(
    404, _("Nothing is here"),
    _("The page does not exist, or it lies outside the teams you can see."),
    _("Check the address, or search for what you were looking for."),
)  # fmt: skip
STALE_FORM: Final = Trouble(
    403, _("This form has grown old"),
    _("You signed out, signed in again, or kept the page open for long. What you sent was not saved, and your text is still in the page before."),
    _("Go back, reload the page and send it again."),
)  # fmt: skip
BROKEN: Final = Trouble(
    500, _("Something broke on our side"),
    _("What you sent may not have been saved. The fault is written in the server's log."),
    _("Try again in a minute. If it happens again, tell the person who runs this server when it happened."),
)  # fmt: skip
BUSY: Final = Trouble(
    503, _("The database is busy"),
    _("Another act holds it, usually for a few seconds. What you sent was not saved."),
    _("Wait a moment and send it again; your text is still in the page before."),
)  # fmt: skip
FULL: Final = Trouble(
    507, _("The disk is full"),
    _("Nothing more can be saved on this server. What was there is safe."),
    _("Tell the person who runs this server; the health page says how much room is left."),
)  # fmt: skip


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001
    """Answer 400."""
    return show(request, BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001
    """Answer 403."""
    return show(request, FORBIDDEN)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001
    """Answer 404, for what is not there and for what is not to be seen alike."""
    return show(request, NOT_FOUND)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form whose token no longer fits: 403, with what was typed kept in the browser."""
    return show(request, STALE_FORM)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return show(request, BROKEN)


def show(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Show an error as a page; to htmx as a message, or as the sheet it asked for."""
    template = "ui/trouble.html"
    if request.headers.get("HX-Request"):
        over = request.headers.get("HX-Target") == "sheet"
        template = "ui/trouble_sheet.html" if over else "ui/trouble.html#message"
    return render(request, template, {"trouble": trouble}, status=trouble.status)
