"""`{% load saved_views %}{% saved_views %}`: the button of a page's toolbar that lists, opens and saves its views."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext

from helmline_web.dashboards.saved import queries
from helmline_web.dashboards.saved.addresses import address_of, page_of

register = template.Library()


@register.inclusion_tag("dashboards/saved_views_menu.html", takes_context=True)
def saved_views(context: RequestContext) -> dict[str, Any]:
    """Return this page's views, one's own and shared ones, and what the form that saves needs."""
    request = context["request"]
    page, query = page_of(request.get_full_path())
    mine = list(queries.mine(request.viewer, page))
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "here": request.get_full_path(),
        "now": next((view.title for view in mine if view.query == query), ""),
        "mine": [(view, address_of(view)) for view in mine],
        "shared": [(view, address_of(view)) for view in queries.shared(request.viewer, page)],
        "teams": list(queries.teams(request.viewer)),
    }
