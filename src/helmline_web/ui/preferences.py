"""Theme, density and language: small choices that stay with the browser, set without JavaScript."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

#: the first is what holds when nothing was chosen
CHOICES: Final = {"theme": ("system", "light", "dark"), "density": ("comfortable", "compact")}
A_YEAR: Final = 365 * 24 * 3600


def chosen(request: HttpRequest, name: str) -> str:
    """Return what this browser chose, or the default; a cookie with another value counts for nothing."""
    value = request.COOKIES.get(f"helmline_{name}", "")
    return value if value in CHOICES[name] else CHOICES[name][0]


def keep(response: HttpResponse, cookie: str, value: str, *, secure: bool) -> None:
    """Keep a choice for a year."""
    response.set_cookie(cookie, value, max_age=A_YEAR, samesite="Lax", secure=secure)
