"""What the metrics ask of the reference data: incidents, reasons, and the calendar in force somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from helmline.metrics.cohort import Window
from helmline.reference.reference import Reference

if TYPE_CHECKING:
    import pyarrow as pa

    from helmline.calendar import Calendar

_AGES_AGO: Final = -(2**62)
_NEVER: Final = 2**62


@dataclass(frozen=True, slots=True)
class Place:
    """Where an interaction lies: what its opening hours depend on."""

    calendar: str | None = None  # named on the interaction itself
    team: str | None = None
    brand: str | None = None
    queue: str | None = None


def incident_windows(reference: Reference) -> tuple[Window, ...]:
    """Return the declared mass incidents; a window for a reason covers the reasons below it."""
    known = [reason.code for reason in reference.reasons] + list(reference.renames)
    found = []
    for incident in reference.incidents:
        reasons = {*incident.reasons}
        if reasons:
            at = incident.valid.from_us or 0
            reasons |= {code for code in known if reasons & {*reference.reason_path(code, at)}}
        valid = incident.valid
        found.append(
            Window(
                _AGES_AGO if valid.from_us is None else valid.from_us,
                _NEVER if valid.to_us is None else valid.to_us,
                tuple(sorted(incident.brands)),
                tuple(sorted(reasons)),
            )
        )
    return tuple(found)


def reason_levels(reference: Reference, at_us: int) -> pa.Table:
    """Return `leaf`, `level`, `ancestor`: each reason's ancestor at each level, as of `at_us`."""
    import pyarrow as pa

    leaves = sorted({*(reason.code for reason in reference.reasons), *reference.renames})
    rows = [
        (leaf, level, name)
        for leaf in leaves
        for level, name in enumerate(reference.reason_path(leaf, at_us), start=1)
    ]
    kinds = {"leaf": pa.string(), "level": pa.int64(), "ancestor": pa.string()}
    return pa.table(
        {name: pa.array([row[i] for row in rows], kind) for i, (name, kind) in enumerate(kinds.items())}
    )


def calendar_in_force(reference: Reference, place: Place, at_us: int) -> Calendar | None:
    """Return the place's own calendar, else its team's, brand's or the organisation's; None: not known."""
    name = place.calendar or reference.calendar_of(at=at_us, team=place.team, brand=place.brand)
    return reference.calendars.get(name) if name else None


def calendar_changes(reference: Reference) -> list[int]:
    """Return the instants at which some team, brand or the organisation starts or stops using a calendar."""

    def edges() -> Iterator[int | None]:
        holders = [team.calendars for team in reference.teams.values()]
        holders += [brand.calendars for brand in reference.brands.values()]
        for uses in (reference.organisation.calendars, *holders):
            for use in uses:
                yield use.valid.from_us
                yield use.valid.to_us

    return sorted({edge for edge in edges() if edge is not None})
