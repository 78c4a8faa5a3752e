"""A mapping as a form: what a person may state about a file, written back into the mapping's TOML.

The form knows the usual part of a mapping. What else the text says stays in it untouched, and whoever needs
more edits the text itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from helmline_web.ingest import words
from helmline_web.ingest.written import written

_NOTHING: Final = [("", "—")]
#: The keys of a rule that a person may set here, each the name of a column or a constant.
COLUMNS_OF_RULE: Final = ("at", "of", "actor", "owner", "status", "code", "amount")


class About(forms.Form):
    """Where the file comes from, and how its times are read. Zone and order of dates are stated, never guessed."""

    name = forms.SlugField(
        label=_("Name of the source"), max_length=60,
        help_text=_("The account these rows belong to. The same name for every export of one system."),
    )  # fmt: skip
    zone = forms.CharField(
        label=_("Time zone of its times"), max_length=60, widget=forms.TextInput(attrs={"list": "zones"}),
        help_text=_("The zone in which the system wrote them, such as Europe/Rome."),
    )  # fmt: skip
    zone_is = forms.ChoiceField(
        label=_("Is that certain?"), widget=forms.RadioSelect,
        choices=[("stated", _("Yes, the export is in this zone")), ("assumed", _("It is an assumption; mark the figures with it"))],
    )  # fmt: skip
    first = forms.ChoiceField(
        label=_("03/04/2026 is"), widget=forms.RadioSelect,
        choices=[("day", _("3 April: the day stands first")), ("month", _("4 March: the month stands first")),
                 ("ask", _("Not stated: fine where the dates prove it themselves"))],
    )  # fmt: skip
    case = forms.ChoiceField(
        label=_("Number of the contact"), help_text=_("The column with the ticket, case or call number.")
    )
    time = forms.ChoiceField(
        label=_("Time of the row"), required=False, help_text=_("When what the row says happened.")
    )
    customer = forms.ChoiceField(
        label=_("Customer"), required=False, help_text=_("Kept apart from the figures, as a random number.")
    )

    def __init__(
        self, *args: Any, columns: Iterable[str], document: Mapping[str, Any], **settings: Any
    ) -> None:
        super().__init__(*args, initial=_about(document), prefix="about", **settings)
        choices = [
            *_NOTHING,
            *((column, column) for column in _with(columns, self.initial, ("case", "time", "customer"))),
        ]
        for name in ("case", "time", "customer"):
            self.fields[name].choices = choices

    def clean_zone(self) -> str:
        """Refuse a zone that nobody knows."""
        zone: str = self.cleaned_data["zone"]
        if zone not in available_timezones():
            raise forms.ValidationError(_("There is no time zone of this name. Write it like Europe/Rome."))
        return zone


class Words(forms.Form):
    """What each word of the status column stands for; a word that is left open has its rows rejected."""

    def __init__(self, *args: Any, known: Mapping[str, str], unknown: Iterable[str], **settings: Any) -> None:
        super().__init__(*args, prefix="word", **settings)
        self.words = [*known, *(word for word in unknown if word not in known)]
        choices = [("", _("Not stated: its rows are rejected")), *words.STATES.items()]
        for number, word in enumerate(self.words):
            self.fields[str(number)] = forms.ChoiceField(
                label=word, required=False, choices=choices, initial=known.get(word, "")
            )

    @property
    def states(self) -> dict[str, str]:
        """Return the state by word, as stated."""
        stated = ((word, self.cleaned_data[str(number)]) for number, word in enumerate(self.words))
        return {word: state for word, state in stated if state}


class Rule(forms.Form):
    """One thing that rows say: which kind of event, in which rows, and from which columns. Without a kind it goes."""

    kind = forms.ChoiceField(label=_("What the row says"), required=False)
    when = forms.ChoiceField(label=_("Where"), required=False, choices=[*_NOTHING, *words.WHENS.items()])
    at = forms.ChoiceField(label=_("When it happened"), required=False)
    of = forms.ChoiceField(label=_("Column that changes"), required=False)
    actor = forms.ChoiceField(label=_("Who did it"), required=False)
    role = forms.ChoiceField(label=_("As"), required=False, choices=[*_NOTHING, *words.ROLES.items()])
    owner = forms.ChoiceField(label=_("Whom it is about"), required=False)
    status = forms.ChoiceField(label=_("State"), required=False)
    code = forms.ChoiceField(label=_("Code"), required=False)
    amount = forms.ChoiceField(label=_("Amount"), required=False)

    def __init__(self, *args: Any, columns: Iterable[str] = (), **settings: Any) -> None:
        super().__init__(*args, **settings)
        choices = [
            *_NOTHING,
            *((name, _shown(name)) for name in _with(columns, self.initial, COLUMNS_OF_RULE)),
        ]
        states = [(f"={code}", label) for code, label in words.STATES.items()]
        for name in COLUMNS_OF_RULE:
            self.fields[name].choices = choices
        self.fields["status"].choices = [*choices, *(pair for pair in states if pair not in choices)]
        self.fields["kind"].choices = [("", _("Nothing: leave this out")), *words.every_kind()]


Rules = forms.formset_factory(Rule, extra=1, max_num=60, absolute_max=60)


class Form:
    """The three parts of the form over one mapping."""

    def __init__(self, text: str, columns: Iterable[str], unknown: Iterable[str], data: Any = None) -> None:
        self.document = tomllib.loads(text)
        columns = list(columns)
        self.about = About(data, columns=columns, document=self.document)
        self.words = Words(data, known=self.document.get("status", {}), unknown=unknown)
        rules = [
            {key: value for key, value in rule.items() if isinstance(value, str)} for rule in self._rules
        ]
        self.rules = Rules(data, initial=rules, prefix="rule", form_kwargs={"columns": columns})

    @property
    def _rules(self) -> list[dict[str, Any]]:
        return self.document.get("event", [])

    def is_valid(self) -> bool:
        """Whether all three parts are."""
        return all([self.about.is_valid(), self.words.is_valid(), self.rules.is_valid()])

    def text(self) -> str:
        """Return the mapping with what was stated, as TOML."""
        document = dict(self.document)
        stated = self.about.cleaned_data
        order = {"day": True, "month": False, "ask": "ask"}[stated["first"]]
        document["source"] = document.get("source", {}) | {
            "name": stated["name"], "zone": stated["zone"], "zone_assumed": stated["zone_is"] == "assumed",
            "day_first": order,
        }  # fmt: skip
        document["columns"] = _put(
            document.get("columns", {}), {key: stated[key] for key in ("case", "time", "customer")}
        )
        document["status"] = self.words.states
        document["event"] = [rule for rule in map(self._rule, self.rules.forms) if rule.get("kind")]
        return written(document)

    def _rule(self, form: forms.Form) -> dict[str, Any]:
        """Return a rule with what was stated; keys that the form does not show stay as they were."""
        number = int(str(form.prefix).rpartition("-")[2])
        before = self._rules[number] if number < len(self._rules) else {}
        return _put(before, {name: form.cleaned_data.get(name, "") for name in form.fields})


def _about(document: Mapping[str, Any]) -> dict[str, Any]:
    source, columns = document.get("source", {}), document.get("columns", {})
    first = {True: "day", False: "month"}.get(source.get("day_first", "ask"), "ask")
    case = columns.get("case", "")
    return {
        "name": source.get("name", ""), "zone": source.get("zone", "UTC"), "first": first,
        "zone_is": "assumed" if source.get("zone_assumed") else "stated",
        "case": case if isinstance(case, str) else case[0], "time": columns.get("time", ""),
        "customer": columns.get("customer", ""),
    }  # fmt: skip


def _put(before: Mapping[str, Any], stated: Mapping[str, str]) -> dict[str, Any]:
    """Return a table with texts set, or taken out where they are empty; a list that a form shows as one text stays."""
    table = dict(before)
    for key, value in stated.items():
        if isinstance(table.get(key), list) and table[key][0] == value:
            continue
        if value:
            table[key] = value
        elif not isinstance(table.get(key), dict | list | int | float):
            table.pop(key, None)
    return table


def _with(columns: Iterable[str], initial: Mapping[str, Any], keys: Iterable[str]) -> list[str]:
    """Return the columns, and what the mapping names besides: constants, and times made of columns."""
    named = [initial[key] for key in keys if isinstance(initial.get(key), str) and initial[key]]
    return list(dict.fromkeys([*columns, *named]))


def _shown(name: str) -> str:
    return f"“{name.removeprefix('=')}”" if name.startswith("=") else name
