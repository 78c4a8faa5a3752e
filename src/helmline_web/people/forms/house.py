"""The house: organisation, brands, vendors, teams. A form carries the version it was made from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from helmline_web.people.changes import Impossible
from helmline_web.people.forms.sign_in import zone_choices
from helmline_web.people.models import Brand, Organisation, Team, Vendor

WHY = {
    "ends_before_it_begins": _("The last day lies before the first."),
    "inside_itself": _("A team cannot be part of itself."),
    "two_homes": _(
        "Another home team holds on some of these days. End it the day before, or choose other days."
    ),
}
_WEEKDAYS = [
    (0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")),
    (5, _("Saturday")), (6, _("Sunday")),
]  # fmt: skip


class VersionedForm(forms.ModelForm):
    """A form on a versioned row: `seen` is the version it shows, 0 for a new row."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.version if self.instance.pk else 0

    @property
    def asked(self) -> dict[str, Any]:
        """Return the row's fields as they were filled in."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def refuse(self, fault: Impossible) -> None:
        """Say at the right field why it cannot be."""
        self.add_error(fault.field if fault.field in self.fields else None, WHY[fault.reason])


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """Return an optional day."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class DatedForm(VersionedForm):
    """A form on something with a first and a last day."""

    valid_from = day_field(_("First day"), _("Empty: since ever."))
    valid_to = day_field(_("Last day"), _("The last day on which it holds. Empty: without end."))


class HouseForm(VersionedForm):
    """The organisation."""

    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("Where its days begin and end. Figures of past days move with it."),
    )
    week_start = forms.TypedChoiceField(label=_("First day of the week"), choices=_WEEKDAYS, coerce=int)
    languages = forms.MultipleChoiceField(
        label=_("Languages of mails and reports"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        """What can be edited."""

        model = Organisation
        fields = ("name", "zone", "week_start", "languages")
        help_texts = {"name": _("As it stands on reports.")}


class BrandForm(VersionedForm):
    """A brand."""

    languages = forms.MultipleChoiceField(
        label=_("Languages of its customers"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        """What can be edited."""

        model = Brand
        fields = ("code", "name", "confidential", "languages", "csat_scale", "csat_good", "scorecard")
        help_texts = {
            "code": _("What the help desk's data call it. It cannot be changed later."),
            "name": _("As people here say it."),
            "confidential": _("Then it never stands on one page, mail or export with another brand."),
            "csat_scale": _("The highest answer a customer can give."),
            "csat_good": _("From which answer on a customer counts as satisfied."),
            "scorecard": _("The scorecard its reviews use."),
        }


class VendorForm(VersionedForm):
    """A company whose people work for us."""

    class Meta:
        """What can be edited."""

        model = Vendor
        fields = ("code", "name")
        help_texts = {
            "code": _("A short name. It cannot be changed later."),
            "name": _("As it stands on its invoices."),
        }


class TeamForm(DatedForm):
    """A team."""

    class Meta:
        """What can be edited."""

        model = Team
        fields = ("code", "name", "parent", "brand", "vendor", "valid_from", "valid_to")
        help_texts = {
            "code": _("What the help desk's data call it. It cannot be changed later."),
            "name": _("As people here say it."),
            "parent": _("Whoever leads that team sees this one too."),
            "brand": _("The brand whose customers it answers, if it is one."),
            "vendor": _("The company whose people they are. Empty: our own."),
        }
