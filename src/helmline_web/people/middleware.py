"""Attach to each request who looks."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from helmline_web.people import sessions
from helmline_web.people.access import Viewer, viewer_of

#: where somebody may go who must first choose a password
_OPEN = ("/account/", "/static/", "/ui/")


class ViewerMiddleware:
    """`request.viewer`: the Viewer, or None when signed out; somebody who left is signed out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the viewer once, before anything asks."""
        request.viewer = _viewer(request)
        if request.viewer and request.user.must_change_password and not request.path.startswith(_OPEN):
            return redirect("account:password")
        return self.get_response(request)


def _viewer(request: HttpRequest) -> Viewer | None:
    if not request.user.is_authenticated:
        return None
    viewer = viewer_of(request.user)
    if not viewer.roles:
        logout(request)
        return None
    sessions.keep(request)
    return viewer
