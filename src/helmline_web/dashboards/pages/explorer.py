"""Explorer: any metric by any dimension over any period, drawn, compared, and opened to its rows."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from helmline.errors import QueryError
from helmline_web.analytics import door
from helmline_web.dashboards.explorer import change, narrowing, parts, spread, tools, trend
from helmline_web.dashboards.explorer.form import Builder, Finer
from helmline_web.dashboards.explorer.panel import Panel
from helmline_web.dashboards.explorer.question import Question, read, read_gently
from helmline_web.people.access import Viewer, right

_PANELS: Final = {"trend": trend.panel, "parts": parts.panel, "spread": spread.panel, "change": change.panel}


@right("see.explorer")
def page(request: HttpRequest) -> HttpResponse:
    """Answer the question of the address; a question that cannot be asked says why, and keeps what was chosen."""
    if door.is_empty():
        return render(request, "dashboards/nothing_yet.html")
    try:
        question = narrowing.narrowed(read(_joined(request), request.viewer), request.GET)
        if _is_untidy(request):
            return HttpResponseRedirect(_tidy(request, question))
        panels = _panels(request.viewer, question)
    except QueryError as problem:
        context = _context(request, read_gently(_joined(request)))
        return _answer(request, {**context, "problem": problem}, status=400)
    return _answer(request, {**_context(request, question), "panels": panels, "lede": _lede(panels)})


def _joined(request: HttpRequest) -> QueryDict:
    """Return the address with the form's second metric and second dimension as the question reads them."""
    given = request.GET.copy()
    for first, second in (("metric", "beside"), ("by", "then")):
        if second in given:
            given.setlist(first, [*given.getlist(first), *given.pop(second)])
    return given


def _is_untidy(request: HttpRequest) -> bool:
    """Return whether a form sent the address: with empty fields, which make a link nobody wants to read."""
    given = request.GET
    return any(not value for _key, values in given.lists() for value in values) or {"beside", "value"} & {
        *given
    }


def _tidy(request: HttpRequest, question: Question) -> str:
    """Return the tidy address; a dimension chosen for a filter without its value stays, to choose one."""
    chosen = request.GET.get("filter", "")
    waiting = f"&{urlencode({'filter': chosen})}" if chosen and not request.GET.get("value") else ""
    return f"{reverse('dashboards:explorer')}?{question.params()}{waiting}"


def _panels(viewer: Viewer, question: Question) -> list[Panel]:
    seen = question.selection.within(viewer)
    return [_PANELS[question.view](seen, question, metric) for metric in question.found()]


def _lede(panels: list[Panel]) -> str:
    """Return the finding, or of two metrics what stands beside what."""
    if len(panels) == 1:
        return panels[0].title
    first, second = (panel.name for panel in panels)
    return _("%(first)s, and beside it %(second)s") % {"first": first, "second": second}


def _context(request: HttpRequest, question: Question) -> dict[str, Any]:
    viewer, chosen = request.viewer, request.GET.get("filter", "")
    request.selection = question.selection.but(beside=tuple(question.own()))
    return {
        "question": question,
        "builder": Builder(question, viewer),
        "finer": Finer(question),
        "is_finer": bool(question.selection.finer),
        "kept": tools.kept(question),
        "filters": narrowing.filters(viewer, question),
        "dimensions": narrowing.dimensions(viewer),
        "filter": chosen,
        "values": narrowing.values(viewer, question, chosen) if chosen else [],
        "views": tools.views(question),
        "columns": tools.columns(question),
        "exports": tools.exports(viewer, question),
    }


def _answer(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render the whole page, or what changes of it; the browser's address is the tidy one either way."""
    name = "dashboards/explorer.html#main" if request.htmx else "dashboards/explorer.html"
    response = render(request, name, context, status=status)
    if request.htmx and status == 200:
        response["HX-Push-Url"] = _tidy(request, context["question"])
    return response
