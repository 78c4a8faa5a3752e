"""Refreshing the published facts after 10,000 new events, against a rebuild.

    python -m benchmarks.refresh [--interactions 1000000]

New events come as they come in life: about one in ten belongs to an interaction of the last hours, the
others to new interactions, of which one in four is of a customer known before. What is timed is what a
reader waits for: `Facts.current()` from the old pointer to the new one, files on disk.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.logs import log_of
from benchmarks.measuring import Verdict, alone, peak_mb, print_verdicts, tell

from helmline.engines import duck
from helmline.eventlog.facts import Facts
from helmline.eventlog.schema import CANONICAL
from helmline.eventlog.store import Store
from helmline.synthetic import SOURCE

if TYPE_CHECKING:
    import pyarrow as pa

NEW = 10_000
ROUNDS = 3
EVENTS_AN_INTERACTION = 13.7


def new_events(store: Store) -> pa.Table:
    """Return events that follow the latest of the log: a later hour that resembles the last one."""
    view = store.view()
    salt = view.watermark
    latest = max(view.files, key=lambda file: file.seq_to)
    fresh = f"hash(interaction, {salt}) % 10 > 0"
    stranger = f"hash(interaction, {salt}) % 10 > 3"
    mask = f"((hash({salt})::UBIGINT >> 20)::BIGINT)"
    sql = (
        "SELECT * REPLACE ("
        f"CASE WHEN {fresh} THEN xor(interaction, {mask}) ELSE interaction END AS interaction, "
        f"CASE WHEN {fresh} THEN case_key || '~{salt}' ELSE case_key END AS case_key, "
        f"CASE WHEN {stranger} THEN xor(customer, {mask}) ELSE customer END AS customer, "
        f"event_id || '{salt}'::BLOB AS event_id, occurred_at_us + 3600000000 AS occurred_at_us) "
        f"FROM (SELECT {', '.join(CANONICAL.names)} FROM read_parquet({duck.quote(latest.path)}) "
        f"WHERE interaction IS NOT NULL ORDER BY occurred_at_us DESC LIMIT {NEW})"
    )
    with duck.cursor() as cursor:
        return cursor.sql(sql).to_arrow_table().cast(CANONICAL)


def measure(data: Path) -> None:
    """Print the seconds of a rebuild, and of each append and refresh after it."""
    facts = Facts(data)
    begin = time.perf_counter()
    snapshot = facts.rebuild()
    rebuilt = time.perf_counter() - begin
    appends, refreshes = [], []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        with Store(data, "benchmark", wait_s=60) as store:
            store.append(new_events(store).to_batches(), source=SOURCE, all_new=True)
        appends.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        snapshot = facts.current()
        refreshes.append(time.perf_counter() - begin)
    tell(
        rebuild=rebuilt, appends=appends, refreshes=refreshes, peak=peak_mb(),
        interactions=snapshot.interactions, changed=snapshot.changed,
    )  # fmt: skip


def run(interactions: int) -> list[Verdict]:
    """Measure in a process of its own and return the promise with what was measured."""
    data = log_of(round(interactions * EVENTS_AN_INTERACTION))
    told = alone("benchmarks.refresh", "--data", data)
    refresh = statistics.median(told["refreshes"])
    print(
        f"\n{told['interactions']:,} interactions: rebuild {told['rebuild']:.1f} s; {ROUNDS} times {NEW:,} new events, "
        f"appended in {statistics.median(told['appends']):.2f} s, refreshed and published in {refresh:.2f} s "
        f"({told['changed']:,} interactions recomputed in all); {told['peak']:,.0f} MiB"
    )
    return [Verdict("rebuild over refresh with publishing (aim: 50)", told["rebuild"] / refresh, 20)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--interactions", type=int, default=1_000_000)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.data:
        measure(asked.data)
        return 0
    return print_verdicts(run(asked.interactions))


if __name__ == "__main__":
    sys.exit(main())
