"""A door before a view: open to those whose viewer has a right.

`ui` knows no people: whoever looks is `request.viewer`, None when nobody is signed in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def _same_page(request: HttpRequest) -> str:
    return request.get_full_path()


_way_back: list[Callable[[HttpRequest], str]] = [_same_page]


def provide_way_back(function: Callable[[HttpRequest], str]) -> None:
    """Say who knows where a reader goes after signing in, keeping on the way what a form held."""
    _way_back[:] = [function]


def right(name: str = "") -> Callable[[View], View]:
    """Let a view answer only whoever has the right `name`; "" lets in everybody who is signed in.

    Who is not signed in goes to the sign-in page and comes back here; who lacks the right sees what nobody
    would see: 404.
    """

    def behind(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            viewer = getattr(request, "viewer", None)
            if viewer is None:
                return _to_sign_in(request)
            if name and not viewer.may(name):
                raise Http404
            return view(request, *args, **kwargs)

        return door

    return behind


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page; a fragment asked by htmx sends the whole page there."""
    response = redirect_to_login(_way_back[0](request))
    if not request.headers.get("HX-Request"):
        return response
    return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
