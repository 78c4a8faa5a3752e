"""The organisation's own words: it renames a dozen terms once, with their forms, and pages follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as noop

from helmline_web.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Term:
    """A word that may be renamed: its code and our own word, for one and for several."""

    code: str
    one: str
    many: str


TERMS: Final = (
    Term("agent", noop("agent"), noop("agents")),
    Term("interaction", noop("contact"), noop("contacts")),
    Term("ticket", noop("ticket"), noop("tickets")),
    Term("customer", noop("customer"), noop("customers")),
    Term("team", noop("team"), noop("teams")),
    Term("lead", noop("team lead"), noop("team leads")),
    Term("manager", noop("manager"), noop("managers")),
    Term("queue", noop("queue"), noop("queues")),
    Term("brand", noop("brand"), noop("brands")),
    Term("review", noop("review"), noop("reviews")),
    Term("coaching", noop("coaching"), noop("coaching sessions")),
    Term("shift", noop("shift"), noop("shifts")),
)
#: the same where they stand alone as a heading, for one and for several
HEADINGS: Final[Mapping[str, tuple[str, str]]] = {
    "agent": (noop("Agent"), noop("Agents")),
    "interaction": (noop("Contact"), noop("Contacts")),
    "team": (noop("Team"), noop("Teams")),
    "queue": (noop("Queue"), noop("Queues")),
    "brand": (noop("Brand"), noop("Brands")),
}
_BY_CODE: Final = {term.code: term for term in TERMS}
_CACHED: Final = "own_words"


def word(code: str, n: int = 1) -> str:
    """Return the organisation's word for a term in the reader's language, for `n` of them; ours where it has none."""
    term, form = _BY_CODE[code], "one" if n == 1 else "many"
    return _own_form(code, form) or gettext(getattr(term, form))


def heading(code: str, n: int = 2) -> str:
    """Return the organisation's word for a term as a heading, for one or for several; ours where it has none."""
    own = _own_form(code, "one" if n == 1 else "many")
    return capfirst(own) if own else gettext(HEADINGS[code][n != 1])


#: the same, said when it is shown: for what is put together once at start
heading_lazy = lazy(heading, str)


def forget_cached() -> None:
    """Read the words anew; called after they were changed."""
    cache.delete(_CACHED)


def _own_form(code: str, form: str) -> str:
    return _own().get(get_language() or "en", {}).get(code, {}).get(form, "")


def _own() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return cache.get_or_set(
        _CACHED, lambda: Organisation.objects.values_list("own_words", flat=True).first() or {}, 60
    )
