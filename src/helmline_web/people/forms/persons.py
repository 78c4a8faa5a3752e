"""People: who they are, where they belong, what they may do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from helmline_web.people.forms.house import DatedForm, VersionedForm, day_field
from helmline_web.people.models import Membership, Person, RoleGrant, User
from helmline_web.people.roles import Role


class PersonForm(VersionedForm):
    """Name, address and days of work."""

    started_on = day_field(_("Started on"))
    left_on = day_field(_("Last day at work"), _("The sign-in ends with it; the history stays."))

    class Meta:
        """What can be edited."""

        model = Person
        fields = ("name", "mail", "started_on", "left_on")
        help_texts = {
            "name": _("As colleagues say it."),
            "mail": _("Also used to recognise this person's logins."),
        }


class MembershipForm(DatedForm):
    """One person in one team for a time."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[("", "–"), *settings.LANGUAGES], required=False
    )

    class Meta:
        """What can be edited."""

        model = Membership
        fields = (
            "team",
            "kind",
            "share",
            "level",
            "language",
            "brand",
            "site",
            "employer",
            "valid_from",
            "valid_to",
        )
        help_texts = {
            "kind": _(
                "Figures of people follow the home team of that day; figures of contacts follow their queue."
            ),
            "share": _("1 is the whole working time, 0.5 is half of it."),
            "level": _("Of a skill: the higher, the better. Empty where it is not graded."),
            "employer": _("Where it is another company than ours."),
        }


class DeputyForm(DatedForm):
    """Somebody who leads a team while its lead is away."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Who stands in"))

    class Meta:
        """What can be edited."""

        model = Membership
        fields = ("person", "valid_from", "valid_to")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["valid_to"].required = True


class RoleForm(forms.ModelForm):
    """A role, for the whole or within a place."""

    valid_from = day_field(_("First day"), _("Empty: at once."))
    valid_to = day_field(_("Last day"), _("Empty: until it is ended."))

    class Meta:
        """What can be edited."""

        model = RoleGrant
        fields = ("role", "team", "brand", "vendor", "valid_from", "valid_to")
        help_texts = {
            "team": _("A team lead needs one. Other roles without a team see the whole."),
            "brand": _("Then only this brand's contacts are seen."),
            "vendor": _("A vendor manager needs one."),
        }

    def clean(self) -> dict[str, Any]:
        """Ask for the place that a role is about."""
        asked = super().clean() or {}
        if asked.get("role") == Role.VENDOR and not asked.get("vendor"):
            self.add_error("vendor", _("Which vendor?"))
        if asked.get("valid_from") and asked.get("valid_to") and asked["valid_to"] < asked["valid_from"]:
            self.add_error("valid_to", _("The last day lies before the first."))
        return asked


class SignInFor(forms.Form):
    """The address with which a person signs in."""

    mail = forms.EmailField(
        label=_("Mail address"), help_text=_("A first password is shown to you once, to hand over.")
    )

    def clean_mail(self) -> str:
        """Refuse an address that somebody has."""
        mail = self.cleaned_data["mail"].lower()
        if User.objects.filter(mail=mail).exists():
            raise forms.ValidationError(_("Somebody signs in with this address already."))
        return mail
