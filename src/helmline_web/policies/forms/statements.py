"""A form for a statement of each section. Field names are those of the reference data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from helmline.reference import TARGET_KINDS
from helmline_web.policies.forms.fields import Codes, Duration, Percent
from helmline_web.policies.models import Policy
from helmline_web.policies.words import CLOCKS, EVENT_KINDS, KINDS, STATUSES


class StatementForm(forms.Form):
    """Reads a statement of the reference data and writes one; findings of the library land at their fields."""

    #: fields that make it this policy and no other
    identity: tuple[str, ...] = ("code",)

    def __init__(
        self, *args: Any, standing: Mapping[str, Any] | None = None, is_new: bool = False, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", dict(standing or {}))
        super().__init__(*args, **kwargs)
        for name in () if is_new else self.identity:
            self.fields[name].disabled = True

    def statement(self) -> dict[str, Any]:
        """Return what was filled in as reference data write it."""
        return {
            name: value for name, value in self.cleaned_data.items() if value not in ("", None, [], False)
        }

    def blame(self, here: Mapping[str, list[str]], elsewhere: list[str]) -> None:
        """Show the library's findings, each at its field where the form has one."""
        for field, messages in here.items():
            self.add_error(field if field in self.fields else None, messages)
        if elsewhere:
            self.add_error(None, elsewhere)


def _conditions(*names: str) -> dict[str, forms.Field]:
    every = {
        "customer": Codes(label=_("Customers"), required=False, help_text=_("Empty: every customer.")),
        "tier": Codes(label=_("Customer tiers"), required=False, help_text=_("Empty: every tier.")),
        "brand": Codes(label=_("Brands"), required=False, help_text=_("Empty: every brand.")),
        "channel": Codes(label=_("Channels"), required=False, help_text=_("Such as mail, chat, phone.")),
        "priority": Codes(label=_("Priorities"), required=False, help_text=_("Such as urgent, high.")),
    }
    return {name: every[name] for name in names}


def _calendars() -> list[tuple[str, Any]]:
    names = Policy.objects.filter(section="calendar").exclude(statements=[]).values_list("code", flat=True)
    return [("", _("The one in force where the work lies")), *((name, name) for name in names)]


class PromiseForm(StatementForm):
    """One target: how long something may take, on which clock, and what stops it."""

    identity = ()
    kind = forms.ChoiceField(
        label=_("What is measured"), choices=lambda: [(kind, KINDS[kind]) for kind in TARGET_KINDS]
    )
    within = Duration(label=_("Within"))
    clock = forms.ChoiceField(
        label=_("Clock"),
        choices=lambda: list(CLOCKS.items()),
        required=False,
        help_text=_("Business time runs in opening hours only; days are for the calendar clock."),
    )
    calendar = forms.ChoiceField(label=_("Calendar"), choices=_calendars, required=False)
    pause_statuses = forms.MultipleChoiceField(
        label=_("Stops while the status is"),
        choices=lambda: list(STATUSES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: what is usual for this target."),
    )
    pause_reasons = Codes(
        label=_("Stops for the reasons"), required=False, help_text=_("Codes of pauses; * is any reason.")
    )
    aim = Percent(label=_("To be met in percent"), required=False)


class TargetForm(PromiseForm):
    """An aim of our own, for some cases or for everybody."""

    identity = ("kind", "customer", "tier", "brand", "channel", "priority")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields = {
            **self.base_fields,
            **_conditions("customer", "tier", "brand", "channel", "priority"),
        }
        super().__init__(*args, **kwargs)


class PartForm(PromiseForm):
    """One target of an SLA policy."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields = {**self.base_fields, **_conditions("channel", "priority")}
        super().__init__(*args, **kwargs)


class SlaForm(StatementForm):
    """A promise to customers: for whom it holds; its targets are a form each."""

    code = forms.CharField(label=_("Code"), max_length=100)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    contract = forms.BooleanField(
        label=_("Part of a contract"),
        required=False,
        help_text=_("Contract SLA always includes incident windows."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields = {
            **self.base_fields,
            **_conditions("customer", "tier", "brand", "channel", "priority"),
        }
        super().__init__(*args, **kwargs)


class QueueForm(StatementForm):
    """How a queue's waiting is judged."""

    code = forms.CharField(label=_("Queue"), max_length=100)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    team = forms.CharField(label=_("Team"), max_length=100, required=False)
    brand = forms.CharField(label=_("Brand"), max_length=100, required=False)
    short_abandon = Duration(
        label=_("Short abandon"),
        required=False,
        help_text=_("Hanging up sooner is no abandonment; 5s where not said."),
    )
    answer_within = Duration(
        label=_("Answered within"), required=False, help_text=_("Of the service level; 20s where not said.")
    )
    answer_share = Percent(label=_("Share to be answered in percent"), required=False)


class ReasonForm(StatementForm):
    """A contact reason and where it hangs."""

    code = forms.CharField(label=_("Code"), max_length=100)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    parent = forms.CharField(
        label=_("Part of"),
        max_length=100,
        required=False,
        help_text=_("Code of the reason above; empty: at the top."),
    )
    other = forms.BooleanField(
        label=_("A bucket such as “other”"), required=False, help_text=_("Its share is watched.")
    )


class RenameForm(StatementForm):
    """A reason that bears another name now: old data appear under the new one."""

    identity = ("old",)
    old = forms.CharField(label=_("Old code"), max_length=100)
    new = forms.CharField(label=_("New code"), max_length=100)


class EventForm(StatementForm):
    """Something the business did, shown on every trend."""

    code = forms.CharField(label=_("Code"), max_length=100)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: list(EVENT_KINDS.items()))
    brands = Codes(label=_("Brands"), required=False, help_text=_("Empty: every brand."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        day = forms.DateInput(attrs={"type": "date"})
        days = {
            "from": forms.DateField(label=_("First day"), widget=day),
            "to": forms.DateField(label=_("Last day"), widget=day, required=False),
        }
        self.base_fields = {**self.base_fields, **days}
        super().__init__(*args, **kwargs)

    def statement(self) -> dict[str, Any]:
        """Return the event with its days as texts."""
        said = super().statement()
        return {name: value.isoformat() if name in ("from", "to") else value for name, value in said.items()}


FORMS: Final[Mapping[str, type[StatementForm]]] = {
    "target": TargetForm,
    "sla": SlaForm,
    "queue": QueueForm,
    "reason": ReasonForm,
    "rename": RenameForm,
    "event": EventForm,
}
