"""Change one's password."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from helmline_web.people import passwords
from helmline_web.people.access import right
from helmline_web.people.forms.account import ChangePassword


@sensitive_post_parameters("your_password", "new_password", "again")
@right()
def password(request: HttpRequest) -> HttpResponse:
    """Ask for the old password and a new one; every other browser is signed out by it."""
    form = ChangePassword(request.POST or None, user=request.user)
    if form.is_valid():
        user = request.user
        passwords.change(user, form.cleaned_data["new_password"], by=user.pk, request=request)
        messages.success(request, _("Your new password holds. Other browsers are signed out."))
        return redirect("account:account")
    return render(request, "people/password.html", {"form": form}, status=422 if form.is_bound else 200)
