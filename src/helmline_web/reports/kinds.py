"""The acts on reports that the trail tells."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helmline_web.decisions import kinds
from helmline_web.decisions.kinds import Kind
from helmline_web.decisions.models import Entry


def _month(entry: Entry) -> str:
    return reverse("reports:closed", args=(entry.subject.partition(":")[2],))


KINDS = (
    Kind("reports.month.closed", _("closed the month {month}, knowing the log up to {seq}"), _month),
    Kind("reports.contract.changed", _("changed what was agreed with the vendor {vendor}, from {since}")),
    Kind("reports.invoice.entered", _("entered the invoice of {vendor} for {month}")),
    Kind("reports.exported", _("exported {what} as {form}"), group="export"),
    Kind("reports.mail.sent", _("sent the Monday mail to {people} people")),
)


def register() -> None:
    """Make them known."""
    kinds.register(*KINDS)
