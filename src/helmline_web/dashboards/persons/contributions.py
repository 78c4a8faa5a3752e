"""Who put what into a team's total, by a named attribution, and how that meets the total of the team's people.

Figures of contacts follow the contact: they belong to the team whose queue it lay in. Figures of people follow
the home team of that day. The two totals differ, and both contain the same work: what the team's own people did
in the team's own queues.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from helmline.metrics.audience import Audience, Grant
from helmline.metrics.periods import instant
from helmline.metrics.result import Cell
from helmline_web.analytics import door
from helmline_web.analytics.names import names
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.persons.measures import Measure
from helmline_web.people.access import Viewer
from helmline_web.people.models import Membership


@dataclass(frozen=True, slots=True)
class Share:
    """What one person, or everybody of whom no name is shown, put into the total."""

    name: str
    count: int
    person: int | None = None
    is_home: bool = False
    is_somebody: bool = True

    @property
    def home(self) -> str:
        """Whether this is the person's home team, in words; nothing where it is not one person."""
        if self.is_home:
            return _("this team")
        return _("another team") if self.is_somebody else ""


@dataclass(frozen=True, slots=True)
class Totals:
    """The two totals of a team and what they share; all are counts of the same attribution."""

    by_queue: int  # lay in the team's queues
    by_home: int  # done by the team's people, wherever it lay
    both: int

    @property
    def by_others(self) -> int:
        """Done in the team's queues by people of other teams, or by nobody who is known."""
        return self.by_queue - self.both

    @property
    def elsewhere(self) -> int:
        """Done by the team's people in other queues."""
        return self.by_home - self.both


def totals(viewer: Viewer, selection: Selection, measure: Measure, members: Iterable[Membership]) -> Totals:
    """Return a team's total by queue and by home team; the selection names the team."""
    grants = tuple(_grants(members, selection.zone))
    at_home = narrowed(viewer, grants)
    return Totals(
        by_queue=_count(viewer, selection, measure),
        by_home=_count(at_home, selection.but(team=""), measure),
        both=_count(at_home, selection, measure),
    )


def shares(
    viewer: Viewer, selection: Selection, measure: Measure, members: Iterable[Membership]
) -> list[Share]:
    """Return what each person put into the team's total by queue, by name; nobody's and held-back work last."""
    home = {key.subject: row.person for row in members for key in row.person.identities.all()}
    cells = door.ask(viewer, selection.query(measure.metric, by=("agent",))).of(measure.metric)
    open_ones = [cell for cell in cells if "suppressed" not in cell.notes]
    named = _names(viewer, open_ones)
    known = [cell for cell in open_ones if cell.by["agent"] in named]
    found = [
        Share(
            named[cell.by["agent"]],
            counted(cell),
            home[cell.by["agent"]].pk if cell.by["agent"] in home else None,
            cell.by["agent"] in home,
        )
        for cell in known
    ]
    rest = _count(viewer, selection, measure) - sum(share.count for share in found)
    found.sort(key=lambda share: (not share.is_home, share.name))
    return [*found, Share(_("Nobody, or not shown by name"), rest, is_somebody=False)] if rest else found


def counted(cell: Cell) -> int:
    """Return how many rows a cell has, open ones included."""
    return cell.summary.n + cell.summary.n_censored


def narrowed(viewer: Viewer, grants: tuple[Grant, ...]) -> Viewer:
    """Return the viewer looking only at the work of some people, and never at more than before."""
    seen = viewer.audience
    if seen is None:
        return replace(viewer, audience=Audience(agents=grants))
    if seen.agents and not seen.whole:
        of_brands = [replace(grant, brands=seen.whole_brands) for grant in grants if seen.whole_brands]
        grants = tuple(of_brands) + tuple(
            both for grant in grants for own in seen.agents if (both := _overlap(grant, own))
        )
    return replace(viewer, audience=Audience(agents=grants, brands=seen.brands))


def _count(viewer: Viewer, selection: Selection, measure: Measure) -> int:
    return counted(door.ask(viewer, selection.query(measure.metric)).one(measure.metric))


def _names(viewer: Viewer, cells: Iterable[Cell]) -> dict[object, str]:
    return dict(names(viewer, (cell.by["agent"] for cell in cells)))  # type: ignore[arg-type]


def _grants(members: Iterable[Membership], zone: str) -> Iterable[Grant]:
    """Yield each member's keys for the days on which this was the home team."""
    for row in members:
        start = instant(row.valid_from.isoformat(), zone) if row.valid_from else None
        end = instant(row.ends_before.isoformat(), zone) if row.ends_before else None
        for key in row.person.identities.all():
            yield Grant(key.subject, start, end)


def _overlap(one: Grant, other: Grant) -> Grant | None:
    if one.value != other.value:
        return None
    start = max((edge for edge in (one.from_us, other.from_us) if edge is not None), default=None)
    end = min((edge for edge in (one.to_us, other.to_us) if edge is not None), default=None)
    return (
        None
        if start is not None and end is not None and start >= end
        else replace(other, from_us=start, to_us=end)
    )
