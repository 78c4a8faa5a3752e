"""Where data come from: every source with how fresh it is, and what was brought in last."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from helmline.eventlog.runs import Run
from helmline_web.ingest import queries, retaining
from helmline_web.people import privacy
from helmline_web.people.access import right
from helmline_web.ui import formats
from helmline_web.ui.tables import Column, Row, Table


@right("see.data")
def sources(request: HttpRequest) -> HttpResponse:
    """Show the sources; `source` in the address narrows the runs to one."""
    zone, chosen = request.viewer.zone, request.GET.get("source", "")
    found, now_us = queries.sources(), time.time_ns() // 1000
    context: dict[str, Any] = {
        "table": _sources(found, zone, now_us),
        "runs": _runs(queries.runs(chosen), zone),
        "chosen": chosen,
        "old": [source.name for source in found if source.is_old(now_us)],
        "freshest": formats.ago(max((s.data_until_us or 0 for s in found), default=None), now_us)
        if found
        else "",
        "count": len(found),
        "kept_days": privacy.current().retention_days,
        "overdue": retaining.overdue(),
        "may_import": request.viewer.may("import.data"),
    }
    return render(request, "ingest/sources.html", context)


def _sources(found: list[queries.Source], zone: str, now_us: int) -> Table:
    return Table(
        columns=[
            Column("name", _("Source"), strong=True), Column("label", _("What it is")),
            Column("events", _("Events"), "number"), Column("until", _("Data until"), "moment", zone=zone),
            Column("run", _("Last brought in"), "moment", zone=zone),
        ],
        rows=[_source_row(source, now_us) for source in found],
        caption=_("Sources and how far they were read"),
        empty_title=_("No data yet"),
        empty=_("Import a file of your own to begin."),
    )  # fmt: skip


def _source_row(source: queries.Source, now_us: int) -> Row:
    age = formats.ago(source.data_until_us, now_us)
    return Row(
        {
            "name": source.name, "label": _label(source), "events": source.events,
            "until": source.data_until_us, "run": source.last_run_us,
        },
        asides={"until": _("not live, %(age)s") % {"age": age} if source.is_old(now_us) else age},
        href=f"{reverse('ingest:sources')}?source={source.name}#runs",
        tone="now" if source.is_old(now_us) else "",
    )  # fmt: skip


def _label(source: queries.Source) -> str:
    """Say honestly what a source is: invented, connected, or as old as its last file."""
    if source.is_synthetic:
        return _("Synthetic: invented people and contacts")
    return _("Connected") if source.is_live else _("Files: as fresh as the last one")


def _runs(runs: list[Run], zone: str) -> Table:
    return Table(
        columns=[
            Column("at", _("When"), "moment", zone=zone), Column("source", _("Source")),
            Column("purpose", _("What")), Column("state", _("How it ended")),
            Column("added", _("New"), "number"), Column("corrected", _("Corrected"), "number"),
            Column("unchanged", _("Known already"), "number"),
        ],
        rows=[
            Row({
                "at": run.started_us, "source": run.source, "purpose": _purposes().get(run.purpose, run.purpose),
                "state": _states().get(run.state, run.state), "added": run.added, "corrected": run.corrected,
                "unchanged": run.unchanged,
            }, asides={"purpose": str(run.note.get("file", ""))})
            for run in runs
        ],
        caption=_("What was brought in last"),
    )  # fmt: skip


def _purposes() -> dict[str, str]:
    return {
        "import": _("File"), "live": _("Live events"), "acts": _("Acts of people here"), "undo": _("Taken back"),
        "retract": _("Withdrawn by the source"),
    }  # fmt: skip


def _states() -> dict[str, str]:
    return {
        "started": pgettext("run", "Running"), "landed": pgettext("run", "Landed"),
        "failed": pgettext("run", "Failed, nothing landed"), "undone": pgettext("run", "Taken back later"),
    }  # fmt: skip
