"""kill -9 at random moments: what was acknowledged is there, once, and everything can be read."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from killed_writer import promised

from helmline.engines import duck
from helmline.eventlog.facts import Facts
from helmline.eventlog.facts.build import TABLES
from helmline.eventlog.inbox import Inbox
from helmline.eventlog.log import Log
from helmline.eventlog.store import Store
from helmline.synthetic import Company, generate

WRITER = Path(__file__).with_name("killed_writer.py")
#: Calls that the event log makes in two turns of the writer, roughly: the kill falls on any of them.
POINTS = 9_000
#: Seconds to wait for a process that ought to end: a machine may be busy.
PATIENCE = 240


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows to send: the start of a synthetic company's year, in the order its systems would tell them."""
    path = tmp_path_factory.mktemp("sent") / "events.parquet"
    table = pa.Table.from_batches(list(generate(Company(seed=5, events=60_000, days=28))))
    pq.write_table(table.sort_by("occurred_at_us"), path)
    return path


def _writer(*words: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(WRITER), *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _ended(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Return what a process said until its end; one that does not end is stopped, and fails the test."""
    try:
        return process.communicate(timeout=PATIENCE + 30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise


def _kill_once(data: Path, events: Path, acknowledged: Path, dice: random.Random) -> None:
    """Let the writer work until it is killed: by itself at a call, or from outside at an instant."""
    if dice.random() < 0.5:
        writer = _writer("work", data, events, acknowledged, PATIENCE, dice.randint(1, POINTS))
    else:
        writer = _writer("work", data, events, acknowledged, PATIENCE, 0)
        # importing takes the first half second or so; wait for a sign of life, then for a random moment
        before, patience = promised(acknowledged), time.monotonic() + 60
        while promised(acknowledged) == before and time.monotonic() < patience and writer.poll() is None:
            time.sleep(0.01)
        time.sleep(dice.uniform(0.0, 0.9))
        writer.send_signal(signal.SIGKILL)
    _, said = _ended(writer)
    assert writer.returncode == -signal.SIGKILL, said.decode()


def _counted(data: Path, events: Path) -> dict[str, int]:
    """Return what a fresh process finds; that it can read everything is half of the proof."""
    counter = _writer("count", data, events)
    out, said = _ended(counter)
    assert counter.returncode == 0, said.decode()
    counts: dict[str, int] = json.loads(out)
    return counts


def _holds(data: Path, events: Path, acknowledged: Path) -> None:
    found, safe = _counted(data, events), promised(acknowledged)
    assert found["rows"] == found["distinct"], "an event is doubled"
    assert found["repeated_seq"] == 0, "two rows share a number"
    assert found["strangers"] == 0, "the log holds what nobody sent"
    assert found["held"] >= safe, f"{safe - found['held']} acknowledged events are lost"
    assert found["facts_watermark"] <= found["watermark"], "facts know of events the log has not"


def _facts_equal_a_rebuild(data: Path) -> None:
    facts = Facts(data)
    refreshed = facts.current()
    left = {table: refreshed.visible_sql(table) for table in TABLES}
    rebuilt = facts.rebuild()
    with duck.cursor() as cursor:
        for table, sql in left.items():
            other = rebuilt.visible_sql(table)
            rows = f"(({sql}) EXCEPT ALL ({other})) UNION ALL (({other}) EXCEPT ALL ({sql}))"
            assert cursor.execute(f"SELECT count(*) FROM ({rows})").fetchall() == [(0,)], table


def _survive(rounds: int, seed: int, folder: Path, events: Path) -> None:
    data, acknowledged, dice = folder / "data", folder / "acknowledged", random.Random(seed)
    for _ in range(rounds):
        _kill_once(data, events, acknowledged, dice)
        _holds(data, events, acknowledged)
    with Store(data, "proof", wait_s=5) as store:
        Inbox(data).flush(store)
    rows = Log(data).view().rows
    assert rows >= promised(acknowledged) > 0
    _facts_equal_a_rebuild(data)


def test_it_loses_and_doubles_nothing_when_killed(tmp_path: Path, events: Path) -> None:
    _survive(4, 20260101, tmp_path, events)


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(5))
def test_it_survives_fifty_kills(seed: int, tmp_path: Path, events: Path) -> None:
    _survive(10, seed, tmp_path, events)
