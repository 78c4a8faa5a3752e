"""What every benchmark here needs: a process of one's own, the best of some rounds, and a table of verdicts."""

from __future__ import annotations

import json
import operator
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Verdict:
    """One promise: what was measured, what was promised, and which side of it is good."""

    what: str
    measured: float
    bar: float
    at_least: bool = True
    unit: str = "x"

    @property
    def met(self) -> bool:
        return (operator.ge if self.at_least else operator.le)(self.measured, self.bar)

    def row(self) -> str:
        sign = ">=" if self.at_least else "<="
        said = "met" if self.met else f"missed by {abs(self.measured / self.bar - 1):.0%}"
        return f"{self.what:62}{self.measured:12,.2f} {self.unit:4}{sign:>3}{self.bar:9,.2f}  {said}"


def print_verdicts(verdicts: list[Verdict]) -> int:
    """Print the table; return 1 when a promise is missed, else 0."""
    print(f"\n{'':62}{'measured':>12}{'bar':>17}")
    for verdict in verdicts:
        print(verdict.row())
    return 0 if all(verdict.met for verdict in verdicts) else 1


def peak_mb() -> float:
    """Return the most memory this process ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def best_of(rounds: int, work: Callable[[], object]) -> float:
    """Return the seconds of the fastest of some rounds."""
    seconds = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


def alone(module: str, *arguments: object) -> dict[str, Any]:
    """Run `python -m module arguments` in a process of its own; return the JSON of its last line."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}")
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def tell(**fields: object) -> None:
    """Print the answer of a process that `alone` started."""
    print(json.dumps(fields))
