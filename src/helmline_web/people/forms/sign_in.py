"""Signing in and setting up."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from helmline_web.people.models.organisation import PrivacyProfile


def zone_choices() -> list[tuple[str, str]]:
    """Return every IANA zone as a choice, UTC first."""
    places = sorted(
        name
        for name in available_timezones()
        if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))
    )
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in places)]


class SignIn(forms.Form):
    """Name and password."""

    mail = forms.EmailField(
        label=_("Mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username webauthn", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SecondStep(forms.Form):
    """A code of the authenticator app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Six digits from your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "inputmode": "text"}
        ),
    )


class NewPassword(forms.Form):
    """A password chosen twice; the rules stand beside it."""

    new_password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_(
            "At least 12 characters. A short sentence that only you would write is easy to keep in mind."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, object]:
        """Hold both to each other, and the password to the rules."""
        cleaned = super().clean() or {}
        password = cleaned.get("new_password")
        if password and cleaned.get("again") and password != cleaned["again"]:
            self.add_error("again", _("This is not the same as above."))
        elif password:
            self._hold_to_rules(password)
        return cleaned

    def _hold_to_rules(self, password: str) -> None:
        try:
            validate_password(password, getattr(self, "user", None))
        except ValidationError as error:
            self.add_error("new_password", error)


class Welcome(NewPassword):
    """The first start: the house and its first administrator."""

    organisation = forms.CharField(label=_("Name of the organisation"), max_length=200)
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("Where its days begin and end. Every person may choose another zone for reading."),
    )
    privacy_profile = forms.ChoiceField(
        label=_("What was agreed about figures on single people"),
        choices=PrivacyProfile.choices,
        widget=forms.RadioSelect,
        initial=PrivacyProfile.STANDARD,
        help_text=_(
            "Works council: a lead sees a person's day after a delay, and small groups are hidden. You can change it later; the page about it says exactly what each means."
        ),
    )
    name = forms.CharField(label=_("Your name"), max_length=200)
    mail = forms.EmailField(
        label=_("Your mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    field_order = ("organisation", "zone", "privacy_profile", "name", "mail", "new_password", "again")
