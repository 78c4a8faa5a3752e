"""What people are doing now, state by state; with names for who may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from helmline.metrics import now
from helmline_web.dashboards.live.board import Board
from helmline_web.ui.charts.surface import Box, Surface, picture

WORDS: Final[Mapping[str, str | Promise]] = {
    "contact": _("In contact"),
    "wrap_up": _("After contact"),
    "available": pgettext_lazy("state of a person at work", "Free"),
    "busy": pgettext_lazy("state of a person at work", "Busy"),
    "meeting": pgettext_lazy("state of a person at work", "Meeting"),
    "training": pgettext_lazy("state of a person at work", "Training"),
    "break": pgettext_lazy("state of a person at work", "Break"),
    "away": pgettext_lazy("state of a person at work", "Away"),
}
_LOOKS: Final = {"contact": "age2", "wrap_up": "age2", "available": "age1"}


@dataclass(frozen=True, slots=True)
class Someone:
    """One person in a state, and for how long."""

    name: str
    lasted_us: int


@dataclass(frozen=True, slots=True)
class State:
    """One state: how many of those on shift are in it."""

    code: str
    count: int
    of: int
    people: tuple[Someone, ...] = ()

    @property
    def title(self) -> str:
        """Return the state in words."""
        return str(WORDS[self.code])

    @property
    def bar(self) -> SafeString:
        """Return the share of those on shift as a bar; the words beside it say the number."""
        return picture(self, Box(12), title="", kind="state-bar")

    def draw(self, on: Surface) -> None:
        """Draw the track and the share."""
        on.rect("usual-quiet", 0, 100, 0, 12, corner=2)
        on.rect(_LOOKS.get(self.code, "age0"), 0, 100 * self.count / self.of, 0, 12, corner=2)


def states(board: Board, names: Mapping[int, str]) -> list[State]:
    """Return the states that anybody is in; `names` are those that may be shown."""
    people = board.now.people
    return [
        State(
            code,
            sum(each.doing == code for each in people),
            len(people),
            tuple(
                Someone(names[each.agent], max(0, each.seen_us - each.since_us))
                for each in people
                if each.doing == code and each.agent in names
            ),
        )
        for code in now.DOING
        if any(each.doing == code for each in people)
    ]
