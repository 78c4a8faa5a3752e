"""The metric catalogue: every definition reads, with its example, its vendors and what it says here."""

from __future__ import annotations

import pytest

from helmline.metrics.loading import catalogue
from helmline_web.dashboards.definitions import entry, example, listing

METRICS = list(catalogue().values())


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("zendesk wfm", "first_response_after_assignment"),
        ("CSAT", "csat"),
        ("first reply", "first_reply_time"),
    ],
)
def test_it_finds_a_definition_by_its_words(words, found):
    assert found in [metric.name for metric in listing.matching(words)]


def test_it_shows_every_definition_once():
    shown = [listed.href for family in listing.families(METRICS) for listed in family.metrics]
    assert len(shown) == len(set(shown)) == len(METRICS)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_it_has_facts_and_a_history_for_every_definition(metric):
    labels = [fact.label for fact in entry.facts(metric)]
    assert {"Formula", "Unit", "Whose", "Left out"} <= set(labels)
    assert entry.history(metric)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_it_draws_the_worked_example_where_it_has_rows(metric):
    shown = example.table(metric)
    assert shown is None or len(shown.rows) >= 1
    drawn = example.clock(metric)
    assert drawn is None or metric.kind in ("duration", "stock", "stock_age")


def test_it_puts_the_help_desk_that_is_connected_first():
    found = entry.differences(catalogue()["first_reply_time"], ["freshdesk", "calls"])
    assert found[0].connected
    assert found[0].text.startswith("Freshdesk")
    assert not any(difference.connected for difference in found[1:])


def test_it_lists_and_narrows_on_the_page(company, cast):
    client = cast.client("Abe")
    assert f"{len(METRICS)} definitions" in client.get("/metrics").text
    narrowed = client.get("/metrics?q=zendesk&family=response", headers={"HX-Request": "true"})
    assert "First reply time" in narrowed.text
    assert "<html" not in narrowed.text
    assert "No definition matches" in client.get("/metrics?q=xyzzy").text


def test_it_shows_the_figure_of_now_within_the_readers_scope(company, cast):
    span = "since=2026-08-31&until=2026-09-27"
    counts = {
        name: cast.client(name).get(f"/metrics/created?{span}").context["now"].figures[0].value
        for name in ("Mona", "Lea")
    }
    assert 0 < counts["Lea"] < counts["Mona"]


def test_it_reads_before_anything_was_imported(nothing_yet, cast):
    assert cast.client("Ada").get("/metrics/first_reply_time").status_code == 200


def test_it_shows_own_thresholds(company, cast):
    page = cast.client("Mona").get("/metrics/csat")
    assert [fact.text for fact in page.context["thresholds"]] == ["good_percent = 80"] * 3


def test_it_does_not_know_what_is_no_metric(company, cast):
    assert cast.client("Mona").get("/metrics/nonsense").status_code == 404


def test_it_says_when_the_period_makes_no_sense(company, cast):
    page = cast.client("Mona").get("/metrics/created?period=whenever")
    assert page.status_code == 200
    assert "no period" in page.context["now"].trouble
