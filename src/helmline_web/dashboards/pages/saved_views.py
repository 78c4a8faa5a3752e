"""Saved views: the list of them, and what is done to one. A dropped view can be brought back from the next page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helmline_web.dashboards.saved import actions, queries
from helmline_web.dashboards.saved.addresses import address_of, page_title
from helmline_web.people.access import right
from helmline_web.people.models import SavedView

#: where the session keeps the view dropped last
DROPPED = "dropped_view"


@right()
def page(request: HttpRequest) -> HttpResponse:
    """Show one's own views and those shared with one's teams."""
    context = {
        "mine": [(view, address_of(view), page_title(view)) for view in queries.mine(request.viewer)],
        "shared": [(view, address_of(view), page_title(view)) for view in queries.shared(request.viewer)],
        "teams": list(queries.teams(request.viewer)),
        "dropped": request.session.get(DROPPED),
    }
    return render(request, "dashboards/saved_views.html", context)


@right()
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the address that the form names, and go back to it."""
    given = request.POST
    address = given.get("address", "")

    def act() -> str:
        view = actions.save(request.viewer, address, given.get("title", ""), given.get("team", ""))
        return _("Saved as “%(title)s”.") % {"title": view.title}

    _done(request, act)
    return redirect(_back(request, address))


@right()
@require_POST
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Rename a view, or share it with another team."""

    def act() -> str:
        actions.rename(request.viewer, number, request.POST.get("title", ""))
        actions.share(request.viewer, number, request.POST.get("team", ""))
        return _("The view was changed.")

    _done(request, act)
    return redirect("dashboards:saved-views")


@right()
@require_POST
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """Drop a view, keeping it in the session until the next one is dropped."""
    request.session[DROPPED] = actions.delete(request.viewer, number)
    return redirect("dashboards:saved-views")


@right()
@require_POST
def restore(request: HttpRequest) -> HttpResponse:
    """Bring the view dropped last back."""
    kept = request.session.pop(DROPPED, None)
    if kept:
        view: SavedView = actions.restore(request.viewer, kept)
        messages.success(request, _("“%(title)s” is back.") % {"title": view.title})
    return redirect("dashboards:saved-views")


def _done(request: HttpRequest, act: Callable[[], str]) -> None:
    """Do it, and say what was done or why not."""
    try:
        messages.success(request, act())
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))


def _back(request: HttpRequest, address: str) -> str:
    own = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if own else "/"
