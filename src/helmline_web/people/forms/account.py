"""One's own account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from helmline_web.people import tokens
from helmline_web.people.forms.sign_in import NewPassword, zone_choices
from helmline_web.people.models import User


def _own_zones() -> list[tuple[str, Any]]:
    return [("", _("As the organisation")), *zone_choices()]


class Preferences(forms.ModelForm):
    """How this reader likes pages and mails."""

    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("Of pages, and of the mails you get.")
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=_own_zones, required=False)
    theme = forms.ChoiceField(
        label=_("Theme"), choices=[("system", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
    )
    density = forms.ChoiceField(
        label=_("Density"), choices=[("comfortable", _("Comfortable")), ("compact", _("Compact"))]
    )

    class Meta:
        """Fields of the user."""

        model = User
        fields = ("language", "zone", "theme", "density")


class Confirmed(forms.Form):
    """An act that asks for the password again, where there is one."""

    your_password = forms.CharField(
        label=_("Your password"),
        strip=False,
        help_text=_("To be sure that it is you."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_usable_password():
            del self.fields["your_password"]

    def clean_your_password(self) -> str:
        """Hold it to the user's password."""
        if not self.user.check_password(self.cleaned_data["your_password"]):
            raise forms.ValidationError(_("This is not your password."))
        return self.cleaned_data["your_password"]


class ChangePassword(Confirmed, NewPassword):
    """The old password and a new one."""


class NewKey(Confirmed):
    """A key for a program."""

    title = forms.CharField(
        label=_("What it is for"), max_length=100, help_text=_("For example: weekly sheet for finance.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may read"), choices=list(tokens.SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("How long it lasts"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (366, _("A year"))],
        initial=90,
        help_text=_("Afterwards it no longer opens anything, and you make a new one."),
    )
    field_order = ("title", "scopes", "days", "your_password")

    @property
    def lasts(self) -> timedelta:
        """Return how long the key is to count."""
        return timedelta(days=self.cleaned_data["days"])
