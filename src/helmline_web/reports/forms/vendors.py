"""What was agreed with a vendor, and what the vendor invoiced."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from helmline_web.policies.forms.fields import Percent
from helmline_web.reports import questions
from helmline_web.reports.models import Contract, Invoice


class ContractForm(forms.ModelForm):
    """Price and targets, from a month on."""

    since = forms.CharField(label=_("From the month"), max_length=7, help_text=_("Such as 2026-10."))
    sla_aim = Percent(label=_("SLA to be met in percent"), required=False)
    csat_aim = Percent(label=_("Satisfaction to be reached in percent"), required=False)

    class Meta:
        """Fields of the contract."""

        model = Contract
        fields = ("since", "unit", "price", "currency", "sla_aim", "csat_aim")

    def clean_since(self) -> str:
        """Refuse what is no month."""
        try:
            questions.days_of(self.cleaned_data["since"])
        except ValueError:
            raise forms.ValidationError(_("Write a month such as 2026-10.")) from None
        return str(self.cleaned_data["since"])


class InvoiceForm(forms.ModelForm):
    """An invoice's number, units and amount."""

    class Meta:
        """Fields of the invoice."""

        model = Invoice
        fields = ("number", "units", "amount")
