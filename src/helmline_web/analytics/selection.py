"""What travels with a person from page to page and stands in the URL: scope, period, clock, incidents, filters."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from helmline.errors import QueryError
from helmline.metrics.query import Query, check
from helmline_web.analytics import door, spans
from helmline_web.analytics.finer import USUAL, Finer
from helmline_web.analytics.ground import today
from helmline_web.analytics.spans import Span
from helmline_web.ui import formats

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

DEFAULT_PERIOD: Final = "last-week"
#: beside these, `where.DIMENSION=VALUE` may stand in the URL
FIELDS: Final = ("brand", "team", "period", "since", "until", "clock", "incidents")


@dataclass(frozen=True, slots=True)
class Selection:
    """One choice of what to look at. `since` and `until` are the first and the last day, in place of `period`."""

    brand: str = ""
    team: str = ""
    period: str = ""
    since: str = ""
    until: str = ""
    clock: str = ""
    incidents: str = "with"
    where: tuple[tuple[str, str], ...] = ()
    today: date = field(default=date.min, compare=False)  # as the data see it
    zone: str = "UTC"
    week_start: int = 0
    has_hours: bool = False  # opening hours are known, so the business clock is the usual one
    finer: Finer = USUAL
    beside: tuple[tuple[str, str], ...] = field(
        default=(), compare=False
    )  # what else stands in a page's address

    @classmethod
    def from_request(cls, request: HttpRequest) -> Selection:
        """Return what the URL asks for, and let the page's frame show it.

        Raises QueryError for a value that nobody can mean.
        """
        found = cls.read(request.GET)
        request.selection = found  # type: ignore[attr-defined]
        return found

    @classmethod
    def read(cls, given: QueryDict | dict[str, str]) -> Selection:
        """Return the selection of these parameters, within the organisation's zone and the data's today."""
        known = door.reference()
        organisation = known.organisation
        zone = organisation.zone or "UTC"
        where = tuple(
            (name.removeprefix("where."), value)
            for name in sorted(given)
            if name.startswith("where.")
            for value in _values(given, name)
        )
        chosen = {name: given.get(name, "").strip() for name in FIELDS if given.get(name)}
        found = cls(
            **chosen, where=where, finer=Finer.read(given), zone=zone, week_start=organisation.week_start,
            has_hours=bool(known.calendars), today=today(zone),
        )  # fmt: skip
        check(found.query("created"))
        return found

    @property
    def span(self) -> Span:
        """Return the days chosen."""
        if self.since or self.until:
            return spans.between(_day(self.since or self.until), _day(self.until or self.since))
        return spans.named(self.period or DEFAULT_PERIOD, self.today, self.week_start)

    @property
    def days_said(self) -> str:
        """Return the days chosen in words."""
        return formats.days(self.span.since, self.span.last)

    @property
    def reads_on(self) -> str:
        """Return the clock asked for; the business clock where opening hours are known, unless told otherwise."""
        return self.clock or ("business" if self.has_hours else "calendar")

    def within(self, viewer: Viewer) -> Viewer:
        """Return the viewer looking at the brand chosen. Raises NotFound for a brand outside the scope."""
        return viewer.within(self.brand) if self.brand else viewer

    def query(self, *metrics: str, by: tuple[str, ...] = (), period: str = "", **changes: object) -> Query:
        """Return the question about `metrics` for what is chosen; `changes` are fields of the query."""
        span = changes.pop("span", None) or self.span
        assert isinstance(span, Span)
        fields = {
            "where": self._filters(),
            "since": span.since.isoformat(),
            "until": span.until.isoformat(),
            "zone": self.zone,
            "clock": self.reads_on,
            "incidents": self.incidents,
            "week_start": self.week_start,
            **self.finer.fields(metrics),
            **changes,
        }
        return Query(metrics=metrics, by=by, period=period, **fields)

    def _filters(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        chosen: dict[str, list[str]] = {}
        scope = [("brand", self.brand), ("team", self.team)]
        for name, value in [*scope, *self.where]:
            if value:
                chosen.setdefault(name, []).append(value)
        return tuple((name, tuple(values)) for name, values in sorted(chosen.items()))

    def but(self, **changes: object) -> Selection:
        """Return the same selection with some of it chosen otherwise."""
        return replace(self, **changes)

    def params(self, **more: str) -> str:
        """Return the query string of this selection, without `?`; `more` adds or (empty) removes parameters."""
        plain = {name: getattr(self, name) for name in FIELDS}
        plain["incidents"] = "" if self.incidents == "with" else self.incidents
        pairs = [(name, str(more.pop(name, value))) for name, value in plain.items()]
        pairs += [(f"where.{name}", value) for name, value in self.where]
        pairs += [*self.finer.pairs(), *self.beside, *((name, str(value)) for name, value in more.items())]
        return urlencode([(name, value) for name, value in pairs if value])


def _values(given: QueryDict | dict[str, str], name: str) -> list[str]:
    found = given.getlist(name) if isinstance(given, QueryDict) else [given[name]]
    return [value for value in found if value]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise QueryError(f"{text!r} is no day.", hint="Write it as 2026-11-15.") from None
