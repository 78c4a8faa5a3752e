"""What surrounds every page: rail, scope, period, clock, freshness."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame of the page."""
    return {"frame": None, "viewer": getattr(request, "viewer", None)}
