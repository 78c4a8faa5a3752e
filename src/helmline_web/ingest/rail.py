"""What this app adds to every page: its entries on the rail, and a word when no worker is alive."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from helmline_web.ingest import health
from helmline_web.ui import frame
from helmline_web.ui.navigation import Entry, register


def register_pages() -> None:
    """Put this app's pages on the rail, and what everyone must know on every page."""
    for order, (title, url_name, right, covers) in enumerate(
        (
            (pgettext_lazy("where data comes from", "Sources"), "ingest:sources", "see.data", ()),
            (_("Imports"), "ingest:imports", "import.data", ("ingest:import", "ingest:mapping-text")),
            (_("Findings"), "ingest:findings", "see.data", ()),
            (_("Health"), "ingest:health", "see.data", ()),
        )
    ):
        register(Entry("data", title, url_name, right, order=10 * (order + 1), covers=covers))
    frame.provide("notices", _notices)


def _notices(request: HttpRequest) -> list[str]:
    viewer = getattr(request, "viewer", None)
    return health.notices() if viewer is not None and viewer.may("see.data") else []
