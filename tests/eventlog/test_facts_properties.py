"""Facts are a function of the log: no order of arrival, repetition or lateness changes them."""

from __future__ import annotations

import os
import random
import tempfile
from pathlib import Path

import pytest
from cast import BOB, CARLA, DMITRI, ERIK, ROBO, event, minute
from desk_of_tests import Desk, ask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helmline.eventlog.facts import Facts
from helmline.eventlog.facts.snapshots import TABLES
from helmline.eventlog.schema import Flag, Kind, Role, Status
from helmline.eventlog.store import Store

#: A few seeded examples in every run; `make proof` asks for many random ones.
EXAMPLES = int(os.environ.get("HELMLINE_EXAMPLES", "6"))
SEEDED = "HELMLINE_EXAMPLES" not in os.environ
CASES = ("A-1", "A-2", "A-3", "A-4")


@st.composite
def happenings(draw):
    """One event of a few cases at one of a few instants, so that collisions are common."""
    case, m = draw(st.sampled_from(CASES)), draw(st.integers(0, 12))
    key = str(draw(st.integers(0, 10_000)))
    person = draw(st.sampled_from([BOB, CARLA, DMITRI, ERIK, ROBO]))
    customer = draw(st.sampled_from([DMITRI, ERIK]))
    kind = draw(st.sampled_from([
        Kind.CREATED, Kind.MESSAGE_PUBLIC, Kind.MESSAGE_PUBLIC, Kind.STATUS_CHANGED, Kind.STATUS_CHANGED, Kind.ASSIGNED,
        Kind.MERGED, Kind.FOLLOW_UP, Kind.TEAM_CHANGED, Kind.CALENDAR_SET, Kind.BOT_HANDED_OFF, Kind.ESCALATED,
        Kind.CLOCK_PAUSED, Kind.CLOCK_RESUMED, Kind.SURVEY_SENT, Kind.SURVEY_ANSWERED, Kind.VENDOR_FIGURE, Kind.QUEUED,
        Kind.ANSWERED, Kind.HELD, Kind.TRANSFERRED, Kind.CALL_ENDED, Kind.MARKED_SPAM, Kind.WORKED, Kind.AGENT_STATE,
    ]))  # fmt: skip
    if kind == Kind.AGENT_STATE:
        code = draw(st.sampled_from(["available", "break", "offline"]))
        return event(m, kind, None, key=key, owner=draw(st.sampled_from([BOB, CARLA])), code=code)
    if kind == Kind.CREATED:
        return event(
            m,
            kind,
            case,
            key=key,
            actor=customer,
            customer=customer,
            reason=draw(st.sampled_from(["refund", "login"])),
        )
    if kind == Kind.MESSAGE_PUBLIC:
        flags = draw(st.sampled_from([None, None, Flag.AUTO, Flag.COURTESY]))
        return event(m, kind, case, key=key, actor=person, flags=flags)
    if kind == Kind.STATUS_CHANGED:
        return event(m, kind, case, key=key, actor=person, status=draw(st.integers(1, 6)))
    if kind in (Kind.ASSIGNED, Kind.ANSWERED):
        return event(
            m,
            kind,
            case,
            key=key,
            actor=BOB,
            owner=person,
            team=draw(st.sampled_from([None, "Mail", "Phone"])),
        )
    if kind in (Kind.MERGED, Kind.FOLLOW_UP):
        return event(m, kind, case, key=key, related=draw(st.sampled_from(CASES)))
    if kind == Kind.TEAM_CHANGED:
        return event(m, kind, case, key=key, team=draw(st.sampled_from(["Mail", "Phone"])))
    return event(
        m,
        kind,
        case,
        key=key,
        code=draw(st.sampled_from(["csat", "nps"])),
        amount=draw(st.integers(0, 3)) * 1000,
    )


def content(snapshot, table):
    """The rows of a table as a multiset; numbers that only tell two rows apart stay, files do not."""
    rows = ask(f"SELECT * FROM ({snapshot.sql(table)})")
    return sorted(map(repr, (sorted(row.items()) for row in rows)))


def everything(snapshot):
    return {table: content(snapshot, table) for table in TABLES}


@settings(
    max_examples=EXAMPLES,
    derandomize=SEEDED,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    rows=st.lists(happenings(), min_size=3, max_size=40), seed=st.integers(0, 2**16), steps=st.integers(2, 6)
)
def test_it_equals_a_rebuild_after_late_repeated_and_shuffled_events(rows, seed, steps):
    shuffled = random.Random(seed)
    feed = [*rows, *shuffled.sample(rows, len(rows) // 3)]
    shuffled.shuffle(feed)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("helmline.eventlog.facts.snapshots.MAX_LAYERS", 3)  # so that layers are joined as well
        desk = Desk(Path(folder))
        for step in range(steps):
            part = feed[step::steps]
            if part:
                desk.lands([b for row in part for b in _batch(row)])
                refreshed = desk.facts()
        rebuilt = Facts(desk.data).rebuild()
        assert everything(refreshed) == everything(rebuilt)


@settings(
    max_examples=EXAMPLES, derandomize=SEEDED, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(
    rows=st.lists(happenings(), min_size=6, max_size=30, unique_by=lambda row: row["event_id"]),
    seed=st.integers(0, 99),
)
def test_it_does_not_depend_on_the_order_of_arrival(rows, seed):
    facts = []
    for order in (rows, random.Random(seed).sample(rows, len(rows))):
        with tempfile.TemporaryDirectory() as folder:
            desk = Desk(Path(folder))
            desk.lands([b for row in order for b in _batch(row)])
            facts.append(everything(desk.facts()))
    assert facts[0] == facts[1]


@settings(
    max_examples=EXAMPLES, derandomize=SEEDED, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(
    first=st.lists(happenings(), min_size=3, max_size=20),
    wrong=st.lists(happenings(), min_size=1, max_size=20),
)
def test_it_equals_the_world_before_after_an_undo(first, wrong):
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.lands([b for row in first for b in _batch(row)])
        before = everything(desk.facts())
        run = desk.lands([b for row in wrong for b in _batch(row)]).run_id
        desk.facts()
        with Store(desk.data) as store:
            store.undo(run)
        observed = desk.facts()
        after = everything(observed)
        assert _without_horizon(after) == _without_horizon(before)


def _without_horizon(tables):
    """An undo takes back events, not the knowledge that the source was seen so far."""
    import re

    return {
        t: [re.sub(r"\('observed_until_us', \d+\)", "", row) for row in rows] for t, rows in tables.items()
    }


def _batch(row):
    from cast import batches

    return batches(row)


class TestAgainstAPlainReferee:
    """First reply, turns and episodes by a loop over sorted events: slow, obvious, written apart."""

    @settings(
        max_examples=EXAMPLES, derandomize=SEEDED, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(
        rows=st.lists(
            happenings(),
            min_size=3,
            max_size=40,
            unique_by=(lambda row: (row["occurred_at_us"], row["case_key"]), lambda row: row["event_id"]),
        )
    )
    def test_it_agrees_on_turns_and_episodes(self, rows):
        rows = [row for row in rows if row["kind"] not in (Kind.MERGED, Kind.FOLLOW_UP, Kind.AGENT_STATE)]
        if not rows:
            return
        with tempfile.TemporaryDirectory() as folder:
            desk = Desk(Path(folder))
            desk.lands([b for row in rows for b in _batch(row)])
            snapshot = desk.facts()
            got = {
                row["case_key"]: row
                for row in desk.rows(
                    "interactions", "case_key, episodes, first_reply_us, clock_skew", snapshot=snapshot
                )
            }
            turns = desk.rows("replies", "interaction, asked_us, answered_us", snapshot=snapshot)
        speaks = any(row["kind"] == Kind.STATUS_CHANGED for row in rows)
        for case in {row["case_key"] for row in rows}:
            mine = sorted(
                (row for row in rows if row["case_key"] == case), key=lambda row: row["occurred_at_us"]
            )
            if speaks:
                assert got[case]["episodes"] == _episodes(mine), mine
            expected = _turns(mine)
            found = sorted(
                (turn["asked_us"], turn["answered_us"])
                for turn in turns
                if turn["interaction"] == mine[0]["interaction"]
            )
            assert found == expected, mine


def _episodes(events):
    solved, episodes = False, 1
    for row in events:
        if row["kind"] != Kind.STATUS_CHANGED:
            continue
        quiet = (row["flags"] or 0) & (Flag.AUTO | Flag.COURTESY)
        if row["status"] >= Status.SOLVED:
            solved = True
        elif solved and not quiet:
            solved, episodes = False, episodes + 1
    return episodes


def _turns(events):
    found, asked = [], None
    for row in events:
        quiet = (row["flags"] or 0) & (Flag.AUTO | Flag.COURTESY)
        if row["kind"] == Kind.MESSAGE_PUBLIC and row["role"] == Role.CUSTOMER and not quiet:
            asked = asked if asked is not None else row["occurred_at_us"]
        elif (
            row["kind"] == Kind.MESSAGE_PUBLIC
            and row["role"] == Role.AGENT
            and not (row["flags"] or 0) & Flag.AUTO
        ):
            if asked is not None:
                found.append((asked, row["occurred_at_us"]))
            asked = None
        elif row["kind"] == Kind.STATUS_CHANGED and row["status"] >= Status.SOLVED:
            if asked is not None:
                found.append((asked, None))
            asked = None
    if asked is not None:
        found.append((asked, None))
    return sorted(found, key=lambda turn: (turn[0], turn[1] or 0))


@pytest.mark.parametrize("layers", [1, 3])
def test_it_joins_layers_and_folds_them_without_changing_a_row(tmp_path, monkeypatch, layers):
    monkeypatch.setattr("helmline.eventlog.facts.snapshots.MAX_LAYERS", layers)
    desk = Desk(tmp_path)
    cases = [f"B-{n}" for n in range(30)]
    desk.lands(
        [
            b
            for n, case in enumerate(cases)
            for b in _batch(event(n, Kind.CREATED, case, actor=DMITRI, customer=n + 500))
        ]
    )
    for n, case in enumerate(cases[:8]):
        desk.facts()
        desk.lands(_batch(event(n + 60, Kind.STATUS_CHANGED, case, status=5, actor=BOB)))
    refreshed = desk.facts()
    assert 1 < len(refreshed.layers) <= layers + 1
    assert everything(refreshed) == everything(Facts(desk.data).rebuild())


def test_it_builds_the_same_in_many_buckets_as_in_one(tmp_path, monkeypatch):
    desk = Desk(tmp_path)
    rows = [
        event(m, Kind.CREATED, f"B-{m}", actor=DMITRI, customer=DMITRI, reason="refund") for m in range(40)
    ]
    rows += [event(m + 50, Kind.MESSAGE_PUBLIC, f"B-{m}", actor=BOB) for m in range(40)]
    rows += [event(99, Kind.MERGED, "B-1", related="B-2")]
    desk.lands([b for row in rows for b in _batch(row)])
    whole = everything(desk.facts())
    monkeypatch.setattr("helmline.eventlog.facts.build.BUCKET_ROWS", 10)
    assert everything(Facts(desk.data).rebuild()) == whole
    assert minute(0) > 0
