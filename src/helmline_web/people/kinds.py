"""The acts on people that the trail tells."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from helmline_web.decisions import kinds
from helmline_web.decisions.kinds import Kind

KINDS = (
    Kind(
        "people.adopted",
        _("took over {brand} brands, {team} teams and {membership} memberships from reference data"),
    ),
    Kind("people.organisation.changed", _("changed the organisation: {fields}")),
    Kind("people.brand.changed", _("changed the brand {code}: {fields}")),
    Kind("people.vendor.changed", _("changed the vendor {code}: {fields}")),
    Kind("people.team.changed", _("changed the team {code}: {fields}")),
    Kind("people.person.added", _("added a person")),
    Kind("people.person.changed", _("changed a person: {fields}")),
    Kind("people.person.left", _("noted that a person left, last day {day}")),
    Kind("people.user.added", _("gave a person a sign-in")),
    Kind("people.membership.added", _("put a person into the team {team} as {kind}, from {start} to {end}")),
    Kind("people.membership.changed", _("changed a membership in the team {team}: {fields}")),
    Kind("people.role.granted", _("gave a person the role {role}, from {start} to {end}")),
    Kind("people.role.ended", _("ended a person's role {role}, last day {end}")),
    Kind("people.identity.added", _("added a login of {source}")),
    Kind("people.identity.joined", _("joined a login of {source} to a person")),
    Kind("people.identity.split", _("took a login of {source} away from a person")),
    Kind("people.identity.seat", _("marked a login of {source} as shared")),
)


def register() -> None:
    """Make them known."""
    kinds.register(*KINDS)
