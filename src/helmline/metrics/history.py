"""What each definition was, and since when: a number of last year is compared only with the same definition.

`history.toml` keeps one entry a version. A test fails when a definition counts differently without saying so;
`python -m helmline.metrics.history "why it changed"` writes the new entry.
"""

from __future__ import annotations

import hashlib
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from helmline.metrics.loading import catalogue
from helmline.metrics.metric import Metric

PAGE: Final = Path("src/helmline/metrics/history.toml")
#: the fields that change a number; title, meaning and vendors' differences are words about it
COUNTING: Final = (
    "kind", "unit", "statistic", "cohort", "clocks", "table", "where", "at", "start", "stop", "until", "seen",
    "missing", "value", "numerator", "denominator", "pending", "competing", "sum_by_interaction",
    "max_by_interaction", "pauses", "pause_statuses", "of", "part", "scale", "excludes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a definition."""

    digest: str
    since: date
    says: str


def digest(metric: Metric) -> str:
    """Return 12 hexadecimal digits that change when the metric counts differently, and only then."""
    fields = [(name, getattr(metric, name)) for name in COUNTING]
    named = [sorted(metric.attributions.items()), sorted(metric.parameters.items())]
    return hashlib.sha256(repr((fields, named)).encode()).hexdigest()[:12]


def versions(name: str) -> tuple[Version, ...]:
    """Return the states of a definition, oldest first; () of a metric that history does not know."""
    return _written().get(name, ())


def unwritten() -> dict[str, str]:
    """Return the digest of each metric whose present definition is not the last entry of its history."""
    found = {name: digest(metric) for name, metric in catalogue().items()}
    return {name: now for name, now in found.items() if now not in {v.digest for v in versions(name)[-1:]}}


@cache
def _written() -> Mapping[str, tuple[Version, ...]]:
    text = files("helmline.metrics").joinpath("history.toml").read_text(encoding="utf-8")
    return {
        name: tuple(Version(**entry) for entry in entries) for name, entries in tomllib.loads(text).items()
    }


def main(words: list[str]) -> None:
    """Add an entry for every definition that changed, with the reason given."""
    today, why = datetime.now(UTC).date(), " ".join(words)
    if not why:
        sys.exit('Say why: python -m helmline.metrics.history "calls that ring out are left out"')
    changed = unwritten()
    with PAGE.open("a", encoding="utf-8") as page:
        for name, now in changed.items():
            page.write(f'\n[[{name}]]\ndigest = "{now}"\nsince = {today}\nsays = "{why}"\n')
    sys.stdout.write(f"{PAGE}: {len(changed)} definitions\n")


if __name__ == "__main__":
    main(sys.argv[1:])
