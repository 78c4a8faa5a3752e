"""Bursts of one contact reason: looked for by the worker, proposed as an incident window, never declared by itself.

The contacts of the last quarter of an hour are held against the same quarter of the weeks before. A burst is a
count whose exact Poisson interval lies wholly above that of the usual count, with a few contacts at least.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from helmline.inference.intervals import garwood
from helmline.metrics.query import Query
from helmline_web.analytics import door
from helmline_web.people.access import Viewer

if TYPE_CHECKING:
    from helmline_web.analytics.selection import Selection

QUARTER: Final = timedelta(minutes=15)
WEEKS: Final = 8
#: fewer contacts are no burst, however rare the reason is
FEWEST: Final = 6
#: both intervals at this level: a false alarm about once in some ten thousand looks at a reason
LEVEL: Final = 0.999
#: data that end longer ago than this tell nothing about now
_STALE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Burst:
    """One reason: how many contacts came since an instant, and how many usually come in as long a time."""

    reason: str
    since: str  # ISO, UTC
    count: int
    usual: float

    @property
    def href(self) -> str:
        """The form that declares the window, filled in."""
        return f"{reverse('policies:incidents')}?{urlencode({'reasons': self.reason})}"


def look() -> None:
    """Keep the bursts of the quarter of an hour that ends where the data end."""
    if door.is_empty():
        return
    until_us = door.freshness().until_us
    until = datetime.fromtimestamp((until_us or 0) / 1e6, UTC).replace(microsecond=0)
    found = found_at(until) if datetime.now(UTC) - until < _STALE else []
    draft = _file().with_suffix(".new")
    draft.write_text(json.dumps([asdict(one) for one in found]), encoding="utf-8")
    draft.replace(_file())


def found_at(until: datetime) -> list[Burst]:
    """Return the bursts of the quarter of an hour before an instant, the largest first."""
    weeks = [_counts(until - timedelta(weeks=week)) for week in range(WEEKS + 1)]
    since = (until - QUARTER).isoformat()
    found = (
        Burst(reason, since, count, sum(week.get(reason, 0) for week in weeks[1:]) / WEEKS)
        for reason, count in weeks[0].items()
    )
    return sorted(filter(_is_burst, found), key=lambda one: -one.count)


def proposed(viewer: Viewer, selection: Selection) -> list[Burst]:
    """Return the bursts of the last look, for those who may declare an incident and see the whole house."""
    if not viewer.may("declare.incident") or viewer.audience is not None or selection.team:
        return []
    if not _file().exists():
        return []
    kept = (Burst(**one) for one in json.loads(_file().read_text(encoding="utf-8")))
    oldest = datetime.now(UTC) - _STALE
    return [one for one in kept if datetime.fromisoformat(one.since) > oldest]


def _is_burst(one: Burst) -> bool:
    usual = garwood(round(one.usual * WEEKS), LEVEL).high / WEEKS
    return one.count >= FEWEST and garwood(one.count, LEVEL).low > usual


def _counts(until: datetime) -> dict[str, int]:
    """Return how many contacts of each reason were created in the quarter of an hour before an instant."""
    query = Query(
        ("created",), by=("reason",), since=(until - QUARTER).isoformat(), until=until.isoformat(), zone="UTC"
    )
    nobody = Viewer(0, None, "", frozenset(), None, "", "UTC")  # the worker sees everything
    cells = door.ask(nobody, query).cells
    return {str(cell.by["reason"]): cell.summary.n for cell in cells if cell.by.get("reason")}


def _file() -> Path:
    return Path(settings.HELMLINE_DATA) / "bursts.json"
