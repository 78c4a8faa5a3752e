"""The interactions before and after this one in the list somebody came from."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from helmline.errors import HelmlineError
from helmline.metrics.records import ORDERS, Record
from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.people.access import Viewer


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where "previous" and "next" lead, and back to the list; empty where there is none."""

    previous: str = ""
    next: str = ""
    back: str = ""


def neighbours(request: HttpRequest, viewer: Viewer, selection: Selection) -> Neighbours:
    """Return the neighbours in the rows of `?list=METRIC`, in its `order`, around place `at`."""
    metric, order = request.GET.get("list", ""), request.GET.get("order", "latest")
    place = request.GET.get("at", "")
    if not metric or not place.isdigit() or order not in ORDERS:
        return Neighbours()
    at = int(place)
    first = max(0, at - 1)
    try:
        query = selection.query(metric, by=("queue",))
        records = door.rows(viewer, query, order=order, offset=first, limit=at - first + 2).records
    except HelmlineError:
        return Neighbours()
    before = _address(records[0], selection, metric, order, at - 1) if at and records else ""
    rest = records[at - first + 1 :]
    after = _address(rest[0], selection, metric, order, at + 1) if rest else ""
    return Neighbours(
        before, after, f"{reverse('dashboards:rows', args=[metric])}?{selection.params(order=order)}"
    )


def _address(record: Record, selection: Selection, metric: str, order: str, at: int) -> str:
    if record.case_key is None or record.source is None:
        return ""
    path = reverse("dashboards:interaction", args=[record.source, record.case_key])
    kept = selection.params()
    return f"{path}?{kept}{'&' if kept else ''}{urlencode({'list': metric, 'order': order, 'at': at})}"
