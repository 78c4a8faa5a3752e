"""Logs of any size for the benchmarks: a synthetic company, and as many sister companies as it takes.

A company of up to ten million events is generated; larger logs hold copies of it whose interactions, people
and event ids are others. That takes two seconds a million where generating takes sixteen, and the folds see
what they would see of a larger company: as many distinct keys, the same words, the same order in time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from helmline.engines import duck
from helmline.eventlog.log import Log, statistics_json
from helmline.eventlog.store import _COLUMNS, Store, _Pending, _statistics
from helmline.synthetic import SOURCE, Company, generate

if TYPE_CHECKING:
    import duckdb

#: The largest log that is generated whole, and the size of the company that larger ones repeat.
GENERATED, REPEATED = 10_000_000, 2_000_000


def folder() -> Path:
    """Return where the logs are kept between runs: HELMLINE_BENCH, else a folder for temporary files."""
    return Path(os.environ.get("HELMLINE_BENCH", Path(tempfile.gettempdir()) / "helmline-bench"))


def log_of(events: int) -> Path:
    """Return a data folder whose log holds about `events` events; made where it is not there yet."""
    data = folder() / f"log-{events}"
    if (data / "complete").exists():
        return data
    shutil.rmtree(data, ignore_errors=True)
    begin = time.perf_counter()
    copies = round(events / REPEATED) if events > GENERATED else 1
    with Store(data, "benchmark") as store:
        store.append(generate(Company(events=min(events, REPEATED) if copies > 1 else events)), source=SOURCE)
        _multiply(store, copies)
    (data / "complete").touch()
    print(
        f"made a log of {Log(data).view().rows:,} events in {time.perf_counter() - begin:,.0f} s",
        file=sys.stderr,
    )
    return data


def _multiply(store: Store, copies: int) -> None:
    """Append copies of everything in the log with other interactions, people and ids, a commit each."""
    first = store.view().raw_sql()
    for copy in range(1, copies):
        with duck.cursor() as cursor:
            _append_copy(store, cursor, first, copy)


def _append_copy(store: Store, cursor: duckdb.DuckDBPyConnection, first: str, copy: int) -> None:
    from deltalake.transaction import AddAction

    mask = copy << 36
    changed = ", ".join(
        f"xor({name}, {mask}) AS {name}" for name in ("interaction", "related", "actor", "owner", "customer")
    )
    run_id = store.runs.start("import", SOURCE, {"copy": copy})
    pending = _Pending(run_id, time.time_ns() // 1000, store.watermark + 1)
    path = store.log.path / f"{run_id}-00000.parquet"
    cursor.execute(
        f"COPY (SELECT {_COLUMNS}, content_hash, revision, retracted, seq + {store.watermark} AS seq, recorded_at_us, "
        f"{duck.quote(run_id)} AS run_id FROM (SELECT * REPLACE ({changed}, case_key || '-{copy}' AS case_key, "
        f"event_id || '\\x{copy % 256:02x}\\x{copy // 256:02x}'::BLOB AS event_id) FROM ({first}))) "
        f"TO {duck.quote(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
    )
    low, high, rows = _statistics(cursor, path)
    stats = statistics_json(rows, low, high)
    pending.actions.append(
        AddAction(path.name, path.stat().st_size, {}, pending.recorded_at_us // 1000, True, stats)
    )
    pending.next_seq += rows
    store._commit(pending, {})
    store.runs.finish(run_id, "landed", rows)


def main() -> int:
    parser = argparse.ArgumentParser(description="Make a log for the benchmarks.")
    parser.add_argument("events", type=int)
    print(log_of(parser.parse_args().events))
    return 0


if __name__ == "__main__":
    sys.exit(main())
