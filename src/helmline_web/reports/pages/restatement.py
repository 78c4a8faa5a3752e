"""A closed month asked again today: what differs, whose doing it is, and what came in since."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline.eventlog.arrivals import NEWS, News
from helmline.metrics.loading import metric as find
from helmline_web.analytics import terms
from helmline_web.people.access import right
from helmline_web.reports import exports, month_paper, restating
from helmline_web.reports.pages.closed import close_of
from helmline_web.reports.restating import Moved, Restatement
from helmline_web.ui import formats
from helmline_web.ui.charts.waterfall import Cause, Waterfall

#: how many interactions are listed
LISTED = 200


@right("close.month")
def page(request: HttpRequest, month: str) -> HttpResponse:
    """Show the stored figures against today's."""
    close = close_of(request.viewer, month)
    found = restating.restate(request.viewer, close)
    links = {kind: f"{reverse('reports:news', args=(month, kind))}" for kind in NEWS}
    chart = next((_waterfall(one) for one in found.moved if one.is_whole and one.stored is not None), None)
    context = {
        "close": close,
        "sentence": _sentence(found),
        "chart": chart,
        "moved": month_paper.moved(found.moved),
        "news": month_paper.news(found.news, links),
        "rules": found.rules,
        "definitions": [terms.title(find(name)) for name in found.definitions],
        "foot": month_paper.foot(close),
    }
    return render(request, "reports/restatement.html", context)


def _sentence(found: Restatement) -> str:
    if not found.moved:
        return _("Every stored figure comes out again.")
    return ngettext(
        "%(n)s of %(all)s stored figures would be another one today.",
        "%(n)s of %(all)s stored figures would be others today.",
        len(found.moved),
    ) % {"n": formats.number(len(found.moved)), "all": formats.number(found.compared)}


def _waterfall(one: Moved) -> Waterfall:
    definition, rules, facts = one.steps
    name = terms.title(find(one.metric))
    return Waterfall(
        title=_("%(figure)s, from what was stored to today") % {"figure": name},
        before_name=_("Stored"),
        before=one.stored or 0.0,
        causes=[
            Cause(name=_("The definition changed"), change=definition),
            Cause(name=_("The rules changed"), change=rules),
            Cause(name=_("The facts changed"), change=facts),
        ],
        after_name=_("Today"),
        unit=find(one.metric).unit,
    )


@right("close.month")
def news(request: HttpRequest, month: str, kind: str) -> HttpResponse:
    """Show the contacts behind one kind of news; `format` hands them out as a file."""
    close = close_of(request.viewer, month)
    if kind not in NEWS:
        raise Http404
    found = next((one for one in restating.news_since(close) if one.kind == kind), News(kind, 0, ()))
    form = request.GET.get("format", "")
    if form in ("csv", "xlsx"):
        name = f"month-{month}-{kind}"
        return exports.table(name, form, ("source", "contact"), found.interactions, by=request.viewer.user_id)
    context = {
        "close": close, "news": found, "title": month_paper.NEWS[kind], "listed": found.interactions[:LISTED],
        "more": max(0, len(found.interactions) - LISTED),
    }  # fmt: skip
    return render(request, "reports/news.html", context)
