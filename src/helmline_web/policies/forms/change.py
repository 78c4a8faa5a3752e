"""How a change is to be put in force."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from helmline_web.policies.models import Draft, Mode


class ModeForm(forms.ModelForm):
    """One of the three modes, the day it is about, and why."""

    mode = forms.ChoiceField(
        label=_("What happens to work that is already there"), choices=Mode, widget=forms.RadioSelect
    )
    since = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_(
            "From a date on: a day from today on. Rewrite history: a day in the past, or empty for all time. Open work: not needed."
        ),
    )

    note = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        help_text=_("Read by whoever wonders about it in a year."),
    )

    class Meta:
        """Fields of the draft."""

        model = Draft
        fields = ("mode", "since", "note")
