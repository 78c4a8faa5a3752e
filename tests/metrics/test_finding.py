"""From what a person types to the interactions of it, never past the audience."""

from __future__ import annotations

from pathlib import Path

import pytest
from facts_by_hand import ByHand

from helmline.eventlog.privacy import Subject, Subjects
from helmline.eventlog.schema import Role
from helmline.metrics.audience import Audience, Grant
from helmline.metrics.finding import by_customer, by_number, spellings

DESK = ByHand(
    {
        "interactions": [
            {"case_key": "4711", "source": "desk", "created_us": 10, "team": "north", "customer": 71},
            {"case_key": "4711", "source": "phone", "created_us": 20, "team": "south", "customer": 71},
            {"case_key": "9", "source": "desk", "created_us": 30, "team": "south", "customer": 72},
        ]
    }
)
NORTH = Audience(teams=(Grant("north"),))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    Subjects(tmp_path).register(
        [
            Subject(71, "desk", "+390612345678", Role.CUSTOMER, "Carla", "carla@example.org"),
            Subject(72, "desk", "4912345", Role.CUSTOMER, None, None),
            Subject(73, "desk", "abe@example.org", Role.AGENT, "Abe", "abe@example.org"),
        ]
    )
    return tmp_path


def test_it_finds_a_number_in_every_source() -> None:
    assert [found.source for found in by_number(DESK, "4711")] == ["phone", "desk"]
    assert [found.source for found in by_number(DESK, "#4711")] == ["phone", "desk"]
    assert by_number(DESK, "471") == ()


def test_it_finds_nothing_past_the_audience(data: Path) -> None:
    assert [found.source for found in by_number(DESK, "4711", NORTH)] == ["desk"]
    assert by_number(DESK, "9", NORTH) == by_number(DESK, "9", Audience()) == ()
    assert len(by_customer(data, DESK, "carla@example.org", NORTH)) == 1


@pytest.mark.parametrize(
    "words",
    ["carla@example.org", "Carla@Example.org", "+39 06 1234 5678", "0039 06 12345678", "+39 (06) 1234-5678"],
)
def test_it_finds_a_customer_however_it_is_written(data: Path, words: str) -> None:
    assert {found.customer for found in by_customer(data, DESK, words)} == {71}


@pytest.mark.parametrize("words", ["Carla", "71", "abe@example.org", "+39 06", "%"])
def test_it_finds_nobody_by_name_by_key_or_a_colleague(data: Path, words: str) -> None:
    assert by_customer(data, DESK, words) == ()


def test_a_ticket_number_is_no_telephone_number() -> None:
    assert list(spellings("4711")) == ["4711"]
