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
    """One figure: a metric under one attribution. `counts` shows how many rows it has instead of its value."""

    metric: str
    title: str | Promise
    whose: str | Promise  # whose figure it is, in words that finish "counts for"
    attribution: str = ""  # empty: the metric's own
    counts: bool = False
    unit: str | Promise = ""  # what is counted


WORK: Final = (
    Measure("response_time", _("Replies written"), _("whoever wrote the reply"), counts=True),
    Measure("solved", _("Contacts solved"), _("whoever solved it"), "solver"),
    Measure(
        "first_response_after_assignment",
        _("Contacts taken over"),
        _("whoever it was assigned to"),
        counts=True,
    ),
    Measure("talk_time", _("Calls answered"), _("whoever answered"), counts=True),
)
SPEED: Final = (
    Measure("first_reply_time", _("First reply"), _("whoever replied first"), "replier"),
    Measure("next_reply_time", _("Next reply"), _("whoever replied")),
    Measure(
        "first_response_after_assignment", _("First reply after taking over"), _("whoever it was assigned to")
    ),
    Measure("aht", _("Handle time"), _("whoever owns it last")),
)
QUALITY: Final = (
    Measure("csat", _("Satisfied customers"), _("the person the survey was about, fixed when it was sent")),
    Measure("fcr", _("Solved at first contact"), _("whoever solved it first")),
    Measure("reopened_in_window_rate", _("Reopened within a week"), _("whoever solved it")),
    Measure("transfer_rate", _("Passed on"), _("whoever owns it last")),
)
#: what several people contribute to one total, each by its own attribution
CONTRIBUTIONS: Final = (
    Measure("solved", pgettext_lazy("contribution", "Solved"), _("whoever solved it"), "solver"),
    Measure(
        "response_time", pgettext_lazy("contribution", "Replies"), _("whoever wrote the reply"), counts=True
    ),
    Measure(
        "first_reply_time",
        pgettext_lazy("contribution", "First replies"),
        _("whoever replied first"),
        "replier",
        True,
    ),
    Measure("created", pgettext_lazy("contribution", "Owned"), _("whoever owns it last")),
    Measure("talk_time", pgettext_lazy("contribution", "Calls"), _("whoever answered"), counts=True),
    Measure(
        "csat",
        pgettext_lazy("contribution", "Ratings"),
        _("the person the survey was about, fixed when it was sent"),
        counts=True,
    ),
)
