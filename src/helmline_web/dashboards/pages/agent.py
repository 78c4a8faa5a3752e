"""One person's own work, in the same words for the person and for whoever leads: never a rank, always a range."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline.errors import NotFound
from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.persons import figures, queries
from helmline_web.dashboards.persons.chosen import chosen, delayed, incident_choices
from helmline_web.dashboards.persons.figures import Line
from helmline_web.dashboards.persons.load import load
from helmline_web.dashboards.persons.usual import UsualRanges, usual
from helmline_web.people import privacy
from helmline_web.people.access import Viewer, right
from helmline_web.people.models import Person
from helmline_web.ui import formats


@right("see.own")
def page(request: HttpRequest, number: int) -> HttpResponse:
    """Show the figures of somebody in the reader's scope, whether still here or not; or the reader's own."""
    return _show(request, queries.person(request.viewer, number))


@right("see.own")
def me(request: HttpRequest) -> HttpResponse:
    """Show the reader's own figures."""
    if request.viewer.person_id is None:
        raise NotFound("Nobody is known by this sign-in.")
    return _show(request, queries.person(request.viewer, request.viewer.person_id))


def _show(request: HttpRequest, person: Person) -> HttpResponse:
    viewer, own = request.viewer, person.pk == request.viewer.person_id
    selection = delayed(chosen(request), own=own)
    keys = queries.subjects(person)
    context = {
        "person": person,
        "own": own,
        "selection": selection,
        "home": queries.home(person),
        "keys": keys,
    }
    if keys and not door.is_empty():
        context |= _figures(selection.within(viewer), selection, person, keys, own=own)
    return render(request, "dashboards/agent.html", context)


def _figures(
    viewer: Viewer, selection: Selection, person: Person, keys: tuple[int, ...], *, own: bool
) -> dict[str, Any]:
    ranges = UsualRanges() if own and not viewer.may("see.people") else usual(viewer, selection, keys)
    groups = figures.groups(viewer, selection, keys, ranges.ranges)
    lines = {line.measure.metric: line for _group, lines in groups for line in lines if line.measure.counts}
    covered = {figure.code for figure in privacy.current().figures}
    question = figures.about(selection, keys, "backlog")
    return {
        "groups": groups,
        "usual": ranges,
        "lede": _lede(person, lines.get("response_time"), lines.get("solved")),
        "load": load(viewer, selection, question, agents=keys) if "load" in covered else None,
        "incidents": incident_choices(selection),
        "delay": 0 if own else privacy.current().delay_days,
    }


def _lede(person: Person, replies: Line | None, solved: Line | None) -> str:
    """Say what was done, first of all in replies, else in solves; plainly where it was nothing."""
    for line, text in (
        (replies, _replies(replies.n if replies else 0)),
        (solved, _solves(solved.n if solved else 0)),
    ):
        if line is not None and line.n:
            return text % {"name": person.name, "n": formats.number(line.n)}
    return _("No work of %(name)s was counted in these days.") % {"name": person.name}


def _replies(n: int) -> str:
    return ngettext(
        "%(name)s wrote %(n)s reply in this time.", "%(name)s wrote %(n)s replies in this time.", n
    )


def _solves(n: int) -> str:
    return ngettext(
        "%(name)s solved %(n)s contact in this time.", "%(name)s solved %(n)s contacts in this time.", n
    )
