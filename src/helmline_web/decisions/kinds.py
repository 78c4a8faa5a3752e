"""What can be recorded: each app registers its kinds of acts with the words that tell them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from helmline_web.decisions.models import Entry


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of act.

    `wording` is a lazily translated sentence without its subject's person, with named places for `{subject}` and the fields of
    the entry's detail, such as "changed the team {code}". `link` returns the address of what it was about, or "".
    """

    code: str
    wording: str
    link: Callable[[Entry], str] | None = None
    group: str = "change"  # change, look, export, sign-in or data: a filter of the trail's page


#: groups of kinds, by which the trail is narrowed
GROUPS: Final = {
    "change": _("Changes"),
    "data": _("Data"),
    "look": _("Looked at"),
    "export": _("Exports"),
    "sign-in": _("Sign-ins"),
}

_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make kinds known; called from `AppConfig.ready`."""
    for kind in kinds:
        if kind.group not in GROUPS:
            raise ValueError(f"the kind {kind.code!r} is in no known group: {kind.group!r}")
        if _kinds.setdefault(kind.code, kind) != kind:
            raise ValueError(f"the kind {kind.code!r} of acts is registered twice")


def known(code: str) -> Kind | None:
    """Return a kind by its code, or None for one whose app is gone."""
    return _kinds.get(code)


def every() -> Iterator[Kind]:
    """Return every kind, by code."""
    return iter(sorted(_kinds.values(), key=lambda kind: kind.code))


def tell(kind: Kind, detail: Mapping[str, Any], subject: str = "") -> str:
    """Return a kind's sentence with the detail of one entry in it; what the detail lacks is a dash."""
    return str(kind.wording).format_map(_Told({**detail, "subject": subject}))


class _Told(dict[str, Any]):
    """A detail as words: lists with commas, missing parts as dashes."""

    def __missing__(self, name: str) -> str:
        return "–"

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        return ", ".join(map(str, value)) if isinstance(value, list) else value
