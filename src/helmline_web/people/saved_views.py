"""Views of pages that somebody keeps: a name for a query string, for oneself or for a team."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from helmline_web.people.access import Viewer
from helmline_web.people.models import SavedView, Team
from helmline_web.people.queries import visible_teams


def of(viewer: Viewer, page: str) -> QuerySet[SavedView]:
    """Return a viewer's own views of a page and those shared with teams he may see."""
    mine = Q(user=viewer.user_id) | Q(team__in=visible_teams(viewer))
    return SavedView.objects.filter(mine, page=page).select_related("user", "team")


@transaction.atomic
def keep(viewer: Viewer, page: str, title: str, query: str, *, team: Team | None = None) -> SavedView:
    """Keep a view, in place of one's own of the same title. Raises ValueError for a team outside the scope."""
    if team is not None and not visible_teams(viewer).filter(pk=team.pk).exists():
        raise ValueError("a view is shared only with a team that its owner may see")
    fields = {"query": query.lstrip("?"), "team": team}
    return SavedView.objects.update_or_create(
        user_id=viewer.user_id, page=page, title=title[:100], defaults=fields
    )[0]


def drop(viewer: Viewer, number: int) -> None:
    """Forget one's own view; another's is not found and nothing happens."""
    SavedView.objects.filter(user=viewer.user_id, pk=number).delete()
