"""One's own account: how pages look, and the ways to sign in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helmline_web.people import second_factor, sessions
from helmline_web.people.access import right
from helmline_web.people.forms.account import Preferences
from helmline_web.ui import preferences


@right()
def account(request: HttpRequest) -> HttpResponse:
    """Show one's preferences, or keep new ones."""
    form = Preferences(request.POST or None, instance=request.user, initial=_now(request))
    if form.is_valid():
        form.save()
        messages.success(request, _("Your preferences are saved."))
        return _kept(request, form)
    return render(
        request, "people/account.html", {"form": form, **_ways(request)}, status=422 if form.is_bound else 200
    )


def _now(request: HttpRequest) -> dict[str, str]:
    """Return what this browser shows, where the user has saved nothing yet."""
    chosen = {name: preferences.chosen(request, name) for name in preferences.CHOICES}
    chosen["language"] = request.LANGUAGE_CODE
    return {name: getattr(request.user, name) or value for name, value in chosen.items()}


def _kept(request: HttpRequest, form: Preferences) -> HttpResponse:
    response = redirect("account:account")
    for name in ("language", *preferences.CHOICES):
        preferences.keep(response, f"helmline_{name}", form.cleaned_data[name], secure=request.is_secure())
    return response


def _ways(request: HttpRequest) -> dict[str, object]:
    user = request.user
    return {
        "has_password": user.has_usable_password(),
        "has_app": second_factor.is_on(user),
        "passkeys": user.passkeys.count(),
        "browsers": sessions.of(user).count(),
        "may_export": request.viewer.may("export"),
        "keys": user.tokens.count(),
    }
