"""Run every benchmark beside its peers and print one table of what was promised and what was measured.

    python -m benchmarks [--quick]

Full sizes: ten million pairs and events, a million interactions, a hundred million events. They take the
better part of an hour and 30 GB of disk the first time, for the logs are made first and kept under
HELMLINE_BENCH (else the folder for temporary files). `--quick` takes a few minutes; ratios grow with size.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

from benchmarks import build, business_time, facts, refresh
from benchmarks.measuring import Verdict, print_verdicts


@dataclass(frozen=True)
class Sizes:
    """How large each benchmark is run."""

    pairs: int = 10_000_000
    events: int = 10_000_000
    interactions: int = 1_000_000
    build: int = 100_000_000


QUICK = Sizes(1_000_000, 1_000_000, 75_000, 1_000_000)


def of_business_time(pairs: int) -> list[Verdict]:
    """Return the promises of business time: ours against the best package, and against the best known one."""
    desks, asked = business_time.calendars(24), business_time.random_pairs(pairs, 24)
    numba, answer = business_time.ours("numba", desks, asked, 5)
    numpy, _ = business_time.ours("numpy", desks, asked, 5)
    best = max(business_time.of_workclock(asked, answer, place, 100_000)[0] for place in range(3))
    known, _ = business_time.of_businesstimedelta(asked, answer, 1_000)
    print(
        f"\nBusiness time of {pairs:,} pairs: {numba / 1e6:.1f} M/s with numba, {numpy / 1e6:.1f} M/s with NumPy"
    )
    return [
        Verdict("business time against workclock, numba", numba / best, 50),
        Verdict("business time against workclock, NumPy", numpy / best, 25),
        Verdict("business time against businesstimedelta, numba", numba / known, 5_000),
        Verdict("business time against businesstimedelta, NumPy", numpy / known, 3_000),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes: a few minutes")
    sizes = QUICK if parser.parse_args().quick else Sizes()
    verdicts = [
        *of_business_time(sizes.pairs),
        *facts.run(sizes.events),
        *refresh.run(sizes.interactions),
        *build.run(sizes.build),
    ]
    return print_verdicts(verdicts)


if __name__ == "__main__":
    sys.exit(main())
