"""What a person's and a team's page shows, group by group, and whose figure each one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: Below so many rows a figure about one person says nothing yet.
LEAST: Final = 10


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: a metric by its own attribution. `counts` shows how many rows it has instead of its value."""

    metric: str
    title: str | Promise
    whose: str | Promise  # for whom it counts
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one kind, as the privacy profile names them."""

    code: str  # of `people.privacy`
    title: str | Promise
    measures: tuple[Measure, ...]


_REPLIER: Final = _("counts for whoever wrote the reply")
_SOLVER: Final = _("counts for whoever solved it")
_OWNER: Final = _("counts for whoever owns it last")
_ASSIGNED: Final = _("counts for whoever it was assigned to")
_ANSWERER: Final = _("counts for whoever answered")
_ASKED_ABOUT: Final = _("counts for whom the survey asked about, fixed when it was sent")

GROUPS: Final = (
    Group(
        "work",
        _("Work done"),
        (
            Measure("response_time", _("Replies written"), _REPLIER, True),
            Measure("solved", _("Contacts solved"), _SOLVER, True),
            Measure("first_response_after_assignment", _("Contacts taken over"), _ASSIGNED, True),
            Measure("talk_time", _("Calls answered"), _ANSWERER, True),
        ),
    ),
    Group(
        "speed",
        _("Speed"),
        (
            Measure("first_reply_time", _("First reply"), _("counts for whoever replied first")),
            Measure("next_reply_time", _("Next reply"), _REPLIER),
            Measure("first_response_after_assignment", _("First reply after taking over"), _ASSIGNED),
            Measure("aht", _("Handle time"), _OWNER),
        ),
    ),
    Group(
        "quality",
        _("Quality signals"),
        (
            Measure("csat", _("Satisfied customers"), _ASKED_ABOUT),
            Measure("fcr", _("Solved at first contact"), _SOLVER),
            Measure("reopened_in_window_rate", _("Reopened within a week"), _SOLVER),
            Measure("transfer_rate", _("Passed on"), _OWNER),
        ),
    ),
)
#: every metric of the groups, each once, so that one question asks for all of them
METRICS: Final = tuple(dict.fromkeys(each.metric for group in GROUPS for each in group.measures))
#: what several people contribute to one total
CONTRIBUTIONS: Final = (
    Measure("solved", pgettext_lazy("contribution", "Solved"), _SOLVER, True),
    Measure("response_time", pgettext_lazy("contribution", "Replies"), _REPLIER, True),
    Measure(
        "first_reply_time",
        pgettext_lazy("contribution", "First replies"),
        _("counts for whoever replied first"),
        True,
    ),
    Measure("created", pgettext_lazy("contribution", "Owned"), _OWNER, True),
    Measure("talk_time", pgettext_lazy("contribution", "Calls"), _ANSWERER, True),
    Measure("csat", pgettext_lazy("contribution", "Ratings"), _ASKED_ABOUT, True),
)


def contribution(metric: str) -> Measure:
    """Return the contribution asked for, the first one for a name that is none."""
    return next((each for each in CONTRIBUTIONS if each.metric == metric), CONTRIBUTIONS[0])
