"""Teams: how the work in a team's queues goes, its load, and who put what into it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.persons import contributions, queries
from helmline_web.dashboards.persons.chosen import chosen
from helmline_web.dashboards.persons.load import load
from helmline_web.dashboards.persons.measures import CONTRIBUTIONS, contribution
from helmline_web.dashboards.pulse.figures import figures, leading
from helmline_web.dashboards.pulse.windows import IncidentLine, lines
from helmline_web.people import queries as people
from helmline_web.people import words
from helmline_web.people.access import Viewer, right
from helmline_web.people.days import today
from helmline_web.people.models import Membership, Team
from helmline_web.ui import formats
from helmline_web.ui.frame import Choice
from helmline_web.ui.tables import Column, Row, Table


@right("see.teams")
def teams(request: HttpRequest) -> HttpResponse:
    """List the teams in scope, by name."""
    viewer = request.viewer
    selection = chosen(request, of_people=False).but(team="")
    found = list(people.visible_teams(viewer).select_related("vendor").order_by("name", "code"))
    context = {
        "selection": selection,
        "teams": found,
        "table": _teams(selection.within(viewer), selection, found),
    }
    return render(request, "dashboards/teams.html", context)


@right("see.teams")
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show one team: its key figures, load, contributions and people."""
    viewer = request.viewer
    team = queries.team(viewer, code)
    selection = chosen(request, of_people=False).but(team=code)
    request.selection = selection  # type: ignore[attr-defined]
    members = queries.members([team])
    context = {
        "team": team,
        "selection": selection,
        "leads": queries.leads(team),
        "members": members,
        "here": [row for row in members if row.holds(today()) and not row.person.has_left(today())],
        "may_see_people": viewer.may("see.people"),
    }
    if not door.is_empty():
        context |= _content(request, selection.within(viewer), selection, team, members)
    return render(request, "dashboards/team.html", context)


def _content(
    request: HttpRequest, viewer: Viewer, selection: Selection, team: Team, members: list[Membership]
) -> dict[str, Any]:
    measure = contribution(request.GET.get("whose", ""))
    known = leading(viewer, selection)
    totals = contributions.totals(viewer, selection, measure, members)
    named = viewer.may("see.people")
    shares = contributions.shares(viewer, selection, measure, members) if named else []
    return {
        "figures": figures(known.values(), selection),
        "lede": _lede(team, door.ask(viewer, selection.query("created")).one("created").summary.n),
        "incident": _incident(lines(viewer, selection, "first_reply_time")),
        "load": load(viewer, selection, selection.query("backlog"), teams=(team.code,)),
        "measure": measure,
        "measures": [
            Choice(
                str(each.title),
                f"?{selection.params(whose=each.metric, team='')}",
                is_on=each == measure,
            )
            for each in CONTRIBUTIONS
        ],
        "totals": totals,
        "shares": _shares(selection, shares, totals) if named else None,
    }


def _incident(found: list[IncidentLine]) -> IncidentLine | None:
    """Return one line for all incident windows: the switch is the same for each of them."""
    if len(found) < 2:
        return found[0] if found else None
    title = _("%(n)s incident windows") % {"n": formats.number(len(found))}
    return replace(found[0], title=title, when=", ".join(line.title for line in found))


def _lede(team: Team, n: int) -> str:
    text = ngettext(
        "%(team)s got %(n)s contact in this time.", "%(team)s got %(n)s contacts in this time.", n
    )
    return text % {"team": team, "n": formats.number(n)}


def _shares(selection: Selection, shares: list[contributions.Share], totals: contributions.Totals) -> Table:
    columns = [
        Column("name", _("Person"), strong=True),
        Column("home", _("Home team")),
        Column("count", _("Count"), "number"),
        Column("share", _("Share of the team's total"), "percent"),
    ]
    whole = totals.by_queue or 1
    rows = [
        Row(
            {
                "name": each.name,
                "home": each.home,
                "count": each.count,
                "share": each.count / whole,
            },
            href=_agent(each.person, selection),
        )
        for each in shares
    ]
    footer = Row({"name": _("The team's queues"), "home": "", "count": totals.by_queue, "share": 1.0})
    return Table(columns=columns, rows=rows, footer=footer, caption=_("Who put what into the team's total"))


def _agent(person: int | None, selection: Selection) -> str:
    if person is None:
        return ""
    return f"{reverse('dashboards:agent', args=[person])}?{selection.params(team='', incidents='')}"


def _teams(viewer: Viewer, selection: Selection, found: list[Team]) -> Table:
    metrics = ("created", "first_reply_time", "csat")
    answer = None if door.is_empty() else door.ask(viewer, selection.query(*metrics, by=("team",)))
    cells = {(cell.metric, cell.by["team"]): cell for cell in answer.cells} if answer else {}
    columns = [
        Column("name", words.heading("team", 1), strong=True),
        Column("vendor", _("Vendor")),
        Column("created", words.heading("interaction"), "number"),
        Column("first_reply_time", _("First reply, median"), "amount", unit="s"),
        Column("csat", _("Satisfied customers"), "percent"),
    ]
    rows = []
    for team in found:
        mine = {metric: cells.get((metric, team.code)) for metric in metrics}
        shown = {name: cell.value for name, cell in mine.items() if cell is not None}
        asides = {
            name: formats.interval(cell.low, cell.high, cell.unit)
            for name, cell in mine.items()
            if cell is not None and cell.low is not None and name != "created"
        }
        href = reverse("dashboards:team", args=[team.code])
        values = {"name": str(team), "vendor": str(team.vendor or ""), "created": 0, **shown}
        rows.append(Row(values, asides, href=f"{href}?{selection.params()}"))
    return Table(
        columns=columns, rows=rows, caption=words.heading("team"), empty_title=_("No team is in your scope")
    )
