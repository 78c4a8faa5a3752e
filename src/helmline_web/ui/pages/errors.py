"""What a person sees when something is wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return HttpResponse("bad request", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return HttpResponse("forbidden", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return HttpResponse("not found", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, without touching the database."""
    return HttpResponse("broken", status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from another session: 403, and nothing typed is lost."""
    return HttpResponse("stale form", status=403)
