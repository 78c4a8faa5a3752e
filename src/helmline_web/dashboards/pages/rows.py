"""The rows behind a number, all of them, a page at a time."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from helmline.metrics.loading import catalogue
from helmline.metrics.records import ORDERS
from helmline_web.analytics import door, terms
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.opened import rows_table
from helmline_web.people.access import right
from helmline_web.ui.frame import Choice
from helmline_web.ui.tables import Pager

LIMIT = 50
_ORDERS = {
    "latest": _("Latest first"),
    "earliest": _("Earliest first"),
    "largest": _("Largest first"),
    "smallest": _("Smallest first"),
}


@right("see.own")
def page(request: HttpRequest, metric: str) -> HttpResponse:
    """Show a page of the rows that make the figure of this selection."""
    declared = catalogue().get(metric)
    if declared is None:
        raise Http404
    selection = Selection.from_request(request)
    order = request.GET.get("order", "latest")
    order = order if order in ORDERS else "latest"
    offset = _offset(request.GET.get("offset", "0"))
    query = selection.query(metric, by=("queue",))
    found = door.rows(selection.within(request.viewer), query, order=order, offset=offset, limit=LIMIT)
    pager = Pager(offset, LIMIT, found.total, lambda at: f"?{selection.params(order=order, offset=str(at))}")
    choices = [
        Choice(str(title), f"?{selection.params(order=name)}", is_on=name == order)
        for name, title in _ORDERS.items()
    ]
    return render(
        request,
        "dashboards/rows.html",
        {
            "selection": selection,
            "metric": declared,
            "title": terms.title(declared),
            "table": rows_table(
                found.records,
                selection,
                declared,
                lambda place: selection.params(list=metric, order=order, at=str(offset + place)),
            ),
            "total": found.total,
            "pager": pager,
            "orders": choices,
        },
    )


def _offset(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 9 else 0
