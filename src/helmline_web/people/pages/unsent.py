"""What was typed when the sign-in ended, to be sent or dropped."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from helmline_web.people import unsent as kept
from helmline_web.people.access import right


@never_cache
@right()
def unsent(request: HttpRequest) -> HttpResponse:
    """Show the form that waits, with a button that sends it where it was going."""
    waiting = kept.waiting(request)
    if waiting is None:
        kept.drop(request)
        return redirect("/")
    return render(request, "people/unsent.html", {"waiting": waiting})


@right()
@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Forget the form that waits."""
    kept.drop(request)
    return redirect("/")
