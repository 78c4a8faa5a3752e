"""One file on its way: read, mapped, landed, perhaps taken back. The page looks again by itself while work goes on."""

from __future__ import annotations

import uuid
from typing import Any
from zoneinfo import available_timezones

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helmline.errors import HelmlineError, InputError
from helmline.sources.table.parsing import parse
from helmline_web.analytics import terms
from helmline_web.decisions.actions import record
from helmline_web.ingest import actions, rejected, uploads, words
from helmline_web.ingest.mapping import Form
from helmline_web.ingest.models import Import, State
from helmline_web.people.access import right
from helmline_web.ui.tables import Column, Row, Table

#: Columns of the first events whose codes have words.
_CODES = {"kind": words.KINDS, "status": words.STATES, "role": words.ROLES}
#: The steps as the page's head counts them.
_STEP = {State.READING: 2, State.ASKING: 2, State.LANDING: 3, State.FAILED: 2}


@right("import.data")
def one_import(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show how an import stands; a fragment while the worker is at it."""
    row = get_object_or_404(Import, pk=key)
    if request.htmx and row.is_moving:
        return render(request, "ingest/one_import.html#moving", _moving(row))
    if request.htmx:  # the work has ended: the whole page has something new to say
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return _page(request, row)


@right("import.data")
@require_POST
def mapping(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take what the form states, and look at the first rows again."""
    row = get_object_or_404(Import, pk=key)
    form = _form(row, request.POST)
    if not form.is_valid():
        return _page(request, row, form=form, status=422)
    return _state(request, row, form.text(), form)


@right("import.data")
def mapping_text(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show the mapping as text, and take it edited: for whatever the form does not know."""
    row = get_object_or_404(Import, pk=key)
    if request.method != "POST":
        return render(request, "ingest/mapping_text.html", {"import": row, "text": row.mapping})
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        parse(text, row.name)
        actions.state_mapping(row, text)
    except HelmlineError as fault:
        context = {"import": row, "text": text, "fault": str(fault)}
        return render(request, "ingest/mapping_text.html", context, status=422)
    return redirect("ingest:import", key)


@right("import.data")
@require_POST
def land(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Have it landed."""
    return _act(request, key, actions.land)


@right("import.data")
@require_POST
def undo(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Have it taken back."""
    return _act(request, key, actions.undo)


@right("import.data")
def rejects(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Hand out the rejected rows, with line and reason."""
    row = get_object_or_404(Import, pk=key)
    path = uploads.rejects_of(row)
    if path is None:
        raise Http404
    record("data.rejects", by=request.viewer.user_id, subject=f"import:{row.pk}")
    response = StreamingHttpResponse(rejected.lines(path), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=path.name)
    return response


def _act(request: HttpRequest, key: uuid.UUID, act: Any) -> HttpResponse:
    row = get_object_or_404(Import, pk=key)
    try:
        act(row, by=request.viewer.user_id)
    except InputError as refusal:
        messages.error(request, str(refusal))
    return redirect("ingest:import", key)


def _state(request: HttpRequest, row: Import, text: str, form: Form) -> HttpResponse:
    try:
        parse(text, row.name)
        actions.state_mapping(row, text)
    except HelmlineError as fault:
        return _page(request, row, form=form, fault=str(fault), status=422)
    return redirect("ingest:import", row.pk)


def _form(row: Import, data: Any = None) -> Form:
    return Form(row.mapping, row.proposal.get("columns", []), row.proposal.get("unknown_states", []), data)


def _page(
    request: HttpRequest, row: Import, *, form: Form | None = None, fault: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = _moving(row) | { "fault": fault, "step": _STEP.get(State(row.state), 4),
        "steps": [_("Upload"), _("Say what it means"), _("Land"), _("Look at the figures")],
    }  # fmt: skip
    if row.state in (State.ASKING, State.FAILED) and row.proposal:
        context |= {
            "form": form or _form(row),
            "preview": _preview(row),
            "zones": _zones(),
            "proposal": row.proposal,
        }
    if row.report:
        context |= {
            "report": row.report,
            "events": _events(row),
            "has_rejects": uploads.rejects_of(row) is not None,
        }
    return render(request, "ingest/one_import.html", context, status=status)


def _moving(row: Import) -> dict[str, Any]:
    return {"import": row, "progress": words.PROGRESS.get(row.progress, "")}


def _zones() -> list[str]:
    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))


def _preview(row: Import) -> Table:
    """Return the first events as they would land: the columns that hold something."""
    rows = row.proposal.get("rows", [])
    names = list(dict.fromkeys(name for event in rows for name in event))
    titles = terms.DIMENSIONS | {
        "case": _("Contact"),
        "kind": _("What happens"),
        "at": _("When (UTC)"),
        "status": _("State"),
        "role": _("As"),
    }
    return Table(
        columns=[Column(name, titles.get(name, name)) for name in names],
        rows=[Row({name: _cell(name, event.get(name)) for name in names}) for event in rows],
        caption=_("The first events as they would land"),
        empty_title=_("Nothing can be shown yet"),
        empty=_("Answer what is asked above, then look again."),
    )


def _cell(name: str, value: Any) -> Any:
    if value is None:
        return ""
    return str(_CODES[name].get(value, value)) if name in _CODES else str(value)


def _events(row: Import) -> Table:
    counts = row.report.get("events", {})
    return Table(
        columns=[Column("kind", _("What was read")), Column("count", _("Events"), "number")],
        rows=[
            Row({"kind": words.kind(kind), "count": count})
            for kind, count in sorted(counts.items(), key=lambda i: -i[1])
        ],
        caption=_("Events by kind"),
    )
