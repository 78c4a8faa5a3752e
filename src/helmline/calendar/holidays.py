"""Holidays are proposed and reviewed; nothing changes a calendar until a person has approved it.

A feed that looks official counted Saint Martin's day as closed and turned 48 hours into six days. So every
proposal says where it comes from, starts as not approved, and `approved_exceptions` takes the others only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from helmline.calendar import de_facto, ical
from helmline.calendar.hours import Interval
from helmline.calendar.versions import DayException
from helmline.errors import CalendarError


class Origin(StrEnum):
    """Where a proposed day comes from."""

    LAW = "law"  # the library `holidays`, category public
    DE_FACTO = "de_facto"  # common practice, see `de_facto`
    PATRON_SAINT = "patron_saint"  # of the city
    COMPANY = "company"  # stated by the company itself
    FEED = "feed"  # an iCalendar file


@dataclass(frozen=True)
class Proposal:
    """A day that might be closed (or open for `hours` only), and whether a person has agreed."""

    day: date
    name: str
    origin: Origin
    region: str
    hours: tuple[Interval, ...] = ()
    approved: bool = False

    def approve(self, hours: tuple[Interval, ...] = ()) -> Proposal:
        """Return the proposal agreed to, as a closed day or with hours of its own."""
        return replace(self, approved=True, hours=hours)

    def exception(self) -> DayException:
        """Return the exception that this day becomes."""
        return DayException(self.day, self.day, self.hours, self.name)


def propose(
    region: str,
    years: Iterable[int],
    company_days: Mapping[date, str] | None = None,
    city: str | None = None,
) -> list[Proposal]:
    """Return the days a desk in `region` may be closed, in order, none of them approved.

    `region` is a country, `IT`, or a country and subdivision, `DE-BY` (ISO 3166); `city` adds the patron
    saint of an Italian city. A day of several origins is proposed once, by law before practice before
    company. Raises CalendarError for a region or city not known.
    """
    wanted = sorted(set(years))
    country = region.partition("-")[0].upper()
    found = [*_by_law(region, wanted)]
    found += [
        Proposal(day, name, Origin.DE_FACTO, country)
        for year in wanted
        for day, name in de_facto.days_of(country, year)
    ]
    if city:
        found += [_patron_saint(city, year) for year in wanted]
    company = company_days or {}
    found += [Proposal(day, name, Origin.COMPANY, region) for day, name in company.items()]
    first_of: dict[date, Proposal] = {}
    for proposal in found:
        first_of.setdefault(proposal.day, proposal)
    return sorted(first_of.values(), key=lambda proposal: proposal.day)


def from_ical(text: str, first: date, last: date, feed: str = "feed") -> list[Proposal]:
    """Return the days of an iCalendar file from `first` to `last`, none of them approved."""
    return [Proposal(day, name, Origin.FEED, feed) for day, name in ical.read_days(text, first, last)]


def approved_exceptions(proposals: Iterable[Proposal]) -> list[DayException]:
    """Return the exceptions of the approved proposals, one a date: the first named wins."""
    by_day: dict[date, DayException] = {}
    for proposal in proposals:
        if proposal.approved:
            by_day.setdefault(proposal.day, proposal.exception())
    return [by_day[day] for day in sorted(by_day)]


def _by_law(region: str, years: list[int]) -> list[Proposal]:
    import holidays

    country, _, part = region.partition("-")
    try:
        days = holidays.country_holidays(
            country.upper(), subdiv=part.upper() or None, years=years, language="en_US"
        )
    except NotImplementedError as error:
        raise CalendarError(
            f"Holidays of region {region!r} are not known: {error}",
            hint='Use an ISO code such as "IT", "DE-BY" or "US-CA", or import an iCalendar file.',
        ) from None
    return [Proposal(day, name, Origin.LAW, region) for day, name in sorted(days.items())]


def _patron_saint(city: str, year: int) -> Proposal:
    key = city.strip().lower()
    if key not in de_facto.PATRON_SAINTS:
        raise CalendarError(
            f"The patron saint of {city!r} is not known.",
            hint=f"Known: {', '.join(sorted(de_facto.PATRON_SAINTS))}. Others go into company_days.",
        )
    month, day, name = de_facto.PATRON_SAINTS[key]
    return Proposal(date(year, month, day), name, Origin.PATRON_SAINT, city)
