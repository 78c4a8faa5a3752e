"""The live board: what it shows, to whom, how old, and what the wall never shows."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from helmline.metrics.now import now
from helmline_web.analytics import door
from helmline_web.dashboards.live import moment
from helmline_web.dashboards.live.moment import Moment
from helmline_web.dashboards.models import Handover
from helmline_web.people.models import Identity

#: a morning with people on shift, in the company's last week
MORNING = "2026-09-23T10:20"


def board(cast, name, path="live", **query):
    return cast.client(name).get(reverse(f"dashboards:{path}"), query)


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def floor(company, db, cast):
    return cast


def test_it_says_that_old_data_are_not_live(floor) -> None:
    shown = words(board(floor, "Mona"))
    assert "Not live: the data end at" in shown
    assert shown.count("not live,") == 6


def test_it_looks_back_at_a_chosen_instant_and_does_not_refresh(floor) -> None:
    response = board(floor, "Mona", at=MORNING)
    assert "You are looking back at Wed 23 Sep" in words(response)
    assert "as of 10:20" in words(response)
    assert b'data-behaviour="refresh"' not in response.content


def test_it_shows_now_where_the_instant_is_nonsense(floor) -> None:
    assert b'data-every="15"' in board(floor, "Mona", at="yesterday").content


def test_it_refreshes_without_javascript(floor) -> None:
    assert b'<noscript><meta http-equiv="refresh" content="15"></noscript>' in board(floor, "Mona").content


def test_it_answers_a_refresh_with_the_board_alone(floor) -> None:
    response = floor.client("Mona").get(reverse("dashboards:live"), headers={"HX-Request": "true"})
    assert b"<html" not in response.content
    assert b"Calls waiting" in response.content


def test_it_counts_what_the_library_counts_within_the_readers_scope(floor) -> None:
    everything, milano = (board(floor, name, at=MORNING) for name in ("Mona", "Lea"))
    counted = now(door.facts(), everything.context["board"].now.at_us)
    assert len(everything.context["board"].now.waiting) == len(counted.waiting)
    assert {each.team for each in milano.context["board"].now.people} <= {"Milano"}
    assert len(milano.context["board"].now.waiting) < len(counted.waiting)


def test_it_shows_no_names_on_the_wall_nor_to_who_may_not_see_people(floor) -> None:
    names = set(Identity.objects.values_list("person__name", flat=True)) - {None}
    named = words(board(floor, "Mona", at=MORNING))
    assert any(name in named for name in names)
    for response in (board(floor, "Mona", "live-tv", at=MORNING), board(floor, "Vic", at=MORNING)):
        shown = words(response)
        assert not [name for name in names if " " in name and name in shown]


def test_it_hands_over_and_accepts(floor) -> None:
    floor.client("Lea").post(
        reverse("dashboards:handover-write"), {"team": "Milano", "note": "Call Anna at three."}
    )
    handover = Handover.objects.get()
    shown = board(floor, "Mona", team="Milano")
    assert "Handover to you From Lea" in words(shown)
    assert "Call Anna at three." in words(shown)
    floor.client("Mona").post(reverse("dashboards:handover-accept", args=[handover.pk]), {"team": "Milano"})
    assert "Taken over by Mona" in words(board(floor, "Mona", team="Milano"))
    late = floor.client("Pia").post(
        reverse("dashboards:handover-accept", args=[handover.pk]), {"team": "Milano"}, follow=True
    )
    assert "Mona took this shift over already." in words(late)


def test_it_offers_a_lead_the_own_shift_and_a_planner_the_whole_floor(floor) -> None:
    lead, planner = words(board(floor, "Lea")), words(board(floor, "Pia"))
    assert "Whose shift Milano What the next shift must know" in lead
    assert "The whole floor" in planner


def test_it_lets_nobody_hand_over_who_may_not(floor) -> None:
    assert floor.client("Abe").post(reverse("dashboards:handover-write"), {"note": ""}).status_code == 404
    assert (
        floor.client("Lars").post(reverse("dashboards:handover-write"), {"team": "Milano"}).status_code == 404
    )
    assert not Handover.objects.exists()


def test_it_says_so_where_there_are_no_data(nothing_yet, cast) -> None:
    assert "No data has come in" in words(board(cast, "Mona"))
    assert "No data has come in" in words(board(cast, "Mona", "live-tv"))


@pytest.mark.parametrize(
    ("behind_s", "said", "old"),
    [
        (4, "4 s ago", False),
        (60, "1 m ago", False),
        (61, "not live, 1 m old", True),
        (None, "no source tells this", False),
    ],
)
def test_it_calls_data_older_than_a_minute_not_live(behind_s, said, old) -> None:
    clock = 1_790_000_000_000_000
    seen = None if behind_s is None else clock - behind_s * 1_000_000
    age = moment.age(seen, Moment(clock, "UTC"), clock)
    assert (age.words.replace("\xa0", " "), age.is_old) == (said, old)
