"""What the explorer is asked: the selection that travels, and what stands only in the explorer's own address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from helmline.errors import QueryError
from helmline.metrics.loading import catalogue
from helmline.metrics.loading import metric as find
from helmline.metrics.metric import Metric
from helmline.metrics.periods import Period, instant, periods
from helmline.metrics.query import Query, check
from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.analytics.spans import Span

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

VIEWS: Final = ("trend", "parts", "spread", "change")
AGAINST: Final = ("before", "year")
MOST_METRICS: Final = 2
MOST_DIMENSIONS: Final = 2
#: more points than these are no line any more
MOST_POINTS: Final = 800
USUAL_METRIC: Final = "first_reply_time"
USUAL_DIMENSION: Final = "team"
_USUAL: Final = {"view": "trend", "against": "before"}
#: about how many of a period fit into a day
_A_DAY: Final = {"15min": 96, "30min": 48, "hour": 24, "day": 1}


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the explorer. `grain` empty is the one that suits the span."""

    selection: Selection
    metrics: tuple[str, ...] = (USUAL_METRIC,)
    by: tuple[str, ...] = ()
    view: str = "trend"
    grain: str = ""
    against: str = "before"
    sort: str = ""
    columns: tuple[str, ...] = ()

    @property
    def step(self) -> str:
        """Return the period between two points of the trend."""
        return self.grain or self.selection.span.grain

    @property
    def other_span(self) -> Span:
        """Return the span that this one is compared with."""
        span = self.selection.span
        return span.year_before() if self.against == "year" else span.before()

    def found(self) -> list[Metric]:
        """Return the metrics asked about, with the thresholds chosen."""
        return [find(name, self.selection.finer.parameters) for name in self.metrics]

    def usually(self, columns: tuple[str, ...]) -> Question:
        """Return the same question with these columns, unless some were chosen."""
        return self if self.columns else replace(self, columns=columns)

    def query(
        self, *metrics: str, by: tuple[str, ...] = (), period: str = "", span: Span | None = None
    ) -> Query:
        """Return the question about `metrics`."""
        return self.selection.query(*metrics, by=by, period=period, span=span)

    def axis(self) -> tuple[Period, ...]:
        """Return the periods of the trend, up to the end of the data."""
        asked = self.query(*self.metrics)
        since, until = instant(asked.since, asked.zone), instant(asked.until, asked.zone)
        seen = door.freshness().until_us
        last = until if seen is None else max(since + 1, min(until, seen + 1))
        return periods(self.step, since, last, asked.zone, asked.week_start)

    def own(self) -> Iterator[tuple[str, str]]:
        """Yield the parameters of the address that are the explorer's own; usual ones are left out."""
        yield from (("metric", name) for name in self.metrics)
        yield from (("by", name) for name in self.by)
        plain = {"view": self.view, "grain": self.grain, "against": self.against, "sort": self.sort}
        yield from ((name, value) for name, value in plain.items() if value and _USUAL.get(name) != value)
        yield from (("column", name) for name in self.columns)

    def pairs(self) -> list[tuple[str, str]]:
        """Return every parameter of the address, those that travel first."""
        return [*parse_qsl(self.selection.params()), *self.own()]

    def params(self, **changes: Any) -> str:
        """Return the query string of this question, changed as told."""
        return urlencode(replace(self, **changes).pairs())


def read(given: QueryDict, viewer: Viewer) -> Question:
    """Return the question of an address. Raises QueryError that lists what is wrong with it."""
    asked = _parsed(given, Selection.read(given))
    _refuse(asked, viewer)
    return asked


def read_gently(given: QueryDict) -> Question:
    """Return what can be made of an address that cannot be asked, so that nothing chosen is lost."""
    try:
        selection = Selection.read(given)
    except QueryError:
        selection = Selection.read({})
    asked = _parsed(given, selection)
    metrics = tuple(name for name in asked.metrics if name in catalogue()) or (USUAL_METRIC,)
    view = asked.view if asked.view in VIEWS else "trend"
    return replace(
        asked, metrics=metrics, view=view, against=asked.against if asked.against in AGAINST else "before"
    )


def _parsed(given: QueryDict, selection: Selection) -> Question:
    view = given.get("view") or "trend"
    by = _several(given, "by", MOST_DIMENSIONS)
    return Question(
        selection=selection,
        metrics=_several(given, "metric", MOST_METRICS) or (USUAL_METRIC,),
        by=by or ((USUAL_DIMENSION,) if view == "parts" else ()),
        view=view,
        grain=given.get("grain", ""),
        against=given.get("against") or "before",
        sort=given.get("sort", ""),
        columns=tuple(name for name in given.getlist("column") if name),
    )


def _several(given: QueryDict, name: str, most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in given.getlist(name) if value))[:most]


def _refuse(asked: Question, viewer: Viewer) -> None:
    """Raise QueryError for what cannot be asked, or not by this viewer."""
    if asked.view not in VIEWS or asked.against not in AGAINST:
        raise QueryError(_("This way to look at it is not known."))
    check(asked.query(*asked.metrics, by=asked.by, period=asked.grain))
    whose = dict(asked.selection.finer.options).get("attribution", "")
    if whose and not any(whose in metric.attributions for metric in asked.found()):
        raise QueryError(_("None of these is counted for %(whose)s.") % {"whose": repr(whose)})
    named = {*asked.by, *(name for name, _values in asked.query(*asked.metrics).where)}
    if "agent" in named and not viewer.may("see.people"):
        raise QueryError(_("Figures of single people are not shown here."))
    if asked.view == "trend":
        _refuse_points(asked)


def _refuse_points(asked: Question) -> None:
    """Raise QueryError for a trend with more points than a line can hold."""
    points = asked.selection.span.days * _A_DAY.get(asked.step, 0)
    if points > MOST_POINTS:
        raise QueryError(
            _("These would be about %(points)s points, too many for a line.") % {"points": f"{points:,}"},
            hint=_("Choose a longer step, such as weeks or months, or fewer days."),
        )
