"""Passkeys: what the browser's script asks and answers, and the page that lists them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from helmline_web.people import passkeys, throttle
from helmline_web.people.access import right
from helmline_web.people.pages.sign_in import address_of, enter, may_enter, wait_words


@right()
def own(request: HttpRequest) -> HttpResponse:
    """Show one's own passkeys."""
    return render(request, "people/passkeys.html", {"passkeys": request.user.passkeys.all()})


@right()
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Return what a browser needs to make a passkey."""
    return _json(passkeys.registration_options(request, request.user))


@right()
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Keep the passkey that the browser made."""
    title = request.POST.get("title", "").strip() or _("Passkey")
    try:
        passkeys.register(request, request.user, request.POST.get("answer", ""), title)
    except passkeys.Refused:
        return _fault(_("This passkey could not be kept. Please try again."))
    return JsonResponse({"next": request.path.removesuffix("/add")})


@right()
@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a passkey."""
    passkeys.remove(request.user, number)
    return redirect("account:passkeys")


@never_cache
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Return what a browser needs to show who it is."""
    return _json(passkeys.sign_in_options(request))


@never_cache
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Sign in whoever's passkey answered."""
    try:
        throttle.note(f"passkey from {address_of(request)}", address_of(request))
        user = passkeys.sign_in(request, request.POST.get("answer", ""))
    except throttle.TooMany as fault:
        return _fault(wait_words(fault), 429)
    except passkeys.Refused:
        return _fault(_("This passkey is not known here. Sign in with your password."))
    if not may_enter(user):
        return _fault(_("This sign-in has ended."))
    throttle.forget(f"passkey from {address_of(request)}")
    return _onward(enter(request, user, "passkey"))


def _onward(response: HttpResponse) -> HttpResponse:
    """Turn a redirect into what a script can follow, with its cookies."""
    onward = JsonResponse({"next": response["Location"]})
    onward.cookies = response.cookies
    return onward


def _json(options: str) -> HttpResponse:
    return HttpResponse(options, content_type="application/json")


def _fault(words: str, status: int = 422) -> HttpResponse:
    return JsonResponse({"fault": words}, status=status)
