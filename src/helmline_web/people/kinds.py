"""The acts on people that the trail tells."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helmline_web.decisions import kinds
from helmline_web.decisions.kinds import Kind
from helmline_web.decisions.models import Entry

ACCOUNT = (
    Kind("account.signed_in", _("signed in ({how})"), group="sign-in"),
    Kind("account.sessions_ended", _("signed out of {count} browsers"), group="sign-in"),
    Kind("account.password_changed", _("set a new password"), group="sign-in"),
    Kind("account.totp_added", _("switched an authenticator app on"), group="sign-in"),
    Kind("account.totp_removed", _("switched the authenticator app off"), group="sign-in"),
    Kind("account.recovery_made", _("made new recovery codes"), group="sign-in"),
    Kind("account.recovery_used", _("used a recovery code"), group="sign-in"),
    Kind("account.passkey_added", _("added a passkey"), group="sign-in"),
    Kind("account.passkey_removed", _("removed a passkey"), group="sign-in"),
    Kind("account.token_added", _("made a key for a program"), group="sign-in"),
    Kind("account.token_ended", _("ended a key for a program"), group="sign-in"),
)
KINDS = (
    *ACCOUNT,
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
    Kind("people.user.locked", _("ended a person's sign-in")),
    Kind("people.user.unlocked", _("let a person sign in again")),
    Kind("people.user.reset", _("gave a person a new first password")),
    Kind("people.membership.added", _("put a person into the team {team} as {kind} ({start} – {end})")),
    Kind("people.membership.changed", _("changed a membership in the team {team}: {fields}")),
    Kind("people.membership.ended", _("ended a membership in the team {team} as {kind}")),
    Kind("people.role.granted", _("gave a person the role {role} ({start} – {end})")),
    Kind("people.role.ended", _("ended a person's role {role}, last day {end}")),
    Kind("people.identity.added", _("added a login of {source}")),
    Kind("people.identity.joined", _("joined a login of {source} to a person")),
    Kind("people.identity.split", _("took a login of {source} away from a person")),
    Kind("people.identity.refused", _("said that a login of {source} is not a person's")),
    Kind("people.exported", _("exported the list of people, {rows} rows"), group="export"),
    Kind("people.imported", _("imported people from a file: {added} new, {refused} refused")),
    Kind("people.identity.seat", _("marked a login of {source} as shared")),
)


def register() -> None:
    """Make them known; each leads to the person it was about."""
    kinds.register(*(replace(kind, link=_person_page) for kind in KINDS))


def _person_page(entry: Entry) -> str:
    what, _colon, number = entry.subject.partition(":")
    return reverse("people:person", args=[number]) if what == "person" and number.isdecimal() else ""
