"""The instant a board is looked at, and how old what it shows is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from helmline.errors import QueryError
from helmline.metrics.now import speaking
from helmline.metrics.periods import instant
from helmline_web.ui import formats

if TYPE_CHECKING:
    from helmline.metrics.snapshot import Snapshot

#: what is older is not live
LIVE_US: Final = 60_000_000
HOUR_US: Final = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant looked at in a zone; `chosen` where somebody asked for another one than now."""

    us: int
    zone: str
    chosen: bool = False

    def text(self, back_us: int = 0) -> str:
        """Write the instant, or one so long before it, as a query takes it."""
        return datetime.fromtimestamp((self.us - back_us) / 1e6, UTC).isoformat()

    @property
    def midnight(self) -> str:
        """The local day's beginning, as a query takes it."""
        return formats.at(self.us, self.zone).date().isoformat()

    @property
    def field(self) -> str:
        """The instant as a form field of local time holds it."""
        return formats.at(self.us, self.zone).strftime("%Y-%m-%dT%H:%M")


def chosen(text: str, zone: str) -> int | None:
    """Return the instant that `?at=` names, None where it names none or nonsense: the board then shows now."""
    try:
        return instant(text, zone) if text else None
    except (QueryError, OverflowError):
        return None


@dataclass(frozen=True, slots=True)
class Age:
    """How old something on the board is, in words; `us` where it may tick in the reader's browser."""

    words: str
    us: int | None = None
    is_old: bool = False


def age(seen_us: int | None, moment: Moment, clock_us: int) -> Age:
    """Return the age of data that reach until `seen_us` at the wall clock's instant `clock_us`."""
    if moment.chosen:
        return Age(_("as of %(time)s") % {"time": formats.clock_time(moment.us, moment.zone)})
    if seen_us is None:
        return Age(_("no source tells this"))
    spent = max(0, clock_us - seen_us)
    if spent <= LIVE_US:
        return Age(formats.ago(seen_us, clock_us), seen_us)
    return Age(_("not live, %(age)s old") % {"age": formats.age(spent / 1e6)}, seen_us, True)


def reaches(snapshot: Snapshot, kind: str, seen_us: Mapping[str, int]) -> int | None:
    """Return until when the data of one kind reach: as far as the slowest source that tells it."""
    return min((seen_us[source] for source in _speaking(snapshot)[kind] if source in seen_us), default=None)


#: of the last snapshot asked about
_cached: dict[str, Mapping[str, frozenset[str]]] = {}


def _speaking(snapshot: Snapshot) -> Mapping[str, frozenset[str]]:
    if snapshot.id not in _cached:
        _cached.clear()
        _cached[snapshot.id] = speaking(snapshot)
    return _cached[snapshot.id]
