"""Teams over time: which there are, who belongs to one and belonged, who leads it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helmline_web.people import actions, changes, queries, words
from helmline_web.people.access import right
from helmline_web.people.days import today
from helmline_web.people.forms.house import TeamForm
from helmline_web.people.models import Team
from helmline_web.people.models.memberships import LEADING, MembershipKind
from helmline_web.people.pages.editing import Editing, edit
from helmline_web.ui.tables import Column, Row, Table


@right("see.teams")
def teams(request: HttpRequest) -> HttpResponse:
    """List the teams a reader may see."""
    rows = [_row(team) for team in queries.with_size(queries.visible_teams(request.viewer), today())]
    columns = (
        Column("name", words.heading("team", 1), strong=True),
        Column("part_of", _("Part of")),
        Column("brand", words.heading("brand", 1)),
        Column("vendor", _("Vendor")),
        Column("people", _("People today"), "number"),
        Column("until", _("Until"), "day", quiet=True),
    )
    table = Table(
        columns=columns,
        rows=rows,
        caption=words.heading("team"),
        empty_title=_("No team yet"),
        empty=_("Add the first one."),
    )
    return render(
        request, "people/teams.html", {"table": table, "may_manage": request.viewer.may("manage.people")}
    )


@right("see.teams")
def team(request: HttpRequest, number: int) -> HttpResponse:
    """Show one team: who leads it, who belongs to it, and who did."""
    found = get_object_or_404(queries.visible_teams(request.viewer), pk=number)
    names = queries.visible_people(request.viewer)
    rows = list(queries.people_of(found).filter(person__in=names))
    day = today()
    context = {
        "team": found,
        "leads": [row for row in rows if row.kind in LEADING],
        "granted": queries.leads_by_role(found).filter(person__in=names),
        "now": [row for row in rows if row.kind not in LEADING and row.holds(day)],
        "before": [row for row in rows if row.kind not in LEADING and not row.holds(day)],
        "may_name": request.viewer.may("hand.over")
        and queries.led_teams(request.viewer).filter(pk=number).exists(),
        "may_manage": request.viewer.may("manage.people"),
        "today": day,
        "deputy": MembershipKind.DEPUTY,
    }
    return render(request, "people/team.html", context)


@right("manage.people")
def edit_team(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Add a team, or edit one."""
    row = get_object_or_404(Team, pk=number) if number else Team()
    back = reverse("people:team", args=[number]) if number else reverse("people:teams")
    page = Editing(str(row) or _("Add a team"), back, str(row) or words.heading("team"))

    def make(posted: object) -> TeamForm:
        form = TeamForm(posted, instance=row)
        form.fields["code"].disabled = row.pk is not None
        return form

    def act(form: TeamForm) -> None:
        by = request.viewer.user_id
        if row.pk:
            changes.change(row, form.asked, seen=form.cleaned_data["seen"], by=by)
        else:
            actions.add_team(by=by, **form.asked)

    return edit(request, page, make, act)


def _row(team: Team) -> Row:
    values = {
        "name": str(team),
        "part_of": str(team.parent or ""),
        "brand": str(team.brand or ""),
        "vendor": str(team.vendor or ""),
        "people": team.size,
        "until": team.valid_to,
    }
    return Row(values, asides={"name": team.code}, href=reverse("people:team", args=[team.pk]))
