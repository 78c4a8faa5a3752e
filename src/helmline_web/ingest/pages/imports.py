"""Files of one's own: drop one here, and see what became of the others."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from helmline.errors import InputError
from helmline_web.ingest import actions, queries, uploads
from helmline_web.ingest.models import Import
from helmline_web.people.access import right
from helmline_web.ui import formats
from helmline_web.ui.tables import Column, Row, Table

#: The form's own fields and the lines between its parts.
_FORM_BYTES = 100_000


@csrf_exempt  # only until the size is known to be allowed: `_answer` is protected
@right("import.data")
def imports(request: HttpRequest) -> HttpResponse:
    """Show the imports, or take a file. Its size is judged before a byte of it is read."""
    if request.method != "POST":
        return _page(request)
    try:
        uploads.check_size(max(0, int(request.headers.get("Content-Length") or 0) - _FORM_BYTES))
    except InputError as refusal:
        return _page(request, str(refusal), status=413)
    return _answer(request)


@csrf_protect
def _answer(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        return _page(request, _("Choose a file first."), status=422)
    try:
        row = actions.upload(file, by=request.viewer.user_id, mends=_mended(request))
    except InputError as refusal:
        return _page(request, str(refusal), status=422)
    return redirect("ingest:import", row.pk)


def _mended(request: HttpRequest) -> Import | None:
    key = request.POST.get("mends") or request.GET.get("mends")
    if not key:
        return None
    try:
        return get_object_or_404(Import, pk=uuid.UUID(key))
    except ValueError:
        return None


def _page(request: HttpRequest, fault: str = "", status: int = 200) -> HttpResponse:
    context = {
        "table": _table(request.viewer.zone), "fault": fault,
        "mends": _mended(request) if request.method == "GET" else None,
        "largest": formats.number(settings.HELMLINE_UPLOAD_BYTES / 2**20), "days": uploads.KEEP.days,
    }  # fmt: skip
    return render(request, "ingest/imports.html", context, status=status)


def _table(zone: str) -> Table:
    return Table(
        columns=[
            Column("name", _("File"), strong=True), Column("state", _("How it stands")),
            Column("at", _("Uploaded"), "moment", zone=zone), Column("rows", _("Rows"), "number"),
            Column("added", _("New events"), "number"), Column("rejected", _("Rejected"), "number"),
        ],
        rows=[_row(one) for one in queries.imports()],
        caption=_("Files that were uploaded"),
        empty_title=_("No file was imported here yet"),
        empty=_("Drop an export of your help desk above: CSV, Excel, JSON lines, Parquet or XES."),
    )  # fmt: skip


def _row(one: Import) -> Row:
    counts = {name: one.report.get(name) for name in ("rows", "added", "rejected")}
    at = round(one.created_at.timestamp() * 1e6)
    values = {"name": one.name, "state": one.get_state_display(), "at": at} | counts
    return Row(values, href=reverse("ingest:import", args=[one.pk]))
