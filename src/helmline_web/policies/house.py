"""The sections of the reference data that `people` keeps: organisation, brands, teams, memberships.

`content` writes them as the reference data say them; `adopt` takes them from there. What nobody changed comes
back as it was: days stay days. Of an instant the day is kept, because people belong to teams by the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings

from helmline.eventlog.privacy import Subjects
from helmline.reference.spelling import spelled_table
from helmline_web.people.models import Brand, Identity, Membership, Organisation, Person, Team, Vendor

Table = dict[str, Any]
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FISCAL: Final = ("fiscal_pattern", "fiscal_start_month", "fiscal_named_by")


def content() -> dict[str, Any]:
    """Return the four sections as they stand in the database now."""
    organisation = Organisation.objects.first()
    found: dict[str, Any] = {
        "brand": [_of_brand(brand) for brand in Brand.objects.all()],
        "team": [_of_team(team) for team in Team.objects.select_related("parent", "brand", "vendor")],
        "membership": [row for row, _ in memberships()],
    }
    return {"organisation": _of_organisation(organisation), **found} if organisation else found


def _of_organisation(organisation: Organisation) -> Table:
    return _said(
        name=organisation.name,
        zone=organisation.zone,
        week_start=_DAYS[organisation.week_start],
        **organisation.fiscal,
        **_uses(organisation.calendar),
    )


def _of_brand(brand: Brand) -> Table:
    return _said(
        code=brand.code,
        name=brand.name,
        languages=brand.languages,
        confidential=brand.confidential,
        scorecard=brand.scorecard,
        csat_scale=brand.csat_scale,
        csat_good=brand.csat_good,
        **_uses(brand.calendar),
    )


def _of_team(team: Team) -> Table:
    return _said(
        code=team.code,
        name=team.name,
        parent=team.parent.code if team.parent else "",
        brand=team.brand.code if team.brand else "",
        vendor=team.vendor.code if team.vendor else "",
        **_uses(team.calendar),
        **_edges(team),
    )


def memberships() -> Iterable[tuple[Table, Membership]]:
    """Yield each membership of somebody with a login, named by the first of the logins."""
    logins: dict[int, str] = {}
    for identity in Identity.objects.exclude(person=None).order_by("-id"):
        logins[identity.person_id] = _login(identity)
    for row in Membership.objects.filter(person__in=logins).select_related("team"):
        yield _of_membership(row, logins[row.person_id]), row


def _login(identity: Identity) -> str:
    named = identity.identifier.startswith(f"{identity.source}:")
    return identity.identifier if named else f"{identity.source}:{identity.identifier}"


def _of_membership(row: Membership, person: str) -> Table:
    named = {name: getattr(row, name) for name in ("level", "language", "brand", "site", "employer")}
    return _said(
        person=person, team=row.team.code, kind=str(row.kind), share=row.share, **named, **_edges(row)
    )


def _said(**fields: Any) -> Table:
    return {name: value for name, value in fields.items() if value not in ("", None, [], False)}


def _edges(row: Team | Membership) -> Table:
    return {
        name: day.isoformat()
        for name, day in (("from", row.valid_from), ("to", row.valid_to))
        if day is not None
    }


def _uses(calendar: Any) -> Table:
    """Return the fields that say which calendar is used: a name, dated uses, or both as they were written."""
    if isinstance(calendar, Mapping):
        return dict(calendar)
    return {"calendars": calendar} if isinstance(calendar, list) else {"calendar": calendar}


# ---- from the reference data into the tables ----


def adopt(content: Mapping[str, Any]) -> None:
    """Make organisation, brands, vendors, teams and memberships what the content says."""
    if "organisation" in content:
        _adopt_organisation(content["organisation"])
    for table in content.get("brand", []):
        _adopt_brand(table)
    for table in content.get("team", []):
        _adopt_team(table)
    for table in content.get("team", []):  # parents may come later in the list
        parent = Team.objects.filter(code=table.get("parent", "")).first()
        Team.objects.filter(code=table["code"]).update(parent=parent)
    _adopt_memberships(content.get("membership", []))


def _adopt_organisation(table: Mapping[str, Any]) -> None:
    organisation = Organisation.objects.first() or Organisation()
    organisation.name = table.get("name", "")
    organisation.zone = table.get("zone", "UTC")
    organisation.week_start = _DAYS.index(table.get("week_start", "monday"))
    organisation.fiscal = {name: table[name] for name in _FISCAL if name in table}
    organisation.calendar = _calendar(table)
    organisation.save()


def _adopt_brand(table: Mapping[str, Any]) -> None:
    scale = table.get("csat_scale", 5)
    languages = table.get("languages", [])
    Brand.objects.update_or_create(
        code=table["code"],
        defaults={
            "name": table.get("name", ""),
            "languages": [languages] if isinstance(languages, str) else languages,
            "confidential": table.get("confidential", False),
            "csat_scale": scale,
            "csat_good": table.get("csat_good", -(-scale * 4 // 5)),
            "scorecard": table.get("scorecard", ""),
            "calendar": _calendar(table),
        },
    )


def _adopt_team(table: Mapping[str, Any]) -> None:
    vendor = table.get("vendor", "")
    if vendor:
        Vendor.objects.get_or_create(code=vendor, defaults={"name": vendor})
    Team.objects.update_or_create(
        code=table["code"],
        defaults={
            "name": table.get("name", ""),
            "brand": Brand.objects.filter(code=table.get("brand", "")).first(),
            "vendor": Vendor.objects.filter(code=vendor).first(),
            "calendar": _calendar(table),
            "valid_from": _day(table.get("from")),
            "valid_to": _day(table.get("to")),
        },
    )


def _calendar(table: Mapping[str, Any]) -> Any:
    always, dated = table.get("calendar", ""), table.get("calendars", [])
    if dated:
        return {"calendar": always, "calendars": dated} if always else list(dated)
    return always


def _day(value: str | None) -> date | None:
    return datetime.fromisoformat(value).date() if value else None


def _adopt_memberships(tables: Iterable[Mapping[str, Any]]) -> None:
    """Add what is missing and drop what is not there any more; who has no login here is left alone."""
    standing = {_key(row): membership for row, membership in memberships()}
    wanted = {_key(table): table for table in tables}
    for key, membership in standing.items():
        if key not in wanted:
            membership.delete()
    missing = [table for key, table in wanted.items() if key not in standing]
    people = _people({table["person"] for table in missing})
    teams = {team.code: team for team in Team.objects.all()}
    Membership.objects.bulk_create(
        _membership(table, people[table["person"]], teams[table["team"]]) for table in missing
    )


def _key(table: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(spelled_table("membership", table).items()))


def _membership(table: Mapping[str, Any], person: Person, team: Team) -> Membership:
    named = {name: table.get(name, "") for name in ("language", "brand", "site", "employer")}
    return Membership(
        person=person,
        team=team,
        kind=table.get("kind", "home"),
        share=table.get("share", 1.0),
        level=table.get("level"),
        valid_from=_day(table.get("from")),
        valid_to=_day(table.get("to")),
        **named,
    )


def _people(logins: set[str]) -> dict[str, Person]:
    """Return the person behind each login, making those that nobody has met yet."""
    known = {
        _login(identity): identity.person
        for identity in Identity.objects.exclude(person=None).select_related("person")
    }
    return {login: known.get(login) or _met(login) for login in sorted(logins)}


def _met(login: str) -> Person:
    """Note a login of the reference data: a person, called as the source calls him."""
    source, _, identifier = login.partition(":")
    names = Subjects(settings.HELMLINE_DATA)
    found = next((s for s in names.find(login) + names.find(identifier) if s.source == source), None)
    key, written = (
        (found.key, found.identifier) if found else (names.keys(source, [identifier])[0], identifier)
    )
    person = Person.objects.create(
        name=(found and found.name) or identifier, mail=(found and found.email) or ""
    )
    Identity.objects.update_or_create(
        source=source, identifier=written, defaults={"subject": key, "person": person, "name": person.name}
    )
    return person
