"""Leave for the organisation's own sign-in, and come back."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from helmline_web.people import oidc
from helmline_web.people.pages.sign_in import enter, may_enter, way_on

log = logging.getLogger(__name__)


@never_cache
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider."""
    if not oidc.is_on():
        raise Http404
    try:
        return redirect(oidc.leave(request, way_on(request)))
    except oidc.Refused as fault:
        return _refused(request, fault)


@never_cache
@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """Sign in whom the provider names."""
    if not oidc.is_on():
        raise Http404
    try:
        user, onward = oidc.come_back(request)
    except oidc.Refused as fault:
        return _refused(request, fault)
    if not may_enter(user):
        return _refused(request, oidc.Refused("this sign-in has ended"))
    return enter(request, user, "oidc", onward)


def _refused(request: HttpRequest, fault: oidc.Refused) -> HttpResponse:
    """Say that it did not work; why stands in the server's log."""
    log.warning("single sign-on refused: %s", fault)
    messages.error(request, _("Single sign-on did not work. Try again, or sign in with your password."))
    return redirect("account:sign-in")
