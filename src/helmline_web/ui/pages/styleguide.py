"""Every component in every state, with the longest labels."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the style guide; it holds no data, so anyone may look."""
    return render(request, "ui/styleguide.html")
