"""The reference page is what the catalogue says today."""

from __future__ import annotations

from pathlib import Path

import pytest

from helmline.errors import QueryError
from helmline.metrics.document import PAGE, describe, page
from helmline.metrics.loading import catalogue, metric, read

ROOT = Path(__file__).parents[2]
ASKED_BY_NAME = [
    "created",
    "solved",
    "backlog",
    "case_duration",
    "first_reply_time",
    "next_reply_time",
    "first_resolution_time",
    "full_resolution_time",
    "close_time",
    "requester_wait",
    "one_touch_rate",
    "fcr",
    "reopen_rate",
    "transfer_rate",
    "escalation_rate",
    "sla_attainment",
    "service_level",
    "asa",
    "abandonment_rate",
    "aht",
    "csat",
    "nps",
    "ces",
    "vendor_resolution_time",
]


def test_it_is_current() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(), "run python -m helmline.metrics.document"


def test_it_has_every_metric_that_is_asked_by_name() -> None:
    assert set(ASKED_BY_NAME) <= set(catalogue())


def test_it_covers_the_definitions_1_to_46_and_57() -> None:
    numbers = {part.strip() for found in catalogue().values() for part in found.number.split(",")}
    assert {str(number) for number in (*range(1, 47), 57, 60)} <= numbers


@pytest.mark.parametrize("name", list(catalogue()))
def test_it_says_everything_a_reader_needs(name: str) -> None:
    found = metric(name)
    assert found.meaning.endswith(".")
    assert ". " not in found.meaning, "one sentence"
    assert found.formula
    assert found.attribution
    assert found.exclusions
    assert found.vendors
    assert (found.worked is not None) == found.answerable
    assert bool(found.unanswerable) != found.answerable


def test_it_complains_about_everything_wrong_in_a_file_at_once() -> None:
    text = '[broken]\ntitle = "x"\nkind = "durtion"\nunt = "s"\n'
    with pytest.raises(QueryError) as told:
        read(text, "broken.toml")
    for word in ("'unt'", "unit", "durtion", "no 'meaning'", "worked case"):
        assert word in str(told.value)


def test_it_names_file_and_field_of_a_wrong_expression() -> None:
    text = (ROOT / "src/helmline/metrics/catalogue/resolution.toml").read_text(encoding="utf-8")
    with pytest.raises(
        QueryError, match=r"spoilt\.toml: \[close_time\] stop: unknown column 'closed_uss'"
    ) as told:
        read(text.replace('stop = "closed_us"', 'stop = "closed_uss"'), "spoilt.toml")
    assert "closed_us" in told.value.hint


def test_it_suggests_a_metric_for_a_wrong_name() -> None:
    with pytest.raises(QueryError, match="'first_reply'") as told:
        metric("first_reply")
    assert "first_reply_time" in told.value.hint


@pytest.mark.parametrize("name", list(catalogue()))
def test_it_describes_every_metric_in_lines_that_fit_a_terminal(name: str) -> None:
    found = metric(name)
    lines = describe(found, 80).splitlines()
    assert lines[0].startswith(f"{name}: ")
    assert max(map(len, lines)) <= 80
    told = " ".join(" ".join(lines).split())
    for said in (
        found.title,
        found.meaning,
        found.formula,
        found.exclusions,
        *found.vendors,
        *found.parameters,
    ):
        assert " ".join(said.split()) in told
