"""Write a handover and accept it; both stand in the trail."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from helmline_web.dashboards.handover import queries
from helmline_web.dashboards.models import Handover
from helmline_web.decisions.actions import record
from helmline_web.people.access import Viewer


class AlreadyAccepted(Exception):
    """Somebody else was faster; `handover` says who and when."""

    def __init__(self, handover: Handover) -> None:
        super().__init__(f"handover {handover.pk} was accepted already")
        self.handover = handover


@transaction.atomic
def write(viewer: Viewer, team: str, board_us: int, counts: Mapping[str, int | None], note: str) -> Handover:
    """Hand a team's shift over, or the whole floor's where `team` is empty, with the board as counted.

    `counts` has due, callbacks, left_alone and incidents. Raises NotFound for a team outside the scope.
    """
    handover = Handover.objects.create(
        team=queries.team_of(viewer, team),
        written_by_id=viewer.user_id,
        board_us=board_us,
        note=note.strip(),
        **counts,
    )
    record(
        "handover.written",
        by=viewer.user_id,
        subject=_subject(handover),
        detail={"team": team or "*", **counts},
    )
    return handover


@transaction.atomic
def accept(viewer: Viewer, number: int) -> Handover:
    """Take a handover over; raise NotFound for one out of scope, AlreadyAccepted for one that is taken."""
    handover = queries.one(viewer, number, for_update=True)
    if not handover.is_open:
        raise AlreadyAccepted(handover)
    handover.accepted_by_id, handover.accepted_at = viewer.user_id, timezone.now()
    handover.save(update_fields=["accepted_by", "accepted_at"])
    team = handover.team.code if handover.team else "*"
    record("handover.accepted", by=viewer.user_id, subject=_subject(handover), detail={"team": team})
    return handover


def _subject(handover: Handover) -> str:
    return f"handover:{handover.pk}"
