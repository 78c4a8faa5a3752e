"""A closed month: the figures as they were stored, as a page and as files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from helmline_web.people.access import Viewer, right
from helmline_web.people.models import User
from helmline_web.reports import exports, month_paper
from helmline_web.reports.models import Close
from helmline_web.reports.pages.months import sees_whole
from helmline_web.reports.vendors import visible_to

SPLITS = (("brand",), ("team",))


def close_of(viewer: Viewer, month: str) -> Close:
    """Return a closed month for somebody who sees the whole house; Http404 for everybody else."""
    if not sees_whole(viewer):
        raise Http404
    return get_object_or_404(Close, month=month)


@right("close.month")
def page(request: HttpRequest, month: str) -> HttpResponse:
    """Show what was stored."""
    close = close_of(request.viewer, month)
    context = {
        "close": close,
        "sentence": month_paper.sentence(close),
        "figures": month_paper.figures(month_paper.whole(close)),
        "tables": [month_paper.split(close, by) for by in SPLITS],
        "foot": month_paper.foot(close),
        "by": _name(close.by),
        "vendors": visible_to(request.viewer),
    }
    return render(request, "reports/closed.html", context)


def _name(user_id: int | None) -> str:
    user = User.objects.filter(pk=user_id).select_related("person").first()
    return str(getattr(user, "person", None) or user or "")


@right("close.month")
def export(request: HttpRequest, month: str, form: str) -> HttpResponse:
    """Hand the stored figures out as a file."""
    close = close_of(request.viewer, month)
    if not request.viewer.may("export") or form not in exports.TYPES:
        raise Http404
    name, by = f"month-{close.month}", request.viewer.user_id
    if form == "pdf":
        return exports.paper(name, month_paper.document(close), by=by)
    return exports.table(name, form, month_paper.HEADS, month_paper.flat(close), by=by)
