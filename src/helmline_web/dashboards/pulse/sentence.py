"""The sentence that says what is true: the clearest change for the worse, else for the better, else none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from helmline.inference import comparison
from helmline.metrics.loading import metric as find
from helmline_web.analytics import wording
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.pulse.comparison import History
from helmline_web.dashboards.pulse.figures import ripe
from helmline_web.ui import formats

Said = Mapping[str, str | Promise]

#: verdict -> sentence; %(value)s opens
_SENTENCES: Final[Mapping[str, Said]] = {
    "first_reply_time": {
        "higher": gettext_lazy("First replies are slower than %(before)s: %(value)s, up from %(then)s."),
        "lower": gettext_lazy("First replies are faster than %(before)s: %(value)s, down from %(then)s."),
        "unclear": gettext_lazy("First replies are about as quick as %(before)s: %(value)s."),
    },
    "sla_attainment": {
        "higher": gettext_lazy("More promises are kept than %(before)s: %(value)s, up from %(then)s."),
        "lower": gettext_lazy("Fewer promises are kept than %(before)s: %(value)s, down from %(then)s."),
        "unclear": gettext_lazy("About as many promises are kept as %(before)s: %(value)s."),
    },
    "csat": {
        "higher": gettext_lazy("More customers are satisfied than %(before)s: %(value)s, up from %(then)s."),
        "lower": gettext_lazy("Fewer customers are satisfied than %(before)s: %(value)s, down from %(then)s."),
        "unclear": gettext_lazy("About as many customers are satisfied as %(before)s: %(value)s."),
    },
    "first_resolution_time": {
        "higher": gettext_lazy("Solving takes longer than %(before)s: %(value)s, up from %(then)s."),
        "lower": gettext_lazy("Solving is faster than %(before)s: %(value)s, down from %(then)s."),
        "unclear": gettext_lazy("Solving takes about as long as %(before)s: %(value)s."),
    },
    "service_level": {
        "higher": gettext_lazy("More calls are answered in time than %(before)s: %(value)s, up from %(then)s."),
        "lower": gettext_lazy("Fewer calls are answered in time than %(before)s: %(value)s, down from %(then)s."),
        "unclear": gettext_lazy("About as many calls are answered in time as %(before)s: %(value)s."),
    },
}  # fmt: skip
_MARK: Final = "\N{INFORMATION SEPARATOR ONE}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence around one number that opens."""

    metric: str
    head: str
    value: str
    tail: str


def sentence(histories: list[History], selection: Selection) -> Sentence | None:
    """Return what to say first, or nothing where no figure can carry a sentence."""
    ranked = sorted(
        (_rank(ripe(history, selection)[0]), place, ripe(history, selection)[0])
        for place, history in enumerate(histories)
        if history.metric in _SENTENCES
    )
    for _order, _place, history in ranked:
        verdict = comparison.verdict(history.change)
        if verdict != comparison.UNKNOWN:
            return _say(history, verdict, selection)
    return None


def _rank(history: History) -> int:
    """Order what may be said: clearly worse, clearly better, unclear, unknown."""
    verdict = comparison.verdict(history.change)
    if wording.is_worse(find(history.metric), verdict):
        return 0
    return {comparison.UNCLEAR: 2, comparison.UNKNOWN: 3}.get(verdict, 1)


def _say(history: History, verdict: str, selection: Selection) -> Sentence:
    unit = find(history.metric).unit
    said = str(_SENTENCES[history.metric][verdict]) % {
        "before": wording.BEFORE[selection.span.kind],
        "value": _MARK,
        "then": formats.amount(history.before.value, unit),
    }
    head, _mark, tail = said.partition(_MARK)
    return Sentence(history.metric, head, formats.amount(history.now.value, unit), tail)


def support(histories: dict[str, History], selection: Selection) -> str:
    """Return the second sentence: how replies are counted, and how the volume went."""
    parts = []
    reply = histories.get("first_reply_time")
    if reply and reply.now.value is not None and reply.now.summary.n_censored:
        waiting = reply.now.summary.n_censored
        parts.append(
            ngettext(
                "Half get a first reply within %(value)s, counting %(waiting)s still waiting.",
                "Half get a first reply within %(value)s, counting %(waiting)s still waiting.",
                waiting,
            )
            % {"value": formats.duration(reply.now.value), "waiting": formats.number(waiting)}
        )
    volume = histories.get("created")
    if volume and volume.now.value is not None and volume.before.value:
        parts.append(_volume(volume, selection))
    return " ".join(parts)


def _volume(history: History, selection: Selection) -> str:
    share = (history.now.value or 0) / (history.before.value or 1) - 1
    said = {"percent": formats.percent(abs(share)), "before": wording.BEFORE[selection.span.kind]}
    if comparison.verdict(history.change) == comparison.UNCLEAR or round(abs(share) * 100) == 0:
        return _("The number of contacts was about that of %(before)s.") % said
    if share > 0:
        return _("Contacts were %(percent)s above %(before)s.") % said
    return _("Contacts were %(percent)s below %(before)s.") % said
