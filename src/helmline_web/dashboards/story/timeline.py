"""What happened, in order, with who did it and, where it was asked for, what was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from helmline.eventlog.schema import Kind, Role
from helmline.metrics.interaction import Happening, InteractionView, Tie
from helmline_web.analytics import terms
from helmline_web.analytics.names import customers, names
from helmline_web.dashboards.story.wording import ROLES, sentence
from helmline_web.ui import formats

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

MESSAGES: Final = frozenset({Kind.MESSAGE_PUBLIC, Kind.MESSAGE_PRIVATE})
#: what moved is the sentence itself
_MOVES: Final = frozenset(
    {
        Kind.TEAM_CHANGED,
        Kind.QUEUE_CHANGED,
        Kind.PRIORITY_CHANGED,
        Kind.REASON_CHANGED,
        Kind.ATTRIBUTE_CHANGED,
    }
)
#: silences at least so long are written between two happenings
_SILENCE_US: Final = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline. `side` is customer, us or none: a ring, a disc, a small mark."""

    at: str
    said: str
    side: str
    is_message: bool = False
    is_note: bool = False
    places: str = ""  # what it set beside
    text: str = ""
    gap: str = ""  # the silence before it, where it was long
    tie: Tie | None = None


def moments(viewer: Viewer, view: InteractionView, texts: Mapping[bytes, str]) -> list[Moment]:
    """Return the timeline, names as far as the reader may know them."""
    known = names(viewer, view.people) | customers(viewer, [view.facts["customer"]])

    def called(key: int | None, role: Role | None) -> str:
        if key is not None and key in known:
            return known[key]
        return str(ROLES[role]) if role else _("somebody")

    found, before, told = [], None, {}
    for each in view.happenings:
        new = {name: value for name, value in each.moved.items() if told.get(name) != value}
        found.append(_moment(each, before, viewer.zone, sentence(each, called), new, texts))
        before, told = each.at_us, told | new
    return found


def _moment(
    each: Happening,
    before: int | None,
    zone: str,
    said: str,
    new: Mapping[str, str],
    texts: Mapping[bytes, str],
) -> Moment:
    silence = each.at_us - before if before is not None else 0
    return Moment(
        at=formats.moment(each.at_us, zone),
        said=said,
        side="customer" if each.role == Role.CUSTOMER else "us" if each.role == Role.AGENT else "",
        is_message=each.kind in MESSAGES,
        is_note=each.kind == Kind.MESSAGE_PRIVATE,
        places="" if each.kind in _MOVES else _places(new),
        text=texts.get(each.event_id, ""),
        gap=formats.duration(silence, "us") if silence >= _SILENCE_US else "",
        tie=each.related,
    )


def _places(new: Mapping[str, str]) -> str:
    """Write what a happening says of the contact that was not known before."""
    return " · ".join(f"{terms.dimension(name)} {value}" for name, value in new.items())
