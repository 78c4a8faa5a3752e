"""Business time of many pairs: Helmline against the published packages, same run, same pairs.

    python benchmarks/business_time.py [--pairs 10000000] [--calendars 24]

What is timed is the whole question, from int64 microseconds in to int64 microseconds out, with the schedule
already built on either side; one thread. The fastest of several runs counts for Helmline, and for a package
the fastest rate of several samples: all pairs would take some of them hours. Every answer of a package is
compared with ours, and a package is only asked about schedules it can express.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

import numpy as np

from helmline.calendar import BusinessTime, Calendar, weekly

ZONES = (
    "Europe/Rome",
    "America/New_York",
    "Australia/Sydney",
    "Asia/Tehran",
    "UTC",
    "America/Sao_Paulo",
    "Asia/Tokyo",
    "Europe/Moscow",
)
PATTERNS = (
    ("Mon-Fri 09:00-17:00",),
    ("Mon-Sat 08:30-12:00", "Mon-Sat 13:00-18:00"),
    ("Daily 22:00-06:00",),
)
LOW = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
HIGH = int(datetime(2028, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
DAY_US = 86_400_000_000
Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]


def calendars(count: int) -> list[Calendar]:
    every = [Calendar(f"{zone} {hours[0]}", zone, (weekly(*hours),)) for zone in ZONES for hours in PATTERNS]
    return every[:count]


def random_pairs(count: int, places: int) -> Pairs:
    """Tickets opened over four years, answered within thirty days, in no order."""
    rng = np.random.default_rng(20260101)
    start = rng.integers(LOW, HIGH - 31 * DAY_US, count)
    return start, start + rng.integers(0, 30 * DAY_US, count), rng.integers(0, places, count, dtype=np.int32)


def best_rate(rows: int, work: Callable[[], object], rounds: int) -> float:
    """Pairs a second, of the fastest round."""
    seconds = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return rows / min(seconds)


def ours(engine: str, desks: list[Calendar], pairs: Pairs, rounds: int) -> tuple[float, np.ndarray]:
    table = BusinessTime(desks, LOW, HIGH, engine=engine)
    table.elapsed(*(column[:1000] for column in pairs))  # compiles, where there is something to compile
    answer = table.elapsed(*pairs)
    return best_rate(len(pairs[0]), lambda: table.elapsed(*pairs), rounds), answer


def disagreements(ours: np.ndarray, theirs: np.ndarray, within_us: int = 0) -> str:
    wrong = int((abs(ours - theirs) > within_us).sum())
    exactly = f"within {within_us:,} us" if within_us else "exactly"
    return f"all {len(ours):,} agree {exactly}" if not wrong else f"{wrong:,} of {len(ours):,} differ"


def of_workclock(pairs: Pairs, expected: np.ndarray, place: int, sample: int) -> tuple[float, str]:
    import workclock

    zone, pattern = ZONES[place // 3], place % 3
    days = (range(5), range(6), range(7))[pattern]
    shifts = (((9, 0, 17, 0),), ((8, 30, 12, 0), (13, 0, 18, 0)), ((22, 0, 6, 0),))[pattern]
    rules = [workclock.WorkDay(clock(a, b), clock(c, d), days=days) for a, b, c, d in shifts]
    schedule = workclock.Schedule(rules, time_zone=ZoneInfo(zone))
    rows = np.flatnonzero(pairs[2] == place)[:sample]
    start, stop = (column[rows].astype("datetime64[us]") for column in pairs[:2])
    theirs = schedule.between_many(start, stop).astype(np.int64)
    rate = best_rate(len(rows), lambda: schedule.between_many(start, stop), 2)
    return rate, disagreements(expected[rows], theirs)


def of_businesstimedelta(pairs: Pairs, expected: np.ndarray, sample: int) -> tuple[float, str]:
    import businesstimedelta
    import pytz

    rule = businesstimedelta.WorkDayRule(clock(9), clock(17), list(range(5)), tz=pytz.timezone(ZONES[0]))
    rows = np.flatnonzero(pairs[2] == 0)[:sample]
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    moments = [
        (
            epoch + timedelta(microseconds=int(pairs[0][row])),
            epoch + timedelta(microseconds=int(pairs[1][row])),
        )
        for row in rows
    ]

    def work() -> list[timedelta]:
        return [rule.difference(start, stop).timedelta for start, stop in moments]

    theirs = np.array([answer // timedelta(microseconds=1) for answer in work()])
    return best_rate(len(rows), work, 2), disagreements(expected[rows], theirs, within_us=1_000_000)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=10_000_000)
    parser.add_argument("--calendars", type=int, default=24, choices=range(1, 25), metavar="1-24")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    desks, pairs = calendars(asked.calendars), random_pairs(asked.pairs, asked.calendars)
    numba_rate, answer = ours("numba", desks, pairs, asked.rounds)
    numpy_rate, other = ours("numpy", desks, pairs, asked.rounds)
    rates = [of_workclock(pairs, answer, place, 100_000) for place in range(min(3, asked.calendars))]
    work_rate = max(rate for rate, _ in rates)
    btd_rate, btd_said = of_businesstimedelta(pairs, answer, 1_000)
    said = "; ".join(dict.fromkeys(text for _, text in rates))
    print(f"{asked.pairs:,} pairs over {asked.calendars} calendars, four years, up to thirty days each")
    print(f"{'':34}{'pairs a second':>16}{'x workclock':>13}{'x businesstimedelta':>21}  agreement")
    for name, rate, agreement in (
        ("Helmline, numba", numba_rate, ""),
        ("Helmline, NumPy", numpy_rate, disagreements(answer, other)),
        ("workclock (its best schedule)", work_rate, said),
        ("businesstimedelta (Mon-Fri 9-17)", btd_rate, btd_said),
    ):
        print(f"{name:34}{rate:16,.0f}{rate / work_rate:13,.1f}{rate / btd_rate:21,.1f}  {agreement}")
    return _judge(numba_rate, numpy_rate, work_rate, btd_rate, bool((answer == other).all()))


def _judge(numba_rate: float, numpy_rate: float, work_rate: float, btd_rate: float, agree: bool) -> int:
    """Print what misses its bar; return 1 if anything does."""
    bars = (
        ("numba against the best published package", numba_rate / work_rate, 50),
        ("numba against businesstimedelta", numba_rate / btd_rate, 5_000),
        ("NumPy against the best published package", numpy_rate / work_rate, 25),
        ("NumPy against businesstimedelta", numpy_rate / btd_rate, 3_000),
    )
    missed = [f"{name}: {ratio:,.0f} times, the bar is {bar:,}" for name, ratio, bar in bars if ratio < bar]
    print("\n".join(["Below the bar:", *missed]) if missed else "Every bar is met.")
    return 1 if missed or not agree else 0


if __name__ == "__main__":
    sys.exit(main())
