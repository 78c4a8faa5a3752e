"""The builder: the fields that ask a question, each with a sentence of help. The address is checked elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from helmline.metrics.loading import catalogue
from helmline.metrics.metric import Metric
from helmline.metrics.query import DIMENSIONS
from helmline_web.analytics import door, terms
from helmline_web.dashboards.explorer.question import Question

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

Choices = list[tuple[str, object]]


class Builder(forms.Form):
    """What a person chooses first; `names` are sent as the question reads them."""

    use_required_attribute = False

    def __init__(self, question: Question, viewer: Viewer) -> None:
        super().__init__(initial=_initial(question), prefix=None)
        self._add("metric", _("Metric"), _metrics(), _("What is counted."))
        self._add(
            "beside",
            _("And beside it"),
            [("", _("Nothing")), *_metrics()],
            _("A second picture below, on the same days."),
        )
        dimensions = _dimensions(viewer)
        self._add(
            "by",
            _("By"),
            [("", _("Everything together")), *dimensions],
            _("One line or row for each of these."),
        )
        self._add(
            "then", _("And by"), [("", _("Nothing more")), *dimensions], _("Cuts each of them once more.")
        )
        if question.view == "trend":
            steps = [("", _("As suits the days")), *_plain(terms.PERIODS)]
            self._add("grain", _("A point is"), steps, _("Shorter steps show more and scatter more."))
        if question.view in ("change", "trend"):
            against = [
                ("before", _("The same length just before")),
                ("year", _("The same weekdays a year before")),
            ]
            self._add("against", _("Compared with"), against, _("Weekdays are laid on weekdays."))
        self._add(
            "incidents",
            _("Incident windows"),
            _plain(terms.INCIDENTS),
            _("Declared mass incidents, in or out."),
        )

    def _add(self, name: str, label: str, choices: Choices, help_text: str) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, help_text=help_text, required=True
        )


class Finer(forms.Form):
    """What is chosen seldom."""

    use_required_attribute = False

    def __init__(self, question: Question) -> None:
        super().__init__(initial=_initial(question))
        metrics = question.found()
        self._choice("cohort", _("Counted"), _plain(terms.COHORTS), _("Which period a contact counts in."))
        named = dict.fromkeys(name for metric in metrics for name in metric.attributions)
        if named:
            whose = [(name, terms.attribution(name)) for name in named]
            self._choice("attribution", _("Whose work"), whose, _("Whom a contact is counted for."))
        if question.selection.reads_on == "business":
            self._choice(
                "rule", _("Opening hours that changed"), _plain(terms.RULES), _("How help desks differ.")
            )
            calendars = [(name, name) for name in sorted(door.reference().calendars)]
            self._choice("calendar", _("One calendar for all"), calendars, _("Instead of each team's own."))
        self._moment(
            "as_of", _("The world as of"), _("Open work is cut at this day; what happened later is not seen.")
        )
        self._moment("known_at", _("As it was known on"), _("Without what was imported or mended since."))
        for name, value in _thresholds(metrics).items():
            help_text = _("The definition's own: %(value)s.") % {"value": value}
            self.fields[f"set.{name}"] = forms.IntegerField(label=name.replace("_", " "), help_text=help_text)

    def _choice(self, name: str, label: str, choices: Choices, help_text: str) -> None:
        usual = [("", _("As the metric is defined")), *choices]
        self.fields[name] = forms.ChoiceField(label=label, choices=usual, help_text=help_text)

    def _moment(self, name: str, label: str, help_text: str) -> None:
        self.fields[name] = forms.CharField(
            label=label, help_text=help_text, widget=forms.TextInput(attrs={"placeholder": "2026-11-15"})
        )


def _initial(question: Question) -> dict[str, object]:
    metric, beside = (*question.metrics, "")[:2]
    by, then = (*question.by, "", "")[:2]
    return {
        "metric": metric, "beside": beside, "by": by, "then": then, "grain": question.grain,
        "against": question.against, "incidents": question.selection.incidents,
        **dict(question.selection.finer.pairs()),
    }  # fmt: skip


def _metrics() -> Choices:
    """Return the metrics that can be answered, in their families."""
    groups: dict[str, list[tuple[str, str]]] = {code: [] for code in terms.FAMILIES}
    for metric in catalogue().values():
        if metric.answerable:
            groups[metric.family].append((metric.name, terms.title(metric)))
    return [(str(terms.FAMILIES[code]).partition(":")[0], found) for code, found in groups.items() if found]


def _dimensions(viewer: Viewer) -> Choices:
    return [
        (name, terms.dimension(name)) for name in DIMENSIONS if name != "agent" or viewer.may("see.people")
    ]


def _plain(words: Mapping[str, str | Promise]) -> Choices:
    return [(code, str(said)) for code, said in words.items()]


def _thresholds(metrics: Iterable[Metric]) -> dict[str, int]:
    return {name: value for metric in metrics for name, value in catalogue()[metric.name].parameters.items()}
