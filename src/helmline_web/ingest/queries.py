"""What the data pages read: sources and how fresh they are, runs, imports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from helmline.eventlog.facts import Facts
from helmline.eventlog.log import Log
from helmline.eventlog.runs import Run, Runs
from helmline_web.ingest.models import Import

#: A live source that is older than this is said not to be live.
LIVE_SECONDS: Final = 60
#: Runs shown on one page.
RUNS_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Source:
    """One account that data come from. `data_until_us` is how far it was read, None before the first facts."""

    name: str
    events: int
    runs: int
    data_until_us: int | None
    last_run_us: int
    is_live: bool
    is_synthetic: bool

    def is_old(self, now_us: int) -> bool:
        """Whether a live source has fallen behind."""
        return self.is_live and (
            self.data_until_us is None or now_us - self.data_until_us > LIVE_SECONDS * 1_000_000
        )


def sources() -> list[Source]:
    """Return every source of the log, the freshest first."""
    data = settings.HELMLINE_DATA
    if not Log(data).exists():
        return []
    register = Runs(data)
    facts = Facts(data).published()
    until = (facts.observed_until if facts else {}) | register.observed()
    by_source: dict[str, list[Run]] = {}
    for run in register.all("landed"):
        by_source.setdefault(run.source, []).append(run)
    found = [
        _source(name, runs, until.get(name), name in register.observed()) for name, runs in by_source.items()
    ]
    return sorted(found, key=lambda source: -(source.data_until_us or 0))


def _source(name: str, runs: list[Run], until: int | None, is_connected: bool) -> Source:
    return Source(
        name=name,
        events=sum(run.added for run in runs),
        runs=len(runs),
        data_until_us=until,
        last_run_us=max(run.ended_us or run.started_us for run in runs),
        is_live=is_connected or any(run.purpose in ("live", "acts") for run in runs),
        is_synthetic=any(run.note.get("synthetic") for run in runs),
    )


def runs(source: str = "", limit: int = RUNS_SHOWN) -> list[Run]:
    """Return the last runs, newest first; of live flushes only those that brought something."""
    data = settings.HELMLINE_DATA
    if not Log(data).exists():
        return []
    chosen = [run for run in Runs(data).all() if source in ("", run.source)]
    return chosen[::-1][:limit]


def imports(limit: int = RUNS_SHOWN) -> Iterable[Import]:
    """Return the last files that people uploaded."""
    return Import.objects.all()[:limit]
