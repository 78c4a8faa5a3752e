"""Organisation, brands, teams and memberships in the written form of reference data, to be published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from helmline_web.people.models import Brand, Identity, Membership, Organisation, Team
from helmline_web.people.models.identities import IdentityKind

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: the library's own scale, which a brand need not name
CSAT: Final = (5, 4)


def tables() -> dict[str, Any]:
    """Return the sections that people own: organisation, brand, team, membership."""
    organisation = Organisation.objects.first()
    return {
        "organisation": _organisation(organisation) if organisation else {},
        "brand": [_brand(brand) for brand in Brand.objects.all()],
        "team": [_team(team) for team in Team.objects.select_related("parent", "brand", "vendor")],
        "membership": [*_memberships()],
    }


def login(identity: Identity) -> str:
    """Return how reference data name a login: "source:identifier"."""
    prefix = f"{identity.source}:"
    return identity.identifier if identity.identifier.startswith(prefix) else prefix + identity.identifier


def _organisation(organisation: Organisation) -> dict[str, Any]:
    return _said(
        name=organisation.name,
        zone=organisation.zone,
        week_start=WEEKDAYS[organisation.week_start],
        **_calendar(organisation.calendar),
        **organisation.fiscal,
    )


def _brand(brand: Brand) -> dict[str, Any]:
    scale = (brand.csat_scale, brand.csat_good)
    return _said(
        code=brand.code,
        name=brand.name,
        **_calendar(brand.calendar),
        languages=brand.languages,
        confidential=brand.confidential,
        scorecard=brand.scorecard,
        **({} if scale == CSAT else dict(zip(("csat_scale", "csat_good"), scale, strict=True))),
    )


def _team(team: Team) -> dict[str, Any]:
    return _said(
        code=team.code,
        name=team.name,
        parent=team.parent.code if team.parent else "",
        brand=team.brand.code if team.brand else "",
        vendor=team.vendor.code if team.vendor else "",
        **_calendar(team.calendar),
        **_days(team.valid_from, team.valid_to),
    )


def _memberships() -> Iterator[dict[str, Any]]:
    """Yield each membership once for every login of its person: the log knows logins."""
    rows = Membership.objects.select_related("team").prefetch_related("person__identities")
    for row in rows.order_by("id"):
        for identity in row.person.identities.all():
            if identity.kind == IdentityKind.PERSON:
                yield _membership(row, identity)


def _membership(row: Membership, identity: Identity) -> dict[str, Any]:
    said = _said(
        person=login(identity),
        team=row.team.code,
        kind=row.kind,
        share=row.share,
        language=row.language,
        brand=row.brand,
        site=row.site,
        employer=row.employer,
        **_days(row.valid_from, row.valid_to),
    )
    return said if row.level is None else said | {"level": row.level}


def _calendar(used: Any) -> Mapping[str, Any]:
    """Return the fields that say which calendar is used: a name, dated uses, or both."""
    if isinstance(used, Mapping):
        return used
    return {"calendars" if isinstance(used, list) else "calendar": used}


def _days(first: date | None, last: date | None) -> Mapping[str, str]:
    return {"from": first.isoformat() if first else "", "to": last.isoformat() if last else ""}


def _said(**fields: Any) -> dict[str, Any]:
    """Return the fields that say something; what is left out is what holds without it."""
    return {name: value for name, value in fields.items() if value not in ("", [], {}, None, False)}
