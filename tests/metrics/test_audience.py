"""What a reader may see: nothing escapes it, parts add up, and it equals a snapshot filtered by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from facts_by_hand import ByHand, instant
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helmline.errors import NotFound
from helmline.metrics.ask import ask
from helmline.metrics.audience import Audience, Grant
from helmline.metrics.batches import record_batches
from helmline.metrics.cohort import Scope
from helmline.metrics.compile import compile_sql
from helmline.metrics.explain import explain
from helmline.metrics.loading import catalogue
from helmline.metrics.query import Query
from helmline.metrics.records import page, rows
from helmline.metrics.result import Cell
from helmline.metrics.snapshot import open_cursor
from helmline.metrics.visibility import visible
from helmline.reference.entries import Incident, Target, Validity
from helmline.reference.reference import Reference

NOBODY = Audience()
STRANGER = Audience(teams=(Grant("nowhere"),), agents=(Grant(-1),), brands=("none",))
WORKED = [name for name, metric in catalogue().items() if metric.worked]
Row = Mapping[str, Any]


def _worked(name: str) -> tuple[ByHand, Reference]:
    worked = catalogue()[name].worked
    assert worked is not None
    promises = [Target(given["kind"], given["within_s"] * 1_000_000, "calendar") for given in worked.targets]
    return ByHand(worked.rows), Reference(targets=tuple(promises))


def _is_empty(cell: Cell) -> bool:
    told = cell.to_json()
    numbers = ("n", "n_censored", "n_missing", "n_pending", "n_ended_unresolved", "numerator", "denominator")
    return not any(told[name] for name in numbers) and not told["value"] and not any(cell.histogram.values())


# ---- nothing escapes --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WORKED)
def test_it_leaves_nothing_of_any_metric_to_a_stranger(name: str) -> None:
    snapshot, reference = _worked(name)
    assert any(not _is_empty(cell) for cell in ask(Query((name,)), snapshot, reference).cells)
    incidents = (Incident("outage", Validity(instant(10**7), instant(10**7 + 1))),)
    beside = Reference(targets=reference.targets, incidents=incidents)
    for cell in ask(Query((name,), incidents="both"), snapshot, beside, audience=STRANGER).cells:
        assert _is_empty(cell)
        assert not cell.without_incidents.get("n")
        assert not cell.without_incidents.get("value")


OPENED = [name for name in WORKED if not catalogue()[name].of and catalogue()[name].kind != "ramp"]


@pytest.mark.parametrize("name", OPENED)
def test_it_leaves_a_stranger_no_row_to_open(name: str) -> None:
    snapshot, _ = _worked(name)
    assert rows(Query((name,)), snapshot, audience=STRANGER) == []


def test_every_door_to_rows_is_shut() -> None:
    snapshot, _ = _worked("first_reply_time")
    query = Query(("first_reply_time",))
    assert page(query, snapshot, audience=STRANGER).total == 0
    assert not [batch for batch in record_batches(query, snapshot, audience=STRANGER) if batch.num_rows]


@pytest.mark.parametrize("name", ["created", "backlog", "sla_attainment", "ramp_days", "clearance"])
def test_who_was_granted_nothing_sees_nothing(name: str) -> None:
    snapshot, reference = _worked(name)
    assert all(_is_empty(cell) for cell in ask(Query((name,)), snapshot, reference, audience=NOBODY).cells)


def test_a_statement_for_some_audience_fails_where_none_was_installed() -> None:
    snapshot, _ = _worked("created")
    text = compile_sql(Query(("created",)), scope=Scope(scoped=True))["created"]
    with pytest.raises(Exception, match="may_see"):
        open_cursor(snapshot).sql(text)


def test_it_shows_everything_to_who_has_no_limits() -> None:
    snapshot, _ = _worked("created")
    assert ask(Query(("created",)), snapshot).cells == ask(Query(("created",)), snapshot, audience=None).cells


# ---- the same as filtering by hand ------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """Where a metric's rows lie, when, and for whom, said again by hand."""

    table: str
    at: Callable[[Row], float | None]
    whose: str = "agent"


BY_HAND = {
    "created": Told("interactions", lambda row: row["created_us"]),
    "first_reply_time": Told("interactions", lambda row: row["t0_us"], "first_reply_agent"),
    "first_resolution_time": Told("interactions", lambda row: row["t0_us"]),
    "transfer_rate": Told("interactions", lambda row: row["t0_us"]),
    "replies_to_resolution": Told("interactions", lambda row: row["last_solved_us"]),
    "solved": Told("episodes", lambda row: row["solved_us"] or row["closed_us"]),
    "backlog": Told("episodes", lambda row: row["started_us"]),
    "backlog_age": Told("episodes", lambda row: row["started_us"]),
    "next_reply_time": Told("replies", lambda row: row["asked_us"]),
    "service_level": Told("calls", lambda row: row["offered_us"]),
    "csat": Told("ratings", lambda row: row["answered_us"]),
}
TEAMS, BRANDS, AGENTS = ("north", "south", None), ("blue", "red", None), (1, 2, None)

moments = st.integers(1, 80).map(lambda day: day * 86_400 / 2)
later = st.none() | moments
person = st.sampled_from(AGENTS)
places = st.fixed_dictionaries(
    {"team": st.sampled_from(TEAMS), "brand": st.sampled_from(BRANDS), "agent": person}
)


def _of(**columns: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda place, rest: {**place, **rest}, places, st.fixed_dictionaries(columns))


SHAPES = {
    "interactions": _of(
        created_us=moments, t0_us=moments, first_reply_us=later, first_reply_agent=person,
        first_solved_us=later, last_solved_us=later, transfers=st.integers(0, 1), public_replies=st.just(2),
        has_customer_message=st.just(True), handled=st.just(True),
    ),
    "episodes": _of(started_us=moments, solved_us=later, closed_us=later, episode=st.just(2)),
    "replies": _of(turn=st.just(2), asked_us=moments, answered_us=later),
    "calls": _of(offered_us=moments, queued_us=moments, wait_us=st.integers(0, 60), outcome=st.just("answered")),
    "ratings": _of(
        kind=st.just("csat"), answered_us=later, score=st.sampled_from([1000, 5000]), scale=st.just(5000),
        first=st.just(True), last=st.just(True), eligible=st.just(True),
    ),
}  # fmt: skip
grants = {
    name: st.lists(
        st.builds(
            Grant, st.sampled_from(values), st.none() | moments.map(instant), st.none() | moments.map(instant),
            st.sampled_from([(), (), ("blue",)]),
        ),
        max_size=3,
    ).map(tuple)
    for name, values in {"teams": TEAMS[:2], "agents": AGENTS[:2]}.items()
}  # fmt: skip
audiences = st.builds(
    Audience,
    grants["teams"],
    grants["agents"],
    st.sampled_from([(), ("blue",), ("red",)]),
    st.sampled_from([False, False, True]),
    st.sampled_from([(), (), ("red",)]),
)
asked = st.sampled_from([{}, {"by": ("team",)}, {"by": ("agent",), "period": "month"}, {"by": ("brand",)}])


def _may_see(audience: Audience, told: Told, row: Row) -> bool:
    at = told.at(row)
    if at is None or (audience.brands and row["brand"] not in audience.brands):
        return False
    if audience.whole or row["brand"] in audience.whole_brands:
        return True
    held = [(grant, row["team"]) for grant in audience.teams]
    held += [(grant, row[told.whose]) for grant in audience.agents]
    return any(
        grant.value == value
        and (not grant.brands or row["brand"] in grant.brands)
        and (grant.from_us is None or instant(at) >= grant.from_us)
        and (grant.to_us is None or instant(at) < grant.to_us)
        for grant, value in held
    )


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from(sorted(BY_HAND)), audiences, asked)
def test_it_equals_a_snapshot_filtered_by_hand(
    data: Any, name: str, audience: Audience, how: dict[str, Any]
) -> None:
    told = BY_HAND[name]
    found = data.draw(st.lists(SHAPES[told.table], max_size=8))
    tables = {told.table: [{**row, "interaction": number + 1} for number, row in enumerate(found)]}
    if told.table != "interactions":
        owned = [{"created_us": row.get("started_us", 0), "agent": row["agent"]} for row in found]
        tables["interactions"] = owned
    kept = [row for row in tables[told.table] if _may_see(audience, told, row)]
    # whoever asks without limits sees the span of all rows; its ends are given so that both see the same
    query = Query((name,), since="2024-01-01", until="2024-03-31", **how)
    narrowed = ask(query, ByHand(tables), audience=audience).cells
    by_hand = ask(query, ByHand({**tables, told.table: kept})).cells
    assert [cell.to_json() for cell in narrowed] == [cell.to_json() for cell in by_hand]


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(SHAPES["interactions"], max_size=12), moments.map(instant))
def test_parts_add_up_to_the_whole(found: list[Row], handed_over: int) -> None:
    """One team until some day, the same team since, another team, and whoever has no team: everything."""
    snapshot = ByHand({"interactions": found})
    query = Query(("created", "transfer_rate", "backlog"))
    parts = [
        Audience(teams=(Grant("north", None, handed_over),)),
        Audience(teams=(Grant("north", handed_over, None),)),
        Audience(teams=(Grant("south"),)),
    ]
    of_teams = Query(query.metrics, where=(("team", ("north", "south")),))
    whole = ask(of_teams, snapshot).cells
    for place, cell in enumerate(whole):
        told = [ask(query, snapshot, audience=part).cells for part in parts]
        for name in ("n", "numerator", "denominator"):
            counts = [cells[place].to_json()[name] for cells in told if len(cells) > place]
            assert sum(counts) == cell.to_json()[name]


# ---- the same people, the same key ------------------------------------------------------------------


def test_it_names_equal_audiences_alike() -> None:
    one = Audience(teams=(Grant("north"), Grant("south", 5)))
    other = Audience(teams=(Grant("south", 5), Grant("north"), Grant("north")))
    assert one.hash() == other.hash() != Audience(teams=(Grant("north"),)).hash()
    assert Audience(teams=(Grant("7"),)).hash() != Audience(agents=(Grant(7),)).hash()


# ---- opening an interaction -------------------------------------------------------------------------

MOVED = {
    "interactions": [{"created_us": 0, "first_event_us": 0, "t0_us": 0, "team": "south", "brand": "blue", "agent": 2,
                      "has_customer_message": True}],
    "stints": [
        {"stint": 1, "started_us": 0, "ended_us": 100, "team": "north", "brand": "blue", "agent": 1},
        {"stint": 2, "started_us": 100, "team": "south", "brand": "blue", "agent": 2},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("audience", "opens"),
    [
        (None, True),
        (NOBODY, False),
        (Audience(teams=(Grant("north"),)), True),
        (Audience(teams=(Grant("north", instant(100)),)), True),
        (Audience(teams=(Grant("north", instant(101)),)), False),
        (Audience(teams=(Grant("north", None, instant(0)),)), False),
        (Audience(agents=(Grant(1),)), True),
        (Audience(agents=(Grant(3),)), False),
        (Audience(teams=(Grant("north"),), brands=("red",)), False),
        (Audience(teams=(Grant("north"),), brands=("red", "blue")), True),
    ],
)
def test_it_opens_an_interaction_of_which_one_stint_is_visible(
    audience: Audience | None, opens: bool
) -> None:
    snapshot = ByHand(MOVED)
    assert visible(open_cursor(snapshot), (1,), audience) == ({1} if opens else set())
    if opens:
        assert explain("first_reply_time", "1", snapshot, audience=audience).case_key == "1"
    else:
        with pytest.raises(NotFound, match="there is no interaction '1'"):
            explain("first_reply_time", "1", snapshot, audience=audience)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from(sorted(set(BY_HAND) - {"created"})), audiences)
def test_every_row_behind_a_number_opens(data: Any, name: str, audience: Audience) -> None:
    told = BY_HAND[name]
    found = data.draw(st.lists(SHAPES[told.table], max_size=8))
    tables = {told.table: [{**row, "interaction": number + 1} for number, row in enumerate(found)]}
    if told.table == "interactions":
        tables["interactions"] = [
            {**row, "created_us": 0} for row in found
        ]  # nothing happens before it begins
    else:
        tables["interactions"] = [{} for _ in found]
    snapshot = ByHand(tables)
    shown = {record.interaction for record in rows(Query((name,)), snapshot, audience=audience)}
    assert visible(open_cursor(snapshot), sorted(shown), audience) == shown
