"""Building every fact table of a log from nothing: time, peak memory, and which table costs what.

    python -m benchmarks.build [--events 100000000] [--memory-mb 6000]

The promise is for 100 million events, in under 8 GiB for the whole process. DuckDB is given less than that:
what it reads through and what Python holds come on top.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from benchmarks.logs import log_of
from benchmarks.measuring import Verdict, alone, peak_mb, print_verdicts, tell

from helmline.eventlog.facts import Facts
from helmline.eventlog.log import Log

MEMORY_MB = 6_000
BAR_GIB = 8


def measure(data: Path) -> None:
    """Build and publish; print what it took."""
    rows = Log(data).view().rows
    begin = time.perf_counter()
    snapshot = Facts(data).rebuild(on_progress=lambda done: print(f"{done:.0%}", file=sys.stderr))
    seconds = time.perf_counter() - begin
    size = sum(file.stat().st_size for file in (Path(snapshot.root) / snapshot.id).rglob("*.parquet"))
    tell(
        events=rows, interactions=snapshot.interactions, seconds=seconds, peak=peak_mb(), size_mb=size / 2**20
    )


def run(events: int, memory_mb: int = MEMORY_MB) -> list[Verdict]:
    """Build in a process of its own and return the promise with what was measured."""
    data = log_of(events)
    os.environ["HELMLINE_MEMORY_MB"] = str(memory_mb)
    told = alone("benchmarks.build", "--data", data)
    print(
        f"\n{told['events']:,} events, {told['interactions']:,} interactions: every fact table in "
        f"{told['seconds']:,.0f} s ({told['events'] / told['seconds']:,.0f} events a second), "
        f"{told['peak'] / 1024:.2f} GiB at most, {told['size_mb']:,.0f} MiB of facts; DuckDB was given {memory_mb:,} MB"
    )
    return [
        Verdict(
            f"peak memory of building {told['events']:,} events", told["peak"] / 1024, BAR_GIB, False, "GiB"
        )
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=100_000_000)
    parser.add_argument("--memory-mb", type=int, default=MEMORY_MB)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.data:
        measure(asked.data)
        return 0
    return print_verdicts(run(asked.events, asked.memory_mb))


if __name__ == "__main__":
    sys.exit(main())
