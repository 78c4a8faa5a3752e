"""The one door: everybody gets what they may see, and the same question twice is counted once."""

from __future__ import annotations

import pytest

from helmline.errors import NotFound
from helmline_web.analytics import cache, door
from helmline_web.analytics.selection import Selection
from helmline_web.people.access import Viewer, viewer_of

pytestmark = [pytest.mark.usefixtures("company"), pytest.mark.django_db]


def _created(viewer: Viewer, **where: str) -> float:
    query = Selection.read({f"where.{name}": value for name, value in where.items()}).query("created")
    return door.ask(viewer, query).one("created").value or 0


def test_a_manager_sees_all_a_lead_the_own_team_and_an_agent_the_own_work(cast) -> None:
    whole, milano, own = (_created(viewer_of(cast.user[name])) for name in ("Mona", "Lea", "Abe"))
    assert whole > milano > own


def test_two_leads_together_never_see_more_than_the_whole(cast) -> None:
    mona, lea, lars = (viewer_of(cast.user[name]) for name in ("Mona", "Lea", "Lars"))
    assert _created(lea, team="Stockholm") <= _created(mona, team="Stockholm")
    assert _created(lea) + _created(lars) <= _created(mona)


def test_it_names_what_the_answer_rests_on(cast) -> None:
    answer = door.ask(viewer_of(cast.user["Mona"]), Selection.read({}).query("created", "backlog"))
    assert answer.result.query_hash == answer.query.hash()
    assert answer.freshness.reference == answer.result.reference
    assert answer.freshness.until_us is not None


def test_it_counts_the_same_question_once_and_never_for_another_reader(cast) -> None:
    cache.results.clear()
    mona, lea = viewer_of(cast.user["Mona"]), viewer_of(cast.user["Lea"])
    before = cache.results.misses
    for viewer in (mona, mona, lea):
        _created(viewer)
    assert cache.results.misses == before + 2


def test_the_rows_behind_a_number_are_as_many_as_it_says(cast) -> None:
    lea, query = viewer_of(cast.user["Lea"]), Selection.read({}).query("created")
    page = door.rows(lea, query, limit=3)
    assert page.total == door.ask(lea, query).one("created").summary.n
    assert len(page.records) == 3


def test_it_does_not_explain_what_the_reader_may_not_see(cast) -> None:
    mona, query = viewer_of(cast.user["Mona"]), Selection.read({"team": "Tokyo"}).query("created")
    case = door.rows(mona, query).records[0].case_key
    assert door.explain(mona, "first_reply_time", case).case_key == case
    with pytest.raises(NotFound):
        door.explain(viewer_of(cast.user["Lea"]), "first_reply_time", case)
