"""Take organisation, brands, teams and memberships over from published reference data: the way back of `written`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from helmline_web.decisions.actions import record
from helmline_web.people.models import Brand, Identity, Membership, Organisation, Person, Team, Vendor
from helmline_web.people.models.identities import IdentityKind
from helmline_web.people.written import CSAT, WEEKDAYS, login

#: A login as reference data name it, to its row; makes the person and the login where nobody knows them
FindLogin = Callable[[str], Identity]


@transaction.atomic
def adopt(content: Mapping[str, Any], find: FindLogin, *, by: int | None) -> None:
    """Store what `content` says, in the shape of the reference file, in place of memberships stored before.

    Who has no login cannot be named there: such memberships stay. Brands, teams and vendors that it does not name stay as they are: history may need them. An edge given as an
    instant becomes its day in the organisation's zone.
    """
    organisation = _organisation(content.get("organisation", {}))
    days = _Days(ZoneInfo(organisation.zone))
    for table in content.get("brand", []):
        _brand(table)
    _teams(content.get("team", []), days)
    _memberships(content.get("membership", []), find, days)
    record("people.adopted", by=by, detail={section: len(content.get(section, [])) for section in _COUNTED})


_COUNTED = ("brand", "team", "membership")


class _Days:
    """Edges of validity as days of one zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def of(self, table: Mapping[str, Any]) -> dict[str, date | None]:
        """Return first and last day of a table with `from` and `to`."""
        return {"valid_from": self._day(table.get("from")), "valid_to": self._day(table.get("to"), ends=True)}

    def _day(self, edge: str | date | datetime | None, *, ends: bool = False) -> date | None:
        if not edge:
            return None
        value = (
            datetime.fromisoformat(edge) if isinstance(edge, str) and ("T" in edge or " " in edge) else edge
        )
        if not isinstance(value, datetime):
            return date.fromisoformat(value) if isinstance(value, str) else value
        local = (value if value.tzinfo else value.replace(tzinfo=self._zone)).astimezone(self._zone)
        return (local - timedelta(microseconds=1) if ends else local).date()


def _organisation(table: Mapping[str, Any]) -> Organisation:
    organisation = Organisation.objects.first() or Organisation()
    organisation.name = table.get("name", organisation.name)
    organisation.zone = table.get("zone", "UTC")
    organisation.week_start = WEEKDAYS.index(table.get("week_start", "monday"))
    organisation.calendar = _calendar(table)
    organisation.fiscal = {name: value for name, value in table.items() if name.startswith("fiscal_")}
    if organisation._state.adding:
        organisation.save()
    else:
        organisation.save_next()
    return organisation


def _brand(table: Mapping[str, Any]) -> None:
    scale = table.get("csat_scale", CSAT[0])
    Brand.objects.update_or_create(
        code=table["code"],
        defaults={
            "name": table.get("name", ""),
            "confidential": table.get("confidential", False),
            "languages": _list(table.get("languages", [])),
            "calendar": _calendar(table),
            "csat_scale": scale,
            "csat_good": table.get("csat_good", -(-scale * 4 // 5)),
            "scorecard": table.get("scorecard", ""),
        },
    )


def _teams(tables: Iterable[Mapping[str, Any]], days: _Days) -> None:
    tables = list(tables)
    for table in tables:
        fields = {"name": table.get("name", ""), "calendar": _calendar(table), **days.of(table)}
        fields["brand"] = Brand.objects.filter(code=table.get("brand", "")).first()
        fields["vendor"] = _vendor(table.get("vendor", ""))
        Team.objects.update_or_create(code=table["code"], defaults=fields)
    for table in tables:  # once all of them are there
        Team.objects.filter(code=table["code"]).update(
            parent=Team.objects.filter(code=table.get("parent", "")).first()
        )


def _calendar(table: Mapping[str, Any]) -> Any:
    """Return which calendar is used as it is stored: a name, dated uses, or both as they were written."""
    always, dated = table.get("calendar", ""), table.get("calendars", [])
    return {"calendar": always, "calendars": dated} if always and dated else dated or always


def _vendor(code: str) -> Vendor | None:
    return Vendor.objects.get_or_create(code=code, defaults={"name": code})[0] if code else None


def _memberships(tables: Iterable[Mapping[str, Any]], find: FindLogin, days: _Days) -> None:
    teams = {team.code: team for team in Team.objects.all()}
    Membership.objects.filter(person__identities__isnull=False).delete()
    rows = {}
    for table in tables:
        person = find(table["person"]).person
        if person is None:  # a shared login belongs nowhere
            continue
        fields = {name: table.get(name, "") for name in ("language", "brand", "site", "employer")}
        row = Membership(
            person=person,
            team=teams[table["team"]],
            kind=table.get("kind", "home"),
            share=table.get("share", 1.0),
            level=table.get("level"),
            **fields,
            **days.of(table),
        )
        rows[
            (
                person.pk,
                row.team_id,
                row.kind,
                row.share,
                row.level,
                *fields.values(),
                row.valid_from,
                row.valid_to,
            )
        ] = row
    Membership.objects.bulk_create(rows.values())  # several logins of one person said the same thing


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def known_logins(make: Callable[[str], Identity]) -> FindLogin:
    """Return a finder over the logins stored here; `make` is asked for one that nobody knows."""
    known = {login(identity): identity for identity in Identity.objects.select_related("person")}

    def find(name: str) -> Identity:
        if name not in known:
            known[name] = make(name)
        identity = known[name]
        if identity.person is None and identity.kind == IdentityKind.PERSON:
            identity.person = Person.objects.create(name=identity.name or identity.identifier)
            identity.save()
        return identity

    return find
