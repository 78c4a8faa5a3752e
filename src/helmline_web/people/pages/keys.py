"""Keys for programs: make one, see which there are, end one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from helmline_web.people import tokens
from helmline_web.people.access import right
from helmline_web.people.forms.account import NewKey


@never_cache
@right("export")
def keys(request: HttpRequest) -> HttpResponse:
    """Show one's keys, or make one and show its text this once."""
    form = NewKey(request.POST or None, user=request.user)
    made = ""
    if form.is_valid():
        asked = form.cleaned_data
        made = tokens.create(request.user, asked["title"], asked["scopes"], form.lasts)[1]
        form = NewKey(user=request.user)
    context = {"form": form, "made": made, "keys": request.user.tokens.all(), "now": timezone.now()}
    return render(request, "people/keys.html", context, status=422 if form.is_bound else 200)


@right("export")
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End a key at once."""
    tokens.end(request.user, number)
    return redirect("account:keys")
