"""Where one is signed in, and how to end it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from helmline_web.people import sessions
from helmline_web.people.access import right


@right()
def browsers(request: HttpRequest) -> HttpResponse:
    """Show the browsers in which one is signed in."""
    context = {"browsers": sessions.of(request.user), "here": request.session.session_key}
    return render(request, "people/browsers.html", context)


@right()
@require_POST
def end_one(request: HttpRequest, number: int) -> HttpResponse:
    """Sign one browser out."""
    sessions.end_one(request.user, number)
    return redirect("account:browsers")


@right()
@require_POST
def end_everywhere(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    sessions.end_everywhere(request.user, by=request.user.pk)
    return redirect("account:sign-in")
