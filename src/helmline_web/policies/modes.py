"""The three modes of a change, as what they mean for the dates of statements. docs/explanation/policy-changes.md.

*From a date on*: what held until then ends the day before. *Open work*: the same from this instant on, and the
new statement takes the running clocks over. *Rewrite history*: the new statement holds from a past day, or
since ever, in place of what held then. What is already planned for the future stays in every mode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from helmline_web.people.models import Organisation
from helmline_web.policies.models import Mode
from helmline_web.policies.sections import Section

Statement = dict[str, Any]


class Impossible(ValueError):
    """The mode does not fit the day; the message says which one does."""


@dataclass(frozen=True, slots=True)
class Now:
    """The instant of a change and the zone in which its days are days."""

    at: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """Return the local day."""
        return self.at.astimezone(self.zone).date()

    @property
    def text(self) -> str:
        """Return the instant as reference data write it, to the second."""
        return self.at.astimezone(UTC).replace(microsecond=0).isoformat()


def now() -> Now:
    """Return this instant in the organisation's zone."""
    organisation = Organisation.objects.first()
    return Now(datetime.now(UTC), ZoneInfo(organisation.zone if organisation else "UTC"))


def begin(mode: str, since: date | None, section: Section, at: Now) -> str:
    """Return from when a changed statement holds, as written in reference data; "" is since ever.

    Raises Impossible for a day that the mode cannot mean.
    """
    if mode == Mode.OPEN_WORK:
        # Hours belong to whole days: those of today are under way, and work was finished by them.
        return at.text if section.takes_over else (at.today + timedelta(days=1)).isoformat()
    if mode == Mode.REWRITE:
        if since and since > at.today:
            raise Impossible(_("That day is still to come: choose “From a date on”."))
        return since.isoformat() if since else ""
    if since is None or since < at.today:
        raise Impossible(_("That day lies behind us: choose “Rewrite history”, or a day from today on."))
    return since.isoformat()


def superseded(standing: list[Statement], wanted: Statement, start: str, at: Now) -> list[Statement]:
    """Return the statements with `wanted` in force from `start` on; {} ends the policy there.

    What began before ends there, what began later is replaced, and what is planned for after today stays.
    """
    begins = instant(start, at.zone)
    today = instant(at.today.isoformat(), at.zone)
    before = [_ended(old, start, at.zone) for old in standing if starts(old, at.zone) < begins]
    planned = [old for old in standing if starts(old, at.zone) > max(begins, today)]
    return [*before, *([_dated(wanted, start, standing, planned, at.zone)] if wanted else []), *planned]


def _ended(old: Statement, start: str, zone: ZoneInfo) -> Statement:
    """Return the statement, ending where the next one begins unless it ended before."""
    if "to" in old and instant(old["to"], zone, last_day=True) <= instant(start, zone):
        return old
    return {**old, "to": last_before(start)}


def _dated(
    wanted: Statement, start: str, standing: list[Statement], planned: list[Statement], zone: ZoneInfo
) -> Statement:
    """Return the statement with its dates: until the next one planned, else as long as the policy was to hold."""
    dated = {**wanted, **({"from": start} if start else {})}
    last = next((old for old in reversed(standing) if old not in planned), {})
    if planned:
        dated["to"] = last_before(planned[0]["from"])
    elif "to" in last and instant(last["to"], zone, last_day=True) > instant(start, zone):
        dated["to"] = last["to"]
    return dated


def last_before(start: str) -> str:
    """Return the `to` of what ends where `start` begins: the last day, or the instant itself."""
    if _is_day(start):
        return (date.fromisoformat(start) - timedelta(days=1)).isoformat()
    return start


def starts(statement: Mapping[str, Any], zone: ZoneInfo) -> datetime:
    """Return the instant from which a statement holds."""
    return instant(statement.get("from", ""), zone)


def instant(text: str, zone: ZoneInfo, *, last_day: bool = False) -> datetime:
    """Return a day's midnight (of the day after, for a last day) or the instant itself; "" is since ever."""
    if not text:
        return datetime.min.replace(tzinfo=UTC)
    if _is_day(text):
        return datetime.combine(date.fromisoformat(text) + timedelta(days=last_day), time(), zone)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _is_day(text: str) -> bool:
    return len(text) == len("2026-01-31")


# ---- calendars: one statement whose versions follow each other ----


def with_hours(calendar: Statement, hours: list[str], start: str, today: date) -> Statement:
    """Return the calendar with new weekly hours from a day on, "" since ever; planned versions stay."""
    standing = versions_of(calendar)
    before = [version for version in standing if start and version.get("from", "") < start]
    planned = [version for version in standing if version.get("from", "") > max(start, today.isoformat())]
    fresh = {**({"from": start} if start else {}), "hours": hours}
    rest = {name: value for name, value in calendar.items() if name not in ("hours", "version")}
    return {**rest, "version": [*before, fresh, *planned]}


def versions_of(calendar: Mapping[str, Any]) -> list[Statement]:
    """Return the dated weekly hours of a calendar as written, oldest first."""
    plain = [{"hours": calendar["hours"]}] if "hours" in calendar else []
    return sorted([*plain, *calendar.get("version", [])], key=lambda version: version.get("from", ""))
