"""Turns the written form (TOML tables, or the same from JSON) into a `Reference`, noting what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from helmline.errors import CalendarError
from helmline.reference import entries
from helmline.reference.entries import (
    Brand,
    BusinessEvent,
    CalendarUse,
    Conditions,
    Incident,
    Membership,
    Organisation,
    Queue,
    Reason,
    SlaPolicy,
    Target,
    Team,
    Validity,
)
from helmline.reference.findings import Findings
from helmline.reference.fiscal import PATTERNS, FiscalYear
from helmline.reference.reference import NONE, Reference
from helmline.reference.tables import Table, zone_named

if TYPE_CHECKING:
    from helmline.calendar import Calendar

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: For finding the one entry of a calendar that is wrong, the others are left out and these hours stand in
_ANY_HOURS = ["24/7"]


def parse(content: Mapping[str, Any], findings: Findings, version: str = NONE) -> Reference:
    """Return the reference data of `content`; only to be used if `findings` has no error afterwards.

    What fits together is looked at by `checks.check`, when it is published and not when it is read back: a
    version once in force stays readable.
    """
    top = Table(content, "", findings, ZoneInfo("UTC"))
    organisation = _organisation(top)
    top.zone = _zone_of(organisation)
    policies, promised = _policies(top)
    reference = Reference(
        organisation=organisation,
        calendars=_calendars(top),
        brands={brand.code: brand for brand in map(_brand, top.tables("brand"))},
        teams={team.code: team for team in map(_team, top.tables("team"))},
        memberships=tuple(map(_membership, top.tables("membership"))),
        reasons=tuple(map(_reason, top.tables("reason"))),
        renames=dict(map(_rename, top.tables("rename"))),
        targets=(*(_target(table) for table in top.tables("target")), *promised),
        sla_policies=policies,
        incidents=tuple(map(_incident, top.tables("incident"))),
        events=tuple(map(_event, top.tables("event"))),
        queues=tuple(map(_queue, top.tables("queue"))),
        version=version,
        content=content,
    )
    top.close()
    return reference


def _zone_of(organisation: Organisation) -> ZoneInfo:
    try:
        return ZoneInfo(organisation.zone)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _organisation(top: Table) -> Organisation:
    value = top.data.get("organisation", {})
    top.allow("organisation")
    if not isinstance(value, Mapping):
        top.error("organisation", "organisation must be written as one [organisation] table")
        return Organisation()
    table = Table(value, "organisation", top.findings, top.zone)
    name, zone = table.text("name"), table.text("zone", "UTC")
    table.zone = zone_named(zone, table)
    week_start = table.choice("week_start", _DAYS, "monday")
    first = _DAYS.index(week_start) if week_start in _DAYS else 0
    organisation = Organisation(name, zone, first, _fiscal(table, first), _calendar_uses(table))
    table.close()
    return organisation


def _fiscal(table: Table, week_start: int) -> FiscalYear:
    return FiscalYear(
        pattern=table.choice("fiscal_pattern", ("months", *PATTERNS), "months"),
        start_month=table.whole("fiscal_start_month", 1, 12, 1),
        named_by=table.choice("fiscal_named_by", ("start", "end"), "start"),
        week_start=week_start,
    )


def _calendar_uses(table: Table) -> tuple[CalendarUse, ...]:
    """One `calendar = "code"` for always, or dated tables [[....calendars]]; both may stand together."""
    always = table.text("calendar")
    uses = [CalendarUse(always)] if always else []
    for dated in table.tables("calendars"):
        uses.append(CalendarUse(dated.code("calendar"), dated.validity()))
        dated.close()
    return tuple(uses)


def _calendars(top: Table) -> dict[str, Calendar]:
    from helmline.calendar import Calendar  # loads NumPy: only where there are calendars to read

    calendars: dict[str, Calendar] = {}
    for table in top.tables("calendar"):
        try:
            calendar = Calendar.from_dict(dict(table.data))
        except CalendarError as error:
            _blame(table, error)
            continue
        if calendar.name in calendars:
            top.findings.error(table.path, f"calendar {calendar.name!r} is there twice")
        calendars[calendar.name] = calendar
    return calendars


def _blame(table: Table, error: CalendarError) -> None:
    """Find which versions and exceptions are wrong, each on its own; else blame the whole calendar."""
    from helmline.calendar import Calendar

    blamed = False
    rest = {"name": table.data.get("name", "?"), "zone": "UTC"}
    for key, hours in (("version", {}), ("exception", {"hours": _ANY_HOURS})):
        for part in table.tables(key):
            try:
                Calendar.from_dict({**rest, **hours, key: [{**part.data, **_without_start(key)}]})
            except CalendarError as wrong:
                part.findings.error(part.path, _said(wrong))
                blamed = True
    if not blamed:
        table.findings.error(table.path, _said(error))


def _without_start(key: str) -> dict[str, str]:
    # A later version standing alone would be blamed for the time before it.
    return {"from": "1970-01-01"} if key == "version" else {}


def _said(error: CalendarError) -> str:
    return f"{error.message} {error.hint}".strip()


def _brand(table: Table) -> Brand:
    scale = table.whole("csat_scale", 2, 100, 5)
    brand = Brand(
        code=table.code(),
        name=table.text("name"),
        calendars=_calendar_uses(table),
        languages=table.texts("languages"),
        confidential=table.flag("confidential"),
        csat_scale=scale,
        csat_good=table.whole("csat_good", 1, scale, -(-scale * 4 // 5)),
        scorecard=table.text("scorecard"),
    )
    table.close()
    return brand


def _team(table: Table) -> Team:
    team = Team(
        code=table.code(),
        name=table.text("name"),
        parent=table.text("parent"),
        brand=table.text("brand"),
        vendor=table.text("vendor"),
        calendars=_calendar_uses(table),
        valid=table.validity(),
    )
    table.close()
    return team


def _membership(table: Table) -> Membership:
    membership = Membership(
        person=table.code("person"),
        team=table.code("team"),
        kind=table.choice("kind", entries.MEMBERSHIP_KINDS, "home"),
        share=table.share("share", 1.0) or 1.0,
        level=table.whole("level", 0, 100, 0) if "level" in table.data else None,
        language=table.text("language"),
        brand=table.text("brand"),
        site=table.text("site"),
        employer=table.text("employer"),
        valid=table.validity(),
    )
    table.allow("level")
    table.close()
    return membership


def _reason(table: Table) -> Reason:
    reason = Reason(
        table.code(), table.text("name"), table.text("parent"), table.flag("other"), table.validity()
    )
    table.close()
    return reason


def _rename(table: Table) -> tuple[str, str]:
    pair = table.code("old"), table.code("new")
    table.close()
    return pair


def _conditions(table: Table) -> Conditions:
    return Conditions(*(table.texts(key) for key in entries.CONDITIONS))


def _target(table: Table, of: SlaPolicy | None = None) -> Target:
    kind = table.choice("kind", entries.TARGET_KINDS)
    clock = table.choice("clock", entries.CLOCKS, "business")
    pauses = entries.DEFAULT_PAUSES.get(kind, ())
    target = Target(
        kind=kind,
        within_us=table.duration("within", days=clock == "calendar"),
        clock=clock,
        calendar=table.text("calendar"),
        pause_statuses=table.texts("pause_statuses", entries.STATUSES, pauses),
        pause_reasons=table.texts("pause_reasons"),
        aim=table.share("aim"),
        policy=of.code if of else "",
        conditions=_conditions(table),
        valid=_narrowed(table.validity(), of.valid if of else entries.ALWAYS),
        takes_over=_takes_over(table) or bool(of and of.takes_over),
    )
    table.close()
    return target


def _takes_over(table: Table) -> bool:
    """Whether clocks that run at its beginning change over to it; without a beginning there are none."""
    takes = table.flag("takes_over")
    if takes and "from" not in table.data:
        table.error("takes_over", "takes_over needs a from: it is about the clocks that run at that instant")
    return takes


def _narrowed(inner: Validity, outer: Validity) -> Validity:
    """A target holds no longer than the version of the policy it belongs to."""
    starts = [us for us in (inner.from_us, outer.from_us) if us is not None]
    ends = [us for us in (inner.to_us, outer.to_us) if us is not None]
    return Validity(max(starts, default=None), min(ends, default=None))


def _policies(top: Table) -> tuple[tuple[SlaPolicy, ...], tuple[Target, ...]]:
    policies: list[SlaPolicy] = []
    targets: list[Target] = []
    for table in top.tables("sla"):
        policy = SlaPolicy(
            table.code(), table.text("name"), table.flag("contract"), _conditions(table), table.validity(),
            _takes_over(table),
        )  # fmt: skip
        targets += [_target(inner, policy) for inner in table.tables("target")]
        policies.append(policy)
        table.close()
    return tuple(policies), tuple(targets)


def _incident(table: Table) -> Incident:
    incident = Incident(
        code=table.code(),
        valid=table.validity(required=True),
        name=table.text("name"),
        brands=table.texts("brands"),
        reasons=table.texts("reasons"),
        problem=table.text("problem"),
        declared_by=table.text("declared_by"),
    )
    table.close()
    return incident


def _event(table: Table) -> BusinessEvent:
    event = BusinessEvent(
        code=table.code(),
        valid=table.validity(required=True),
        name=table.text("name"),
        kind=table.choice("kind", entries.EVENT_KINDS, "other"),
        brands=table.texts("brands"),
    )
    table.close()
    return event


def _queue(table: Table) -> Queue:
    queue = Queue(
        code=table.code(),
        name=table.text("name"),
        team=table.text("team"),
        brand=table.text("brand"),
        short_abandon_us=table.duration("short_abandon", "5s"),
        answer_within_us=table.duration("answer_within", "20s"),
        answer_share=table.share("answer_share", 0.8) or 0.8,
        valid=table.validity(),
    )
    table.close()
    return queue
