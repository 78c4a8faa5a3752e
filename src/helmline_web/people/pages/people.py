"""Everybody a reader may see by name: searched, narrowed, sorted, exported."""

from __future__ import annotations

import csv
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from helmline_web.decisions.actions import record
from helmline_web.decisions.cells import guarded
from helmline_web.people import days, queries
from helmline_web.people.access import right
from helmline_web.people.models import Person
from helmline_web.people.roles import Role
from helmline_web.ui import formats
from helmline_web.ui.frame import Choice
from helmline_web.ui.tables import Column, Pager, Row, Table

_PAGE: Final = 50
_ORDER: Final = {"name": "name", "started": "started_on", "left": "left_on"}


@right("see.people")
def people(request: HttpRequest) -> HttpResponse:
    """Show the list."""
    found = _found(request)
    offset = _whole(request.GET.get("from", ""))
    pager = Pager(offset, _PAGE, found.count(), lambda start: _with(request.GET, **{"from": str(start)}))
    context = {
        "table": _table(request, list(found[offset : offset + _PAGE])),
        "pager": pager,
        "teams": queries.visible_teams(request.viewer),
        "roles": Role.choices,
        "here": _here_choices(request.GET),
        "asked": request.GET,
        "may_manage": request.viewer.may("manage.people"),
        "export": f"{reverse('people:export')}{_with(request.GET)}",
    }
    return render(request, "people/people.html", context)


@right("export")
def export(request: HttpRequest) -> HttpResponse:
    """Return the same list as CSV; that it was exported stands in the trail."""
    rows = [[guarded(cell) for cell in _cells(person)] for person in _found(request)]
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="people.csv"'
    writer = csv.writer(response)
    writer.writerow(["name", "mail", "home_team", "roles", "started_on", "left_on"])
    writer.writerows(rows)
    record("people.exported", by=request.viewer.user_id, detail={"rows": len(rows)})
    return response


def _found(request: HttpRequest) -> QuerySet[Person]:
    asked, day = request.GET, days.today()
    seen = queries.find_people(
        queries.visible_people(request.viewer),
        words=asked.get("q", ""),
        team=asked.get("team", ""),
        role=asked.get("role", ""),
        here=asked.get("here", "here"),
        day=day,
    )
    return queries.with_present(seen.order_by(*_order(asked.get("sort", ""))), day)


def _order(sort: str) -> tuple[str, ...]:
    name = sort.removeprefix("-")
    return (
        (f"{'-' if sort.startswith('-') else ''}{_ORDER[name]}", "pk") if name in _ORDER else ("name", "pk")
    )


def _table(request: HttpRequest, rows: list[Person]) -> Table:
    columns = (
        Column("name", _("Name"), strong=True, sortable=True),
        Column("team", _("Home team")),
        Column("roles", _("Roles")),
        Column("sign_in", _("Signs in"), quiet=True),
        Column("started", _("Since"), sortable=True, quiet=True),
        Column("left", _("Until"), sortable=True, quiet=True),
    )
    return Table(
        columns=columns,
        rows=[_row(person) for person in rows],
        caption=_("People"),
        sort=request.GET.get("sort", "name"),
        sort_link=lambda sort: _with(request.GET, sort=sort, **{"from": ""}),
        empty_title=_("Nobody fits"),
        empty=_("Search for less, or show people who left too."),
    )


def _row(person: Person) -> Row:
    values = {
        "name": person.name,
        "team": ", ".join(str(each.team) for each in person.home),
        "roles": ", ".join(each.get_role_display() for each in person.roles),
        "sign_in": _("yes") if person.user and person.user.is_active else _("no"),
        "started": _full(person.started_on),
        "left": _full(person.left_on),
    }
    return Row(
        values,
        asides={"name": person.mail},
        href=reverse("people:person", args=[person.pk]),
        key=str(person.pk),
    )


def _full(day: date | None) -> str:
    return formats.day(day, year=True) if day else ""


def _cells(person: Person) -> list[str]:
    return [
        person.name,
        person.mail,
        ", ".join(each.team.code for each in person.home),
        ", ".join(each.role for each in person.roles),
        person.started_on.isoformat() if person.started_on else "",
        person.left_on.isoformat() if person.left_on else "",
    ]


def _here_choices(asked: QueryDict) -> list[Choice]:
    titles = {"here": _("Here"), "left": _("Left"), "all": _("All")}
    now = asked.get("here", "here")
    return [
        Choice(title, _with(asked, here=code, **{"from": ""}), is_on=code == now)
        for code, title in titles.items()
    ]


def _with(asked: QueryDict, **changes: str) -> str:
    """Return the query string of this page with some parts changed; an empty one falls away."""
    query = asked.copy()
    for name, value in changes.items():
        query[name] = value
    for name in [name for name, value in query.items() if not value]:
        del query[name]
    return f"?{query.urlencode()}" if query else "?"


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
