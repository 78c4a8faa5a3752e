"""Sign in, sign out."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST


def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the form."""
    return render(request, "people/sign_in.html")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    return redirect("account:sign-in")
