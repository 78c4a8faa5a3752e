"""Answers: grouping, censoring, intervals, incidents, the state identity, and rows that add up to their cell."""

from __future__ import annotations

import statistics
from typing import Any

import pytest
from facts_by_hand import EPOCH, ByHand
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helmline.errors import QueryError
from helmline.inference.intervals import wilson
from helmline.metrics.ask import ask
from helmline.metrics.compile import compile_sql
from helmline.metrics.query import Query
from helmline.metrics.records import rows
from helmline.metrics.result import QUANTILES, Cell
from helmline.metrics.snapshot import open_cursor
from helmline.reference.entries import Incident, Reason, Validity
from helmline.reference.reference import Reference

DAY = 86_400


def only(query: Query, snapshot: ByHand, reference: Reference | None = None) -> Cell:
    (cell,) = ask(query, snapshot, reference).cells
    return cell


def _tickets(*replies: float | None, **said: Any) -> list[dict[str, Any]]:
    return [
        {
            "has_customer_message": True,
            "t0_us": 0,
            "created_us": 0,
            "first_reply_us": r,
            "is_open": True,
            **said,
        }
        for r in replies
    ]


def test_it_prints_the_documented_json() -> None:
    result = ask(Query(metrics=("first_reply_time",)), ByHand({"interactions": _tickets(60, 120)})).to_json()
    assert set(result) >= {"as_of", "known_at", "observed_until", "reference", "cells"}
    assert result["known_at"] == 7
    assert result["observed_until"] == {"desk": "2024-03-31T00:00:00Z"}
    keys = [
        "metric",
        "by",
        "period",
        "clock",
        "unit",
        "value",
        "n",
        "n_censored",
        "mean",
        "p50",
        "p75",
        "p90",
        "p95",
        "p99",
        "low",
        "high",
    ]
    assert list(result["cells"][0])[: len(keys)] == keys
    assert result["cells"][0]["mean"] == 90.0


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=40))
def test_it_gives_the_quantiles_and_mean_of_the_standard_library(seconds: list[int]) -> None:
    cell = only(Query(metrics=("first_reply_time",)), ByHand({"interactions": _tickets(*seconds)}))
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    for name, p in QUANTILES:
        assert cell.quantiles[name] == pytest.approx(cuts[round(100 * p) - 1], rel=1e-9, abs=1e-6)
    assert cell.mean == pytest.approx(statistics.mean(seconds), rel=1e-12)
    assert cell.summary.sum_sq == sum((s * 1_000_000) ** 2 for s in seconds)


def test_it_censors_what_is_open_and_shows_the_naive_value_beside() -> None:
    snapshot = ByHand({"interactions": _tickets(10, 20, 30, None, None, None)}, observed={"desk": 90 * DAY})
    cell = only(Query(metrics=("first_reply_time",)), snapshot)
    assert (cell.summary.n, cell.summary.n_censored) == (3, 3)
    assert cell.method == "kaplan-meier"
    assert cell.naive["p50"] == 20.0
    # S falls to exactly 1/2 at 30 s and stays there: at least half are answered by then
    assert cell.value == 30.0
    assert cell.quantiles["p75"] is None  # never reached: null, not the longest seen
    assert "kaplan_meier" in cell.notes


def test_it_does_not_use_the_curve_up_to_five_percent_open() -> None:
    snapshot = ByHand({"interactions": _tickets(*range(1, 20), None)})
    assert only(Query(metrics=("first_reply_time",)), snapshot).method == "order-statistics"
    snapshot = ByHand({"interactions": _tickets(*range(1, 19), None)})
    assert only(Query(metrics=("first_reply_time",)), snapshot).method == "kaplan-meier"


def test_it_offers_finished_work_only_and_says_so() -> None:
    snapshot = ByHand({"interactions": _tickets(10, None)})
    cell = only(Query(metrics=("first_reply_time",), cohort="by_event"), snapshot)
    assert (cell.summary.n, cell.summary.n_censored) == (1, 0)
    assert "finished_only" in cell.notes


def test_it_says_missing_for_an_impossible_order_never_a_negative_time() -> None:
    snapshot = ByHand({"interactions": [{"created_us": 100, "closed_us": 40}]})
    cell = only(Query(metrics=("close_time",)), snapshot)
    assert (cell.summary.n, cell.summary.n_missing) == (0, 1)
    assert "impossible_order" in cell.notes


def test_it_gives_a_share_with_wilson_and_null_of_nothing() -> None:
    solved = [{"last_solved_us": 1, "public_replies": r} for r in (1, 1, 1, 2)]
    cell = only(Query(metrics=("one_touch_rate",)), ByHand({"interactions": solved}))
    exact = wilson(3, 4)
    assert (cell.value, cell.low, cell.high) == (0.75, exact.low, exact.high)
    assert only(Query(metrics=("one_touch_rate",)), ByHand()).value is None


def test_it_groups_by_dimensions_null_included() -> None:
    tickets = [{"created_us": 0, "team": t} for t in ("a", "a", None)]
    cells = ask(Query(metrics=("created",), by=("team",)), ByHand({"interactions": tickets})).cells
    assert {c.by["team"]: c.value for c in cells} == {"a": 2, None: 1}
    cell = only(Query(metrics=("created",), where=(("team", ("a", "")),)), ByHand({"interactions": tickets}))
    assert cell.value == 3
    assert (
        only(Query(metrics=("created",), where=(("team", ("",)),)), ByHand({"interactions": tickets})).value
        == 1
    )


def test_it_counts_local_days_and_fills_the_empty_ones() -> None:
    tickets = [{"created_us": s} for s in (0, 3600 * 23.5, 3 * DAY)]
    query = Query(metrics=("created",), period="day", zone="Europe/Rome")
    cells = ask(query, ByHand({"interactions": tickets})).cells
    assert [(c.period, c.value) for c in cells] == [
        ("2024-01-01", 1), ("2024-01-02", 1), ("2024-01-03", 0), ("2024-01-04", 1)
    ]  # fmt: skip


def test_it_limits_to_the_half_open_question() -> None:
    tickets = [{"created_us": s} for s in (0, DAY - 1, DAY)]
    query = Query(metrics=("created",), since="2024-01-01", until="2024-01-02")
    assert only(query, ByHand({"interactions": tickets})).value == 2


def test_it_bands_tenure_hour_and_weekday() -> None:
    tables = {
        "interactions": [{"created_us": 3600, "agent": 1}, {"created_us": 40 * DAY, "agent": 1}],
        "agents": [{"agent": 1, "first_contact_us": 0}],
    }
    cells = ask(Query(metrics=("created",), by=("tenure",)), ByHand(tables)).cells
    assert {c.by["tenure"]: c.value for c in cells} == {"0-30 d": 1, "31-90 d": 1}
    cells = ask(Query(metrics=("created",), by=("weekday", "hour"), zone="Europe/Rome"), ByHand(tables)).cells
    assert {(c.by["weekday"], c.by["hour"]) for c in cells} == {(0, 2), (5, 1)}


def test_it_rolls_reasons_up_a_level_and_reads_old_names_by_the_new() -> None:
    reference = Reference(
        reasons=(Reason("billing"), Reason("refund", parent="billing"), Reason("login")),
        renames={"money": "refund"},
    )
    tickets = [{"created_us": 0, "reason": r} for r in ("refund", "money", "login")]
    snapshot = ByHand({"interactions": tickets})
    cells = ask(Query(metrics=("created",), by=("reason:1",)), snapshot, reference).cells
    assert {c.by["reason:1"]: c.value for c in cells} == {"billing": 2, "login": 1}
    cells = ask(Query(metrics=("created",), by=("reason",)), snapshot, reference).cells
    assert {c.by["reason"]: c.value for c in cells} == {"refund": 2, "login": 1}


def test_it_leaves_incidents_out_on_request_and_shows_both() -> None:
    window = Validity((EPOCH + 100) * 1_000_000, (EPOCH + 200) * 1_000_000)
    reference = Reference(incidents=(Incident("outage", window, brands=("north",)),))
    tickets = [
        {"created_us": s, "brand": b}
        for s, b in ((50, "north"), (150, "north"), (150, "south"), (200, "north"))
    ]
    snapshot = ByHand({"interactions": tickets})
    assert only(Query(metrics=("created",)), snapshot, reference).value == 4
    assert only(Query(metrics=("created",), incidents="without"), snapshot, reference).value == 3
    both = only(Query(metrics=("created",), incidents="both"), snapshot, reference)
    assert (both.value, both.without_incidents["value"]) == (4, 3)


def test_it_answers_what_it_cannot_know_with_a_reason() -> None:
    cell = only(Query(metrics=("deflection",)), ByHand())
    assert cell.value is None
    assert cell.notes == ("not_answerable",)


def test_it_takes_a_parameter_of_the_question() -> None:
    calls = [{"outcome": "answered", "offered_us": 0, "wait_us": w} for w in (10, 30)]
    query = Query(metrics=("service_level_answered",), parameters=(("within_s", 30),))
    assert only(query, ByHand({"calls": calls})).value == 1.0


def test_it_shows_the_vendors_flag_where_no_promise_of_ours_applies() -> None:
    figures = [{"name": "sla_made", "amount": a, "occurred_at_us": 0} for a in (1, 1, 0)]
    cell = only(Query(metrics=("sla_attainment",)), ByHand({"figures": figures}))
    assert cell.value == pytest.approx(2 / 3)
    assert cell.metric == "sla_attainment"
    assert "vendors_figure" in cell.notes


_life = st.lists(st.integers(0, 12), min_size=1, max_size=5, unique=True).map(sorted)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(lives=st.lists(st.tuples(_life, st.none() | st.integers(0, 14)), min_size=1, max_size=8))
def test_it_keeps_the_state_identity_at_every_day(lives: list[tuple[list[int], int | None]]) -> None:
    """backlog(T2) = backlog(T1) + created + reopened - solved - merged, for tickets that live at random."""
    interactions, episodes = [], []
    for number, (turns, merged) in enumerate(lives, start=1):
        merged = merged if merged is None or merged > turns[0] else None
        steps = [t for t in turns if merged is None or t < merged]  # solved and reopened in turn
        gone = {} if merged is None else {"merged_us": merged * DAY + 60, "merged_into": 99}
        interactions.append({"interaction": number, "created_us": steps[0] * DAY, **gone})
        for episode, begin in enumerate(steps[::2], start=1):
            solved, back = [*steps[2 * episode - 1 :], None, None][:2]
            row = {
                "solved_us": None if solved is None else solved * DAY,
                "ended_us": None if back is None else back * DAY,
            }
            episodes.append({"interaction": number, "episode": episode, "started_us": begin * DAY, **row})
    snapshot = ByHand({"interactions": interactions, "episodes": episodes})
    names = ("created", "reopened", "solved", "merged", "backlog")
    span = {"period": "day", "since": "2024-01-01", "until": "2024-01-20"}
    found: dict[str, dict[str, float]] = {name: {} for name in names}
    for cell in ask(Query(metrics=names, **span), snapshot).cells:  # type: ignore[arg-type]
        found[cell.metric][cell.period or ""] = cell.value or 0
    before = 0.0
    for day in sorted(found["backlog"]):
        flow = [found[name].get(day, 0) for name in ("created", "reopened", "solved", "merged")]
        assert found["backlog"][day] == before + flow[0] + flow[1] - flow[2] - flow[3], day
        before = found["backlog"][day]


def test_it_opens_a_number_to_exactly_its_rows() -> None:
    tickets = [*_tickets(10, 20, None, team="a"), *_tickets(30, team="b")]
    query = Query(metrics=("first_reply_time",), by=("team",))
    opened = rows(query, ByHand({"interactions": tickets}))
    for cell in ask(query, ByHand({"interactions": tickets})).cells:
        mine = [r for r in opened if r.by == cell.by and not r.missing]
        assert sum(r.seen for r in mine) == cell.summary.n
        assert sum(not r.seen for r in mine) == cell.summary.n_censored
        assert sum(r.value or 0 for r in mine if r.seen) * 1_000_000 == cell.summary.sum
    assert {r.case_key for r in opened} == {"1", "2", "3", "4"}


def test_it_opens_shares_and_stocks_as_well() -> None:
    solved = [{"last_solved_us": 1, "public_replies": r} for r in (1, 1, 2)]
    opened = rows(Query(metrics=("one_touch_rate",)), ByHand({"interactions": solved}))
    assert sorted(r.value or 0 for r in opened if r.counted) == [0.0, 1.0, 1.0]
    tables = {"interactions": [{"created_us": 0}], "episodes": [{"episode": 1, "started_us": 0}]}
    assert len(rows(Query(metrics=("backlog",)), ByHand(tables))) == 1
    with pytest.raises(QueryError, match="created, solved"):
        rows(Query(metrics=("net_flow",)), ByHand(tables))


def test_its_portable_sql_gives_the_sums_and_quantiles_of_the_answer() -> None:
    tables = {"interactions": [*_tickets(10, 20, 90, team="a"), *_tickets(30, team="b")]}
    query = Query(metrics=("first_reply_time", "created"), by=("team",))
    cursor = open_cursor(ByHand(tables))
    sql = compile_sql(query)
    found = {row[0]: row[1:] for row in cursor.execute(sql["first_reply_time"]).fetchall()}
    for cell in ask(query, ByHand(tables)).cells:
        if cell.metric == "first_reply_time":
            n, censored, total, p50, p90 = found[cell.by["team"]]
            assert (n, censored, total) == (cell.summary.n, cell.summary.n_censored, cell.summary.sum)
            assert p50 / 1e6 == cell.quantiles["p50"]
            assert p90 / 1e6 == pytest.approx(cell.quantiles["p90"])
    for dialect in ("postgres", "clickhouse"):
        assert "SELECT" in compile_sql(query, dialect)["created"]
    with pytest.raises(QueryError, match="oracle"):
        compile_sql(query, "oracle")


def test_it_answers_every_metric_of_an_empty_log_without_a_zero_that_means_unknown() -> None:
    from helmline.metrics.loading import catalogue

    answers = ask(Query(metrics=tuple(catalogue())), ByHand()).cells
    assert {cell.metric for cell in answers} == set(catalogue())
    for cell in answers:
        kind = catalogue()[cell.metric].kind
        assert cell.value == 0 if kind in ("count", "stock", "difference") else cell.value is None, (
            cell.metric
        )


@pytest.mark.parametrize(
    "dimension", ["brand", "team", "agent", "reason:1", "tenure", "concurrency", "source"]
)
def test_it_breaks_every_kind_of_table_down_by_every_dimension(dimension: str) -> None:
    one = {"interaction": 1, "team": "a", "agent": 1}
    tables = {
        "interactions": [{"created_us": 0, "t0_us": 0, **one}],
        "loads": [{"interaction": 1, "agent": 1, "started_us": 0, "stopped_us": 10, "load_milli": 1000}],
        "calls": [{"offered_us": 0, "outcome": "answered", "wait_us": 1, **one}],
        "ratings": [{"kind": "csat", "answered_us": 0, "score": 5000, "scale": 5000, "last": True, **one}],
        "figures": [{"name": "sla_made", "amount": 1, "occurred_at_us": 0, **one}],
        "statuses": [{"status": 2, "started_us": 0, "ended_us": 5, **one}],
        "episodes": [{"episode": 1, "started_us": 0, "solved_us": 5, **one}],
    }
    names = (
        "created",
        "concurrency",
        "asa",
        "csat",
        "vendor_sla_attainment",
        "agent_work_time",
        "solved",
        "aht",
    )
    cells = ask(Query(metrics=names, by=(dimension,)), ByHand(tables)).cells
    assert {cell.metric for cell in cells} == set(names)
    if dimension == "team":
        assert {cell.by["team"] for cell in cells} == {"a"}
