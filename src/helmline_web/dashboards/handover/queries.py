"""Which handovers a reader may see: those of teams in scope; the whole floor's only for who sees the whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from helmline.errors import NotFound
from helmline_web.dashboards.models import Handover
from helmline_web.people.access import Viewer
from helmline_web.people.models import Team

#: how long a handover stays on the board after it was written
SHOWN_FOR: Final = timedelta(hours=16)


def within(viewer: Viewer) -> QuerySet[Handover]:
    """Return the handovers in a reader's scope."""
    found = Handover.objects.select_related("team", "written_by__person", "accepted_by__person")
    if viewer.audience is None:
        return found
    return found.filter(
        team__code__in={grant.value for grant in viewer.audience.teams if grant.to_us is None}
    )


def latest(viewer: Viewer, team: str = "") -> Handover | None:
    """Return the handover to show for a team: the whole floor's counts for every team that sees it."""
    recent = within(viewer).filter(written_at__gte=timezone.now() - SHOWN_FOR)
    return (recent.filter(Q(team__code=team) | Q(team=None)) if team else recent).first()


def one(viewer: Viewer, number: int, *, for_update: bool = False) -> Handover:
    """Return a handover in scope, locked where asked; raise NotFound otherwise."""
    found = within(viewer).filter(pk=number)
    handover = (found.select_for_update(of=("self",)) if for_update else found).first()
    if handover is None:
        raise NotFound("There is no such handover.")
    return handover


def teams(viewer: Viewer) -> QuerySet[Team]:
    """Return the teams whose shift a reader may hand over: those in scope today."""
    if viewer.audience is None:
        return Team.objects.all()
    return Team.objects.filter(
        code__in={grant.value for grant in viewer.audience.teams if grant.to_us is None}
    )


def team_of(viewer: Viewer, code: str) -> Team | None:
    """Return the team of a code, None for the whole floor; raise NotFound where the reader has no such scope."""
    if not code and viewer.audience is None:
        return None
    team = teams(viewer).filter(code=code).first()
    if team is None:
        raise NotFound(f"There is no team {code!r} here.")
    return team
