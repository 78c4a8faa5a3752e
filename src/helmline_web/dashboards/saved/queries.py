"""Which saved views somebody has, which were shared with them, and with whom they may share."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import Q, QuerySet

from helmline.errors import NotFound
from helmline_web.people.access import Viewer
from helmline_web.people.models import Membership, SavedView, Team


def own(viewer: Viewer, number: int) -> SavedView:
    """Return one's own view; raise NotFound for anybody else's."""
    view = SavedView.objects.filter(user_id=viewer.user_id, pk=number).first()
    if view is None:
        raise NotFound("There is no such view.")
    return view


def mine(viewer: Viewer, page: str = "") -> QuerySet[SavedView]:
    """Return one's own views, of one page or of all."""
    found = SavedView.objects.filter(user_id=viewer.user_id).select_related("team")
    return found.filter(page=page) if page else found


def shared(viewer: Viewer, page: str = "") -> QuerySet[SavedView]:
    """Return the views that others shared with one's teams; they show what one may see oneself."""
    found = SavedView.objects.filter(team__in=teams(viewer)).exclude(user_id=viewer.user_id)
    found = found.select_related("team", "user__person")
    return found.filter(page=page) if page else found


def teams(viewer: Viewer) -> QuerySet[Team]:
    """Return the teams one belongs to or sees."""
    if viewer.audience is None:
        return Team.objects.all()
    belongs = Membership.objects.filter(person_id=viewer.person_id).on(datetime.now(UTC).date())
    seen = {grant.value for grant in viewer.audience.teams}
    return Team.objects.filter(Q(pk__in=belongs.values("team")) | Q(code__in=seen))
