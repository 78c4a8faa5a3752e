"""Declaring an incident window: two clicks while it lasts, a little more afterwards."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from helmline_web.policies import modes
from helmline_web.policies.forms.fields import Codes
from helmline_web.policies.incidents import Window


class WindowForm(forms.Form):
    """An incident window; local times of the organisation. With everything left as it is, it begins now."""

    name = forms.CharField(
        label=_("What happened"),
        max_length=200,
        required=False,
        help_text=_("In a few words, without names of people."),
    )
    since = forms.DateTimeField(
        label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    until = forms.DateTimeField(
        label=_("To"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: it lasts. End it here when it is over."),
    )
    brands = Codes(label=_("Brands"), required=False, help_text=_("Empty: every brand."))
    reasons = Codes(
        label=_("Contact reasons"),
        required=False,
        help_text=_("And everything below them. Empty: every reason."),
    )
    problem = forms.CharField(
        label=_("Problem ticket"), max_length=100, required=False, help_text=_("Such as zendesk:48211.")
    )

    def clean(self) -> dict[str, object]:
        """Refuse an end before the beginning."""
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until <= since:
            self.add_error("until", _("It ends before it begins."))
        return found

    def window(self) -> Window:
        """Return what is declared."""
        said, zone = self.cleaned_data, modes.now().zone
        return Window(
            since=_in(said["since"], zone),
            until=_in(said["until"], zone) if said["until"] else None,
            name=said["name"],
            brands=tuple(said["brands"]),
            reasons=tuple(said["reasons"]),
            problem=said["problem"],
        )


def _in(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return what was typed as local time of the organisation, whatever zone the server reads forms in."""
    return moment.replace(tzinfo=zone)
