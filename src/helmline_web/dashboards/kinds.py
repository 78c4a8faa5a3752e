"""The acts on dashboards that the trail tells."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from helmline_web.decisions import kinds
from helmline_web.decisions.kinds import Kind

KINDS = (
    Kind("view.saved", _("saved a view of {page}")),
    Kind("view.renamed", _("renamed a view of {page}")),
    Kind("view.shared", _("shared a view of {page} with the team {team}")),
    Kind("view.unshared", _("stopped sharing a view of {page}")),
    Kind("view.deleted", _("deleted a view of {page}")),
    Kind("view.restored", _("brought a deleted view of {page} back")),
    Kind("export", _("took {what} of {metrics} away as {format}"), group="export"),
    Kind("handover.written", _("handed the shift of the team {team} over")),
    Kind("handover.accepted", _("took the shift of the team {team} over")),
    Kind("texts.opened", _("read the conversation {case} of {source}"), group="look"),
)


def register() -> None:
    """Make them known."""
    kinds.register(*KINDS)
