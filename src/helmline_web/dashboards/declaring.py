"""Where an incident is declared from what is looked at: the form says brand and contact reasons beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from helmline_web.analytics.selection import Selection

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer


def address(viewer: Viewer, selection: Selection) -> str:
    """Return where this reader declares an incident about what is chosen; nothing for one who may not."""
    if not viewer.may("declare.incident"):
        return ""
    reasons = ", ".join(value for name, value in selection.where if name.partition(":")[0] == "reason")
    said = {name: value for name, value in (("brands", selection.brand), ("reasons", reasons)) if value}
    page = reverse("policies:incidents")
    return f"{page}?{urlencode(said)}" if said else page
