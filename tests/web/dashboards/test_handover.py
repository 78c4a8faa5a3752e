"""One shift hands over to the next: who may, who sees it, and what the trail keeps."""

from __future__ import annotations

import pytest

from helmline.errors import NotFound
from helmline_web.dashboards.handover import actions, queries
from helmline_web.dashboards.handover.actions import AlreadyAccepted
from helmline_web.decisions.models import Entry
from helmline_web.people.access import viewer_of

pytestmark = pytest.mark.django_db

COUNTS = {"due": 17, "callbacks": 3, "left_alone": 5, "incidents": 0}


def viewer(cast, name):
    return viewer_of(cast.user[name])


def written(cast, name="Lea", team="Milano", note="Hold the refunds until three."):
    return actions.write(viewer(cast, name), team, 1_000_000, COUNTS, note)


def test_it_keeps_the_counts_and_the_note(cast) -> None:
    handover = written(cast)
    shown = queries.latest(viewer(cast, "Mona"), "Milano")
    assert shown == handover
    assert (shown.due, shown.callbacks, shown.left_alone, shown.note) == (
        17,
        3,
        5,
        "Hold the refunds until three.",
    )


def test_it_is_seen_by_the_team_and_by_nobody_elses_lead(cast) -> None:
    handover = written(cast)
    assert queries.latest(viewer(cast, "Lea")) == handover
    assert queries.latest(viewer(cast, "Lars")) is None
    with pytest.raises(NotFound):
        actions.accept(viewer(cast, "Lars"), handover.pk)


def test_it_is_not_written_for_a_team_outside_the_scope(cast) -> None:
    for team in ("Stockholm", "", "Nowhere"):
        with pytest.raises(NotFound):
            written(cast, team=team)


def test_it_is_written_for_the_whole_floor_by_who_sees_it(cast) -> None:
    handover = written(cast, "Pia", "")
    assert queries.latest(viewer(cast, "Mona"), "Milano") == handover
    assert queries.latest(viewer(cast, "Lea"), "Milano") is None


def test_it_is_accepted_once(cast) -> None:
    handover = written(cast)
    actions.accept(viewer(cast, "Mona"), handover.pk)
    with pytest.raises(AlreadyAccepted) as late:
        actions.accept(viewer(cast, "Pia"), handover.pk)
    assert late.value.handover.accepted_by == cast.user["Mona"]


def test_it_leaves_counts_in_the_trail_and_no_words(cast) -> None:
    handover = written(cast)
    actions.accept(viewer(cast, "Mona"), handover.pk)
    accepted, wrote = Entry.objects.filter(subject=f"handover:{handover.pk}")
    assert (wrote.kind, wrote.by) == ("handover.written", cast.user["Lea"].pk)
    assert wrote.detail == {"team": "Milano", **COUNTS}
    assert (accepted.kind, accepted.by) == ("handover.accepted", cast.user["Mona"].pk)
    assert "refunds" not in str(wrote.detail)
