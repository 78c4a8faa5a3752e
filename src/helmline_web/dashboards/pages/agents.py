"""The people in scope, by name: their work and their figures with ranges, in no order of merit."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from helmline.metrics.result import Cell
from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.persons import queries
from helmline_web.dashboards.persons.chosen import chosen, delayed, incident_choices
from helmline_web.dashboards.persons.figures import Line, about
from helmline_web.dashboards.persons.measures import GROUPS, Measure
from helmline_web.people import queries as people
from helmline_web.people.access import Viewer, right
from helmline_web.people.days import today
from helmline_web.people.models import Person
from helmline_web.ui.tables import Column, Pager, Row, Table

_A_PAGE = 50
#: one figure of each group, by its metric
_SHOWN = ("response_time", "first_reply_time", "csat")


@right("see.people")
def page(request: HttpRequest) -> HttpResponse:
    """List the people, found by words, team, and whether they are still here."""
    viewer = request.viewer
    selection = delayed(chosen(request), own=False)
    given = {name: request.GET.get(name, "").strip() for name in ("q", "here")}
    found = people.find_people(
        queries.people(viewer),
        words=given["q"],
        team=selection.team,
        here=given["here"] or "here",
        day=today(),
    ).order_by("name", "pk")
    pages = Paginator(found, _A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    listed = list(shown)

    def link(offset: int) -> str:
        return f"?{selection.params(**given, page=str(offset // _A_PAGE + 1))}"

    return render(
        request,
        "dashboards/agents.html",
        {
            "selection": selection,
            "given": given,
            "total": pages.count,
            "table": _table(selection.within(viewer), selection, listed),
            "pager": Pager((shown.number - 1) * _A_PAGE, _A_PAGE, pages.count, link),
            "incidents": incident_choices(selection),
        },
    )


def _table(viewer: Viewer, selection: Selection, listed: list[Person]) -> Table:
    measures = [each for group in GROUPS for each in group.measures if each.metric in _SHOWN]
    cells = {} if door.is_empty() else _cells(viewer, selection, listed)
    columns = [Column("name", _("Name"), strong=True), Column("team", _("Home team"))]
    columns += [
        Column(each.metric, str(each.title), "number" if each.counts else "text") for each in measures
    ]
    rows = [_row(person, selection, measures, cells) for person in listed]
    return Table(
        columns=columns, rows=rows, caption=_("People"), empty_title=_("Nobody fits"),
        empty=_("Choose another team, or look among those who left."),
    )  # fmt: skip


def _cells(viewer: Viewer, selection: Selection, listed: Iterable[Person]) -> dict[tuple[str, int], Cell]:
    """Return the figures by metric and person; one question for everybody with a single login."""
    keys = {person.pk: queries.subjects(person) for person in listed}
    single = {key[0]: number for number, key in keys.items() if len(key) == 1}
    found: dict[tuple[str, int], Cell] = {}
    if single:
        for cell in door.ask(viewer, about(selection, tuple(single), *_SHOWN, by=("agent",))).cells:
            found[cell.metric, single[int(cell.by["agent"] or 0)]] = cell
    for number, several in keys.items():
        if len(several) > 1:
            answer = door.ask(viewer, about(selection, several, *_SHOWN))
            found |= {(metric, number): answer.one(metric) for metric in _SHOWN}
    return found


def _row(
    person: Person, selection: Selection, measures: list[Measure], cells: dict[tuple[str, int], Cell]
) -> Row:
    home = queries.home(person)
    lines = {
        each.metric: Line(each, cells.get((each.metric, person.pk), Cell(each.metric))) for each in measures
    }
    values = {name: line.n if line.measure.counts else line.value for name, line in lines.items()}
    asides = {name: line.likely for name, line in lines.items() if line.likely}
    href = reverse("dashboards:agent", args=[person.pk])
    return Row(
        {"name": person.name, "team": str(home.team) if home else None, **values},
        asides,
        href=f"{href}?{selection.params(team='', incidents=selection.incidents)}",
    )
