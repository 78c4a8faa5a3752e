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
                return redirect_to_login(request.get_full_path())
            if name and not viewer.may(name):
                raise Http404
            return view(request, *args, **kwargs)

        return door

    return behind
