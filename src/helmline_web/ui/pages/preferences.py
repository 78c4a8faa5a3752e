"""Keep one choice of the person menu and go back to where it was made."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from helmline_web.ui.preferences import CHOICES, keep


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep theme, density or language; whatever is posted besides is ignored."""
    response = HttpResponseRedirect(_back(request))
    found = False
    for name, allowed in {**CHOICES, "language": tuple(code for code, _name in settings.LANGUAGES)}.items():
        value = request.POST.get(name)
        if value is None:
            continue
        if value not in allowed:
            return HttpResponseBadRequest()
        cookie = settings.LANGUAGE_COOKIE_NAME if name == "language" else f"helmline_{name}"
        keep(response, cookie, value, secure=request.is_secure())
        found = True
    return response if found else HttpResponseBadRequest()


def _back(request: HttpRequest) -> str:
    address = request.POST.get("next", "/")
    return address if url_has_allowed_host_and_scheme(address, {request.get_host()}) else "/"
