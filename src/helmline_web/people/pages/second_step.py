"""The second step of a sign-in: a code."""

from __future__ import annotations

import time
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from helmline_web.people import second_factor, throttle
from helmline_web.people.forms.sign_in import SecondStep
from helmline_web.people.models import User
from helmline_web.people.pages import sign_in

_PATIENCE: Final = 300  # seconds between the password and the code


@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for a code of the authenticator app, or take a recovery code."""
    user = _halfway(request)
    if user is None:
        return redirect("account:sign-in")
    form = SecondStep(request.POST or None)
    if not form.is_valid():
        return _page(request, form)
    try:
        how = _accepted(user, form.cleaned_data["code"], request)
    except throttle.TooMany as fault:
        form.add_error(None, sign_in.wait_words(fault))
        return _page(request, form, 429)
    if not how:
        form.add_error("code", _("This code does not fit, or was used already."))
        return _page(request, form, 422)
    return sign_in.enter(request, user, how, request.session.pop(sign_in.HALFWAY)["next"])


def _halfway(request: HttpRequest) -> User | None:
    """Return who gave the right password a moment ago in this browser."""
    halfway = request.session.get(sign_in.HALFWAY, {})
    if time.time() - halfway.get("since", 0) > _PATIENCE:
        return None
    return User.objects.filter(pk=halfway["user"], is_active=True).first()


def _accepted(user: User, code: str, request: HttpRequest) -> str:
    """Return how the code was right, "" if it was not; raise TooMany."""
    name = f"code of {user.pk}"
    throttle.note(name, sign_in.address_of(request))
    how = "totp" if second_factor.accept(user, code) else ""
    how = how or ("recovery" if second_factor.accept_recovery(user, code) else "")
    if how:
        throttle.forget(name)
    return how


def _page(request: HttpRequest, form: SecondStep, status: int = 200) -> HttpResponse:
    return render(request, "people/second_step.html", {"form": form}, status=status)
