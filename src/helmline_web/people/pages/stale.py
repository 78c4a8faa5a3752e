"""Two people edited one thing: what stands now beside what was typed; the reader decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from helmline_web.decisions.versions import Versioned


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that both touched or one did: what stands, and what was typed."""

    label: str
    stands: str
    typed: str


def show(request: HttpRequest, form: Form, current: Versioned, back: str) -> HttpResponse:
    """Answer 409 with both versions. `form` was filled in on an older one; what it holds can be sent again."""
    now = type(form)(instance=current, **_extras(form))
    pairs = ((field, now[field.name]) for field in form.visible_fields())
    differences = [
        Difference(str(mine.label), _words(theirs), _words(mine))
        for mine, theirs in pairs
        if _words(mine) != _words(theirs)
    ]
    typed = [(name, text) for name, texts in request.POST.lists() if name not in _OWN for text in texts]
    context = {"differences": differences, "typed": typed, "version": current.version, "back": back}
    return render(request, "people/stale.html", context, status=409)


_OWN = ("csrfmiddlewaretoken", "seen")


def _extras(form: Form) -> dict[str, Any]:
    """Return what a form needs besides its row, such as the people to choose from."""
    return getattr(form, "extras", {})


def _words(field: BoundField) -> str:
    """Return a field's value as a reader knows it: the choice's title, not its code."""
    value = field.value()
    chosen = (
        {str(each) for each in value}
        if isinstance(value, list | tuple)
        else {str("" if value is None else value)}
    )
    if choices := getattr(field.field, "choices", None):
        return ", ".join(str(title) for code, title in choices if str(code) in chosen)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(sorted(chosen))
