"""Switch an authenticator app on or off, and make recovery codes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from helmline_web.people import second_factor, throttle
from helmline_web.people.access import right
from helmline_web.people.forms.account import Confirmed
from helmline_web.people.forms.sign_in import SecondStep
from helmline_web.people.pages.sign_in import wait_words
from helmline_web.people.sealing import unseal


@never_cache
@right()
def authenticator(request: HttpRequest) -> HttpResponse:
    """Show the app's picture until its first code was seen; afterwards how to switch it off."""
    if second_factor.is_on(request.user):
        return render(request, "people/authenticator_on.html", {"form": Confirmed(user=request.user)})
    form = SecondStep(request.POST or None)
    codes = _first_code(request, form) if form.is_valid() else None
    if codes:
        return render(request, "people/recovery_codes.html", {"codes": codes})
    return _setting_up(request, form)


@never_cache
@right()
@require_POST
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes in place of the old ones."""
    form = Confirmed(request.POST, user=request.user)
    if not second_factor.is_on(request.user) or not form.is_valid():
        return render(request, "people/authenticator_on.html", {"form": form}, status=422)
    return render(
        request, "people/recovery_codes.html", {"codes": second_factor.renew_recovery_codes(request.user)}
    )


@right()
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Switch the app off."""
    form = Confirmed(request.POST, user=request.user)
    if not form.is_valid():
        return render(request, "people/authenticator_on.html", {"form": form}, status=422)
    second_factor.remove(request.user)
    messages.success(request, _("The authenticator app is off."))
    return redirect("account:account")


def _first_code(request: HttpRequest, form: SecondStep) -> list[str] | None:
    try:
        throttle.note(f"first code of {request.user.pk}", f"user {request.user.pk}")
    except throttle.TooMany as fault:
        form.add_error(None, wait_words(fault))
        return None
    codes = second_factor.confirm(request.user, form.cleaned_data["code"])
    if codes is None:
        form.add_error(
            "code", _("This code does not fit. Codes change every 30 seconds; is the phone's clock right?")
        )
    return codes


def _setting_up(request: HttpRequest, form: SecondStep) -> HttpResponse:
    device = second_factor.begin(request.user)
    form.fields["code"].help_text = _("Six digits that the app shows now.")
    context = {
        "form": form,
        "picture": mark_safe(second_factor.picture(device)),  # drawn by us from our own address
        "secret": " ".join(unseal(device.secret)[start : start + 4] for start in range(0, 32, 4)),
    }
    return render(request, "people/authenticator.html", context, status=422 if form.is_bound else 200)
