"""An SLA policy's form with one form for each of its targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from helmline_web.policies.forms.statements import FORMS, PartForm, StatementForm

#: empty forms for further targets
_MORE = 2


class Filled:
    """The form of a statement, and those of its parts where the section has any."""

    def __init__(
        self,
        section: str,
        standing: Mapping[str, Any],
        data: QueryDict | None = None,
        *,
        is_new: bool = False,
    ) -> None:
        self.form: StatementForm = FORMS[section](data, standing=standing, is_new=is_new)
        self.parts = _parts(standing, data) if section == "sla" else None

    def is_valid(self) -> bool:
        """Return whether everything filled in can be read; what it means is checked by the library."""
        return self.form.is_valid() and (self.parts is None or self.parts.is_valid())

    def statement(self) -> dict[str, Any]:
        """Return the whole statement."""
        statement = self.form.statement()
        if self.parts is not None:
            kept = [part for part in self.parts if part.has_changed() or part.initial]
            statement["target"] = [_without(part) for part in kept if not part.cleaned_data.get("DELETE")]
        return statement

    def blame(self, here: Mapping[str, list[str]], elsewhere: list[str]) -> None:
        """Show the library's findings where they belong; `target[1].within` in the second target's form."""
        rest: dict[str, list[str]] = {}
        for field, messages in here.items():
            number, name = _part_of(field)
            if self.parts is not None and number is not None:
                kept = [part for part in self.parts if not part.cleaned_data.get("DELETE")]
                kept[number].add_error(name if name in kept[number].fields else None, messages)
            else:
                rest[field] = messages
        self.form.blame(rest, elsewhere)


def _parts(standing: Mapping[str, Any], data: QueryDict | None) -> Any:
    targets = standing.get("target", [])
    extra = _MORE if targets else _MORE + 1
    made = forms.formset_factory(PartForm, extra=extra, can_delete=True)
    return made(data, initial=targets, prefix="target")


def _without(part: forms.Form) -> dict[str, Any]:
    statement = part.statement()
    return {name: value for name, value in statement.items() if name != "DELETE"}


def _part_of(field: str) -> tuple[int | None, str]:
    number, bracket, name = field.removeprefix("target[").partition("]")
    known = field.startswith("target[") and bracket and number.isdigit()
    return (int(number), name.lstrip(".")) if known else (None, field)
