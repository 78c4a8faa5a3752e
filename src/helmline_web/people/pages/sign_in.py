"""Sign in with name and password; sign out."""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from helmline_web.people import demo, oidc, second_factor, sessions, throttle, unsent
from helmline_web.people.access import viewer_of
from helmline_web.people.forms.sign_in import SignIn
from helmline_web.people.models import User
from helmline_web.ui.preferences import CHOICES, keep

#: the session remembers here who still owes a second factor, and since when
HALFWAY = "halfway"


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the form, or try what was typed in it."""
    if not User.objects.exists():
        return redirect("account:welcome")
    if request.viewer and request.method == "GET":
        return redirect(way_on(request))
    form = SignIn(request.POST or None)
    if not form.is_valid():
        return _page(request, form)
    try:
        user = _known(form, request)
    except throttle.TooMany as fault:
        form.add_error(None, wait_words(fault))
        return _page(request, form, status=429)
    if user is None:
        form.add_error(None, _("Name and password do not fit together, or this sign-in has ended."))
        return _page(request, form, status=422)
    return _second_step(request, user) if second_factor.is_on(user) else enter(request, user, "password")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    sessions.end(request)
    return redirect("account:sign-in")


@never_cache
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Enter the demonstration in a role, by its button."""
    users = {str(role): user for role, user in demo.sign_ins()}
    user = users.get(request.POST.get("role", ""))
    if user is None:
        raise Http404
    return enter(request, user, "demo")


def enter(request: HttpRequest, user: User, how: str, onward: str = "") -> HttpResponse:
    """Sign in who has shown who he is, with his language and theme, and go where he was going."""
    onward = onward or way_on(request)
    sessions.begin(request, user, how)
    response = redirect("account:password" if user.must_change_password else onward)
    unsent.remember_who(response, user, secure=request.is_secure())
    for name in ("language", *CHOICES):
        if value := getattr(user, name):
            keep(response, f"helmline_{name}", value, secure=request.is_secure())
    return response


def way_on(request: HttpRequest) -> str:
    """Return the address that was asked for before signing in, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or settings.LOGIN_REDIRECT_URL
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if safe else settings.LOGIN_REDIRECT_URL


def wait_words(fault: throttle.TooMany) -> str:
    """Return what somebody reads who tried too often."""
    return ngettext(
        "Too many tries. Please wait %(n)d minute and try again.",
        "Too many tries. Please wait %(n)d minutes and try again.",
        fault.minutes,
    ) % {"n": fault.minutes}


def address_of(request: HttpRequest) -> str:
    """Return the network address that asks."""
    return request.META.get("REMOTE_ADDR", "")


def may_enter(user: User) -> bool:
    """Return whether a user has any role here today."""
    return user.is_active and demo.may_sign_in(user) and bool(viewer_of(user).roles)


def _known(form: SignIn, request: HttpRequest) -> User | None:
    """Return whose name and password these are; wrong name and wrong password take the same time."""
    mail = form.cleaned_data["mail"]
    throttle.note(mail, address_of(request))
    user = authenticate(request, username=mail, password=form.cleaned_data["password"])
    if user is None or not may_enter(user):
        return None
    throttle.forget(mail)
    return user


def _second_step(request: HttpRequest, user: User) -> HttpResponse:
    request.session[HALFWAY] = {"user": user.pk, "since": time.time(), "next": way_on(request)}
    return redirect("account:second-step")


def _page(request: HttpRequest, form: SignIn, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "next": way_on(request),
        "demo": demo.sign_ins(),
        "single_sign_on": oidc.is_on(),
        "waits": way_on(request) == reverse("account:unsent"),
    }
    return render(request, "people/sign_in.html", context, status=status)
