"""Everything the board shows, gathered once: the page, the TV view and the handover read the same."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from helmline.metrics.due import Due
from helmline.metrics.now import FILTERS, Now, Where
from helmline.metrics.result import Cell
from helmline.reference.entries import Incident
from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.live.moment import HOUR_US, Moment
from helmline_web.people.access import Viewer

#: how far ahead a promise counts as due, and how far back the volume is drawn
AHEAD_US: Final = 4 * HOUR_US
BACK_US: Final = 8 * HOUR_US
SOON_US: Final = 15 * 60_000_000
WEEK_US: Final = 7 * 24 * HOUR_US
#: Promises of the past need the facts as they stood then; past this many interactions nobody waits for that.
MOST_OF_THE_PAST: Final = 200_000


@dataclass(frozen=True, slots=True)
class Board:
    """The board of one reader at one instant."""

    moment: Moment
    clock_us: int  # the wall clock when it was made
    now: Now
    due: tuple[Due, ...] | None  # running promises in scope, least time left first; None: not known
    served: Mapping[str | None, Cell]  # service level today, by queue; under None of all of them
    quarters: tuple[Cell, ...]  # contacts that came, by quarter of an hour
    hour: Cell  # contacts of the last hour
    hour_before: Cell  # of the same hour a week before
    running: tuple[Incident, ...]
    last_incident: Incident | None  # the one that ended last

    @property
    def ahead(self) -> tuple[Due, ...]:
        """The promises that end within the next hours and are not broken yet."""
        return tuple(each for each in self.due or () if 0 <= each.left_us <= AHEAD_US)

    @property
    def soon(self) -> tuple[Due, ...]:
        """Those that end within minutes."""
        return tuple(each for each in self.due or () if 0 <= each.left_us <= SOON_US)

    @property
    def late(self) -> tuple[Due, ...]:
        """The promises that are broken while the customer still waits."""
        return tuple(each for each in self.due or () if each.left_us < 0)

    @property
    def counts(self) -> dict[str, int | None]:
        """What a handover keeps of it."""
        return {
            "due": None if self.due is None else len(self.ahead),
            "callbacks": len(self.now.callbacks),
            "left_alone": len(self.now.left_alone),
            "incidents": len(self.running),
        }


def gather(viewer: Viewer, selection: Selection, at_us: int | None) -> Board:
    """Return the board of a reader for the brand and team selected, at an instant or now."""
    now = door.now(viewer, at_us, where=_places(selection))
    moment = Moment(now.at_us, viewer.zone, at_us is not None)
    last_hour = (moment.text(HOUR_US), moment.text())
    week_before = (moment.text(WEEK_US + HOUR_US), moment.text(WEEK_US))
    incidents = _incidents(now.at_us, selection.brand)
    return Board(
        moment=moment,
        clock_us=time.time_ns() // 1000,
        now=now,
        due=_due(viewer, selection, moment),
        served=_served(viewer, selection, moment),
        quarters=_came(viewer, selection, moment.text(BACK_US), moment.text(), "15min"),
        hour=_came(viewer, selection, *last_hour)[0],
        hour_before=_came(viewer, selection, *week_before)[0],
        running=tuple(each for each in incidents if each.valid.holds(now.at_us)),
        last_incident=next((each for each in incidents if not each.valid.holds(now.at_us)), None),
    )


def _places(selection: Selection) -> Where:
    return tuple((name, values) for name, values in selection.query("created").where if name in FILTERS)


def _due(viewer: Viewer, selection: Selection, moment: Moment) -> tuple[Due, ...] | None:
    if not moment.chosen:
        return tuple(door.due(viewer, selection.query("sla_attainment")))
    if door.facts().interactions > MOST_OF_THE_PAST:
        return None
    return tuple(door.due(viewer, selection.query("sla_attainment", as_of=moment.text())))


def _served(viewer: Viewer, selection: Selection, moment: Moment) -> dict[str | None, Cell]:
    span = {"since": moment.midnight, "until": moment.text()}
    every = door.ask(viewer, selection.query("service_level", **span)).one("service_level")
    by_queue = door.ask(viewer, selection.query("service_level", by=("queue",), **span)).of("service_level")
    return {None: every, **{cell.by["queue"]: cell for cell in by_queue if cell.by["queue"] is not None}}


def _came(viewer: Viewer, selection: Selection, since: str, until: str, period: str = "") -> tuple[Cell, ...]:
    query = selection.query("created", period=period, since=since, until=until)
    return door.ask(viewer, query).of("created") or (Cell("created"),)


def _incidents(at_us: int, brand: str) -> list[Incident]:
    """Return the incidents declared up to an instant, the latest to end first."""
    known = door.reference().incident_windows(brand or None)
    begun = [each for each in known if each.valid.from_us is None or each.valid.from_us <= at_us]
    return sorted(begun, key=lambda each: each.valid.to_us or at_us, reverse=True)
