"""The metric catalogue: every definition in plain words, what help desks do otherwise, and a case counted by hand."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from helmline.metrics.loading import catalogue
from helmline_web.analytics import door, terms
from helmline_web.dashboards.definitions import entry, example, listing
from helmline_web.dashboards.definitions.here import here
from helmline_web.people.access import right


@right("see.catalogue")
def page(request: HttpRequest) -> HttpResponse:
    """List the definitions that match what is searched for, in their families."""
    words, family = request.GET.get("q", "").strip(), request.GET.get("family", "")
    context = {
        "words": words,
        "family": family,
        "total": len(catalogue()),
        "choices": listing.choices(words, family),
        "families": listing.families(listing.matching(words, family)),
    }
    template = "dashboards/catalogue.html"
    return render(request, f"{template}#definitions" if request.htmx else template, context)


@right("see.catalogue")
def definition(request: HttpRequest, name: str) -> HttpResponse:
    """Show one definition with its worked example, its history, and what it says here now."""
    metric = catalogue().get(name)
    if metric is None:
        raise Http404
    now = here(request, metric)
    context = {
        "metric": metric,
        "title": terms.title(metric),
        "meaning": terms.meaning(metric),
        "family": listing.family_of(metric),
        "facts": list(entry.facts(metric)),
        "thresholds": entry.own_thresholds(metric, door.reference()),
        "differences": entry.differences(metric, _sources()),
        "versions": entry.history(metric),
        "related": [listing.listed(other) for other in entry.related(metric)],
        "says": gettext(metric.worked.says) if metric.worked and metric.worked.says else "",
        "example": example.table(metric),
        "clock": example.clock(metric),
        "outcome": example.outcome(metric),
        "now": now,
    }
    return render(request, "dashboards/definition.html", context)


def _sources() -> list[str]:
    """Return the names of the sources whose data are here."""
    return [] if door.is_empty() else list(door.freshness().sources)
