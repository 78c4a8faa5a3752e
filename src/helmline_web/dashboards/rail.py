"""Which of these pages stand on the rail, and what answers the search field."""

from __future__ import annotations

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from helmline_web.people import words
from helmline_web.ui import frame, navigation
from helmline_web.ui.navigation import Entry

ENTRIES = (
    Entry(
        "today", _("Pulse"), "dashboards:pulse", "see.pulse", 10, icon="today",
        covers=("dashboards:number", "dashboards:rows", "dashboards:due"),
    ),
    Entry("today", _("Live board"), "dashboards:live", "see.live", 20, covers=("dashboards:live-tv",), icon="today"),
    Entry("today", _("My work"), "dashboards:me", "see.own", 30, icon="people"),
    Entry(
        "performance", _("Explorer"), "dashboards:explorer", "see.explorer", 10, icon="performance",
        covers=("dashboards:saved-views",),
    ),
    Entry("performance", words.heading_lazy("team"), "dashboards:teams", "see.teams", 20, covers=("dashboards:team",)),
    Entry("performance", words.heading_lazy("agent"), "dashboards:agents", "see.people", 30, covers=("dashboards:agent",)),
    Entry(
        "performance", _("Metric catalogue"), "dashboards:catalogue", "see.catalogue", 90,
        covers=("dashboards:definition",),
    ),
)  # fmt: skip


def register() -> None:
    """Put them there."""
    for entry in ENTRIES:
        navigation.register(entry)
    frame.provide("search", lambda _request: reverse_lazy("dashboards:search"))
