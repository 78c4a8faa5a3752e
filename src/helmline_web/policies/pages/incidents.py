"""Incident windows: declared here in two clicks, while it lasts or afterwards."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helmline.reference import InvalidReference
from helmline_web.decisions.versions import Stale
from helmline_web.people.access import right
from helmline_web.policies import incidents, modes, queries, words
from helmline_web.policies.forms.incidents import WindowForm
from helmline_web.policies.queries import Held
from helmline_web.ui.tables import Column, Row, Table


@right("see.policies")
def page(request: HttpRequest) -> HttpResponse:
    """Show every window, those that last first; a POST declares one."""
    may = request.viewer.may("declare.incident")
    form = WindowForm(request.POST or None, initial=_initial(request))
    if request.method == "POST":
        if not may:
            raise Http404
        if form.is_valid() and _declared(request, form):
            return redirect("policies:incidents")
    status = 422 if form.errors else 200
    lasting = [_lasting(row) for row in incidents.lasting()]
    context = {
        "form": form,
        "lasting": lasting,
        "table": _table(),
        "may_declare": may,
        "zone": modes.now().zone.key,
    }
    return render(request, "policies/incidents.html", context, status=status)


def _initial(request: HttpRequest) -> dict[str, str]:
    """Return what a link may say beforehand, such as a burst's reason; it begins now unless said."""
    at = modes.now()
    given = {
        name: request.GET[name]
        for name in ("name", "since", "brands", "reasons", "problem")
        if name in request.GET
    }
    return {"since": at.at.astimezone(at.zone).strftime("%Y-%m-%dT%H:%M"), **given}


def _declared(request: HttpRequest, form: WindowForm) -> bool:
    try:
        incidents.declare(form.window(), by=request.viewer.user_id)
    except InvalidReference as refused:
        _blame(form, refused)
        return False
    messages.success(
        request, _("Declared. Figures of people leave it out from now on; contract SLA includes it.")
    )
    return True


def _blame(form: WindowForm, refused: InvalidReference) -> None:
    for finding in refused.findings:
        field = finding.path.rpartition(".")[2]
        form.add_error(field if field in form.fields else None, finding.message)


def _lasting(row: dict[str, object]) -> dict[str, object]:
    policy = queries.policy_named("incident", str(row["code"]))
    zone = modes.now().zone.key
    return {
        "row": row,
        "version": policy.version,
        "holds": words.holds(row, zone),
        "hit": words.sentence("incident", row),
    }


def _table() -> Table:
    zone = modes.now().zone.key
    found = sorted(queries.held("incident"), key=lambda held: held.policy.latest["from"], reverse=True)
    return Table(
        caption=_("Incident windows"),
        columns=(
            Column("name", _("What happened"), strong=True),
            Column("holds", _("When")),
            Column("hit", _("Whom it hit")),
            Column("problem", _("Problem ticket"), quiet=True),
        ),
        rows=[_row(held, zone) for held in found],
        empty_title=_("No incident was declared yet"),
        empty=_("Declare one while it lasts, or afterwards."),
    )


def _row(held: Held, zone: str) -> Row:
    row = held.policy.latest
    values = {
        "name": row.get("name") or row["code"],
        "holds": words.holds(row, zone),
        "hit": words.sentence("incident", row),
        "problem": row.get("problem", ""),
    }
    return Row(values, href=reverse("policies:policy", args=("incident", row["code"])))


@right("declare.incident")
@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    """End a window that lasts, now."""
    queries.policy_named("incident", code)
    try:
        incidents.end(
            code, modes.now().at, seen=int(request.POST.get("version", "0") or 0), by=request.viewer.user_id
        )
    except Stale:
        messages.error(request, _("Somebody else changed this window meanwhile. Look at it again."))
    except InvalidReference as refused:
        messages.error(request, "; ".join(finding.message for finding in refused.findings))
    else:
        messages.success(request, _("Ended."))
    return redirect("policies:incidents")
