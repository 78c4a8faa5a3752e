"""The acts on policies that the trail tells."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helmline_web.decisions import kinds
from helmline_web.decisions.kinds import Kind
from helmline_web.decisions.models import Entry


def _policy(entry: Entry) -> str:
    section, _colon, code = entry.subject.partition(":")
    return reverse("policies:policy", args=(section, code))


KINDS = (
    Kind("policies.adopted", _("took over published reference data: {policies} policies")),
    Kind("policies.changed", _("changed {section} {code} ({mode})"), _policy),
    Kind("policies.restored", _("put version {version} of {section} {code} in force again"), _policy),
    Kind("policies.incident.declared", _("declared the incident window {code}"), _policy),
    Kind("policies.incident.ended", _("ended the incident window {code}"), _policy),
)


def register() -> None:
    """Make them known."""
    kinds.register(*KINDS)
