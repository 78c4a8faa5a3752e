"""The log as such: same seed same bytes, the size met, the schema, ids, and how complete it is."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import date

import pyarrow as pa
import pytest

from helmline.errors import InputError
from helmline.eventlog.schema import CANONICAL, Kind, ordinal
from helmline.synthetic import Company, generate


def _digest(company: Company) -> str:
    found = hashlib.sha256()
    for batch in generate(company):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as writer:
            writer.write_batch(batch)
        found.update(sink.getvalue())
    return found.hexdigest()


def test_it_gives_the_same_bytes_for_the_same_seed_and_others_for_another():
    company = Company(seed=5, events=5_000, days=30)
    assert _digest(company) == _digest(company)
    assert _digest(company) != _digest(Company(seed=6, events=5_000, days=30))


def test_it_gives_the_same_bytes_in_another_process():
    program = (
        "from tests.synthetic.test_generate import _digest; from helmline.synthetic import Company;"
        "print(_digest(Company(seed=5, events=5_000, days=30)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == _digest(Company(seed=5, events=5_000, days=30))


@pytest.mark.parametrize(
    ("events", "days", "agents", "seed"),
    [
        (5_000, 28, 60, 1),
        (5_000, 365, 60, 2),
        (60_000, 90, 30, 3),
        (200_000, 365, 60, 4),
        (300_000, 730, 200, 5),
    ],
)
def test_it_meets_the_size_asked_for_within_a_hundredth(events: int, days: int, agents: int, seed: int):
    company = Company(seed=seed, events=events, days=days, agents=agents)
    rows = sum(len(batch) for batch in generate(company))
    assert abs(rows / events - 1) <= 0.01


def test_it_writes_the_canonical_schema_and_no_null_where_none_may_be(small_log: pa.Table):
    assert small_log.schema.equals(CANONICAL)
    for field in CANONICAL:
        if not field.nullable:
            assert small_log[field.name].null_count == 0, field.name
    small_log.validate(full=True)


def test_it_gives_every_event_its_own_id_of_sixteen_bytes(small_log: pa.Table):
    ids = small_log["event_id"].to_pylist()
    assert len(set(ids)) == len(ids)
    assert {len(each) for each in ids} == {16}


def test_it_gives_every_interaction_one_key_and_one_case_number(ask_small):
    assert ask_small("SELECT count(DISTINCT interaction) = count(DISTINCT case_key) FROM log") == [(True,)]
    assert ask_small(
        "SELECT count(*) FROM (SELECT interaction FROM log WHERE interaction IS NOT NULL GROUP BY 1"
        " HAVING count(DISTINCT case_key) <> 1 OR count(*) FILTER (kind = 1) <> 1)"
    ) == [(0,)]
    assert ask_small(r"SELECT count(*) FROM log WHERE NOT regexp_full_match(case_key, 'BM-\d{7}')") == [(0,)]
    assert ask_small("SELECT min(interaction) >= 0, max(interaction) <= 9223372036854775807 FROM log") == [
        (True, True)
    ]


def test_it_keeps_customers_and_agents_apart(ask_small):
    assert ask_small(
        "SELECT count(*) FROM (SELECT DISTINCT customer FROM log) c JOIN (SELECT DISTINCT owner FROM log) o"
        " ON c.customer = o.owner"
    ) == [(0,)]
    assert ask_small("SELECT min(customer) > 0, min(owner) > 0, min(actor) > 0 FROM log") == [
        (True, True, True)
    ]


def test_it_uses_every_kind_there_is_but_the_two_of_other_sources(small_log: pa.Table, ask):
    seen = {kind for (kind,) in ask("SELECT DISTINCT kind FROM log")}
    assert set(Kind) - seen == {Kind.ACTIVITY, Kind.VENDOR_FIGURE}
    assert seen <= set(Kind)


def test_it_orders_happenings_of_one_instant_by_the_schemas_ranks(ask_small):
    for kind, order in ask_small("SELECT DISTINCT kind, ordinal FROM log"):
        assert order == ordinal(Kind(kind))


def test_it_shows_every_brand_team_channel_and_language(ask_small):
    counts = ask_small(
        "SELECT count(DISTINCT brand), count(DISTINCT team), count(DISTINCT channel),"
        " count(DISTINCT language) FROM log WHERE kind = 1"
    )
    assert counts == [(3, 6, 8, 5)]
    assert ask_small("SELECT DISTINCT source FROM log") == [("synthetic",)]
    assert {row[0] for row in ask_small("SELECT DISTINCT language FROM log WHERE kind = 1")} == {
        "en", "it", "sv", "pl", "ja",
    }  # fmt: skip


def test_it_stays_inside_its_window(small: Company, ask_small):
    first, last = ask_small("SELECT min(occurred_at_us), max(occurred_at_us) FROM log")[0]
    assert small.start_us <= first < small.start_us + 86_400_000_000
    assert small.end_us - 86_400_000_000 < last < small.end_us


def test_it_yields_batches_in_order_of_time():
    for batch in generate(Company(events=20_000, days=60)):
        times = batch["occurred_at_us"].to_numpy()
        assert (times[1:] >= times[:-1]).all()


def test_it_has_sixty_agents_whatever_the_size(ask, ask_small):
    # Leavers and new hires are among the sixty, so all of them are seen over the year.
    for question in (ask, ask_small):
        assert question("SELECT count(DISTINCT owner) FROM log") == [(60,)]


def test_it_grows_customers_with_its_size(ask, ask_small):
    (few,), (many,) = (q("SELECT count(DISTINCT customer) FROM log")[0] for q in (ask_small, ask))
    assert many > 10 * few


@pytest.mark.parametrize("wrong", [{"events": 10}, {"days": 3}, {"agents": 5}])
def test_it_refuses_sizes_it_cannot_meet(wrong: dict[str, int]):
    with pytest.raises(InputError, match=next(iter(wrong))):
        Company(**wrong)


def test_it_starts_on_the_day_asked_for():
    batch = next(generate(Company(events=5_000, days=30, start=date(2024, 2, 15))))
    first = batch["occurred_at_us"][0].as_py() // 86_400_000_000
    assert first == (date(2024, 2, 15) - date(1970, 1, 1)).days


def test_it_makes_five_million_events_in_less_than_a_gigabyte():
    program = (
        "import resource; from helmline.synthetic import Company, generate;"
        "n = sum(len(b) for b in generate(Company(events=5_000_000)));"
        "print(n, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    # one arena: what the program holds is measured, not what an allocator keeps for each waiting thread
    one = {**os.environ, "MALLOC_ARENA_MAX": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=one)
    rows, kilobytes = map(int, run.stdout.split())
    assert abs(rows / 5_000_000 - 1) <= 0.01
    assert kilobytes < 1_000_000
