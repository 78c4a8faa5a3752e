"""Any number, opened: its definition, how it is spread, how it splits, its rows, one row's clock, its provenance."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from helmline.metrics.history import versions
from helmline.metrics.loading import catalogue
from helmline_web.analytics import door, terms
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards import opened
from helmline_web.people.access import right

#: over the page that the link stands on, or a page of its own
LAYOUTS = {True: "ui/sheet_over.html", False: "ui/sheet.html"}


@right("see.own")
def page(request: HttpRequest, metric: str) -> HttpResponse:
    """Show one figure of the selection in the side sheet, or as a page without a script."""
    declared = catalogue().get(metric)
    if declared is None:
        raise Http404
    selection = Selection.from_request(request)
    viewer = selection.within(request.viewer)
    answer = door.ask(viewer, selection.query(metric))
    cell = answer.one(metric)
    sample = opened.sample(viewer, selection, declared)
    return render(
        request,
        "dashboards/number.html",
        {
            "layout": LAYOUTS[bool(request.htmx)],
            "selection": selection,
            "metric": declared,
            "title": terms.title(declared),
            "meaning": terms.meaning(declared),
            "cell": cell,
            "answer": answer,
            "likely": opened.likely(cell),
            "spread": opened.spread(declared, cell),
            "split": opened.split(viewer, selection, declared),
            "sample": sample,
            "clock": opened.one_clock(viewer, selection, declared, sample),
            "bridge": opened.bridge(viewer, selection, declared, cell),
            "notes": terms.notes(cell.notes),
            "vendors": [gettext(text) for text in declared.vendors],
            "definition": len(versions(metric)),
        },
    )
