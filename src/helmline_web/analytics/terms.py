"""The codes of the library in words: what a page calls a dimension, a period, a rule, a note.

The catalogue's own texts are English source strings; `title` and the like give them in the active language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from helmline.metrics.loading import metric as find
from helmline.metrics.metric import Metric
from helmline_web.people import words as own_words

Words = Mapping[str, str | Promise]

DIMENSIONS: Final[Words] = {
    "brand": own_words.heading_lazy("brand", 1),
    "team": own_words.heading_lazy("team", 1),
    "queue": own_words.heading_lazy("queue", 1),
    "channel": _("Channel"),
    "language": _("Language"),
    "reason": _("Contact reason"),
    "product": _("Product"),
    "priority": _("Priority"),
    "tier": _("Customer tier"),
    "agent": _("Person"),
    "source": pgettext_lazy("where data comes from", "Source"),
    "tenure": _("Time since first contact"),
    "concurrency": _("Chats at the same time"),
    "hour": _("Hour of the day"),
    "weekday": _("Weekday"),
}

PERIODS: Final[Words] = {
    "15min": _("15 minutes"),
    "30min": _("30 minutes"),
    "hour": pgettext_lazy("period", "Hour"),
    "day": pgettext_lazy("period", "Day"),
    "week": pgettext_lazy("period", "Week"),
    "month": pgettext_lazy("period", "Month"),
    "quarter": pgettext_lazy("period", "Quarter"),
    "year": pgettext_lazy("period", "Year"),
    "445": _("Month of 4-4-5 weeks"),
}

CLOCKS: Final[Words] = {
    "calendar": _("Calendar: every hour counts"),
    "business": _("Business: only opening hours count"),
}

COHORTS: Final[Words] = {
    "by_start": _("By start: a contact counts in the period in which it began; open work is counted in"),
    "by_event": _("By event: it counts in the period in which it happened"),
    "by_resolution": _("By resolution: it counts in the period of its last solve; finished work only"),
}

RULES: Final[Words] = {
    "segment": _("Each stretch of time by the opening hours that held then"),
    "last_schedule": _("All of it by the schedule set last"),
    "inbox": _("By the hours of the inbox"),
    "team_else_default": _("By the team's hours, else the default ones"),
    "union_of_agents": _("Whenever any agent was on duty"),
    "drop_offhours_pairs": _("Leave out what starts and stops outside the hours"),
}

INCIDENTS: Final[Words] = {
    "with": _("With incident windows"),
    "without": _("Without incident windows"),
    "both": _("Both, side by side"),
}

DIRECTIONS: Final[Words] = {
    "lower": _("Lower is better"),
    "higher": _("Higher is better"),
    "neither": _("Neither way is better by itself"),
}

STATISTICS: Final[Words] = {
    "median": _("the median: half lie below, half above"),
    "mean": _("the mean"),
    "ratio": _("a ratio: the sum above the line over the sum below it"),
    "count": _("a count"),
    "difference": _("a difference of two counts"),
    "score": _("a score from −100 to 100"),
    "share": _("a share"),
}

UNITS: Final[Words] = {
    "s": pgettext_lazy("unit", "time"),
    "1": pgettext_lazy("unit", "plain number"),
    "days": pgettext_lazy("unit", "days"),
    "contacts": pgettext_lazy("unit", "contacts"),
    "points": pgettext_lazy("unit", "points"),
    "score": pgettext_lazy("unit", "score"),
    "replies": pgettext_lazy("unit", "replies"),
    "ratio": pgettext_lazy("unit", "share"),
    "tickets": pgettext_lazy("unit", "tickets"),
    "events": pgettext_lazy("unit", "events"),
}

FAMILIES: Final[Words] = {
    "response": _("Replies: how long customers wait for words"),
    "resolution": _("Resolution: how long until it is solved"),
    "waiting": _("Waiting and working: on whose side the time was spent"),
    "flow": _("Volume and open work"),
    "outcome": _("Outcomes: solved at once, reopened, passed on"),
    "sla": _("Promises: targets met and missed"),
    "queue": _("Telephone and chat queues"),
    "handling": _("Handling: the work itself"),
    "perception": _("What customers say"),
    "bot": _("Bots"),
    "workforce": _("People getting started"),
    "vendor": _("Your help desk's own figures"),
}

ATTRIBUTIONS: Final[Words] = {
    "replier": _("whoever replied first"),
    "owner": _("whoever owns it last"),
    "solver": _("whoever solved it"),
}

#: what may be promised: the kinds of `reference.entries.TARGET_KINDS`
TARGETS: Final[Words] = {
    "first_reply": _("First reply"),
    "next_reply": _("Next reply"),
    "periodic_update": _("Periodic update"),
    "requester_wait": _("Customer's whole wait"),
    "agent_work": _("Time on our side"),
    "total_resolution": _("Resolution"),
}

#: what a reader must know about a number; the codes of `helmline.metrics.result.NOTES` and of suppression
NOTES: Final[Words] = {
    "no_calendar": _("Some contacts have no opening hours in force. They count as missing."),
    "dropped_offhours": _(
        "Contacts that start and stop outside opening hours, or have none, count as missing under this rule."
    ),
    "ended_unresolved": _(
        "Calls and chats that were given up or fell silent ended without a solve. They are left out here and counted beside."
    ),
    "missing_end": _("Some ended at a time that nobody recorded. They count as missing, never as open."),
    "impossible_order": _("Some end before they start. They count as missing."),
    "kaplan_meier": _(
        "More than 5 % are still open, so the figure is estimated with the open ones counted in."
    ),
    "finished_only": _("Only finished work is in this figure. What is still open is left out."),
    "vendors_figure": _("This is your help desk's own figure, because no target of yours applies."),
    "window_not_elapsed": _(
        "Contacts whose waiting window has not passed yet are left out and counted as pending."
    ),
    "not_decided": _("Contacts still running are left out and counted as pending."),
    "customers_unresolved": _("Some targets name a customer who is not known here. They apply to nobody."),
    "own_settings": _("Each queue or brand has set its own threshold, and that one is used."),
    "mixed_scales": _(
        "These ratings use different scales and are never averaged. Look at one brand at a time."
    ),
    "not_due": _("Open work whose target is not due yet is left out and counted as pending."),
    "not_answerable": _("The events at hand cannot answer this."),
    "no_business_clock": _("This metric has no business clock. Calendar time is shown."),
    "not_a_share": _("The upper number is not a part of the lower one, so there is no likely range."),
    "merged_counted": _("Some of these were merged away later."),
    "solve_unseen": _("Some were closed without a solve being seen. They count at their closing."),
    "period_running": _("The last period has not ended yet."),
    "infinite": _("Nothing was solved in the trailing weeks, so the open work would never clear."),
    "too_few": _("Too few for a likely range."),
    "not_reached": _("More than that share is still open, so the figure is not known yet."),
    "no_data": _("Nothing to count."),
    "no_variance": _("All values are alike, so they do not show how much they vary."),
    "suppressed": _(
        "Too few contacts to show a figure about single people. It is held back, with what would give it away."
    ),
}


def title(metric: Metric) -> str:
    """Return the metric's name in the active language."""
    return gettext(metric.title)


def title_of(name: str) -> str:
    """Return what the metric of a name is called."""
    return title(find(name))


def meaning(metric: Metric) -> str:
    """Return the one sentence that says what a metric is."""
    return gettext(metric.meaning)


def dimension(name: str) -> str:
    """Return what a dimension is called; a level of the reasons by its number."""
    base, _colon, level = name.partition(":")
    words = str(DIMENSIONS[base])
    return (
        gettext("%(dimension)s, level %(level)s") % {"dimension": words, "level": level} if level else words
    )


def attribution(name: str) -> str:
    """Return whose figure it is under a named attribution."""
    return str(ATTRIBUTIONS.get(name, name))


def notes(codes: tuple[str, ...]) -> list[str]:
    """Return the sentences of a cell's notes, in their order; a code without words is shown as it is."""
    return [str(NOTES.get(code, code)) for code in codes]
