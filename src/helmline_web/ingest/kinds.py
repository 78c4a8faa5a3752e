"""The acts of this app, as the trail tells them."""

from __future__ import annotations

import uuid

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helmline_web.decisions.kinds import Kind, register
from helmline_web.decisions.models import Entry


def register_kinds() -> None:
    """Make them known to the trail."""
    register(
        Kind("data.uploaded", _("uploaded a file of {bytes} bytes"), _link, "data"),
        Kind("data.landing", _("had an uploaded file landed"), _link, "data"),
        Kind(
            "data.landed",
            _("landed {added} new events in run {run}; {rejected} of {rows} rows were rejected"),
            _link,
            "data",
        ),
        Kind("data.undone", _("took back run {run}"), _link, "data"),
        Kind("data.rejects", _("downloaded the rejected rows of an import"), _link, "export"),
    )


def _link(entry: Entry) -> str:
    key = entry.subject.removeprefix("import:")
    return reverse("ingest:import", args=[uuid.UUID(key)])
