"""The reference data that go with the log, as TOML: what the company would have published about itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from helmline.synthetic.company import (
    BRANDS,
    NAME,
    PRIORITIES,
    QUEUES,
    REASONS,
    RENAMED_FROM,
    RENAMED_TO,
    SECOND_US,
    TEAMS,
    Company,
    Team,
)
from helmline.synthetic.demand import PRICE_BRAND, ROUTING
from helmline.synthetic.desk import World
from helmline.synthetic.people import people

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
#: First reply and time on the customer's side, in business hours, by priority (low ... urgent).
_FIRST_REPLY = ("16h", "8h", "4h", "1h")
_REQUESTER_WAIT = ("60h", "40h", "20h", "8h")


def reference_toml(company: Company) -> str:
    """Return the reference data of a company as the TOML that `helmline reference publish` reads."""
    world = World.of(company)
    parts = [
        "# Reference data of a company that does not exist.\n",
        _table("[organisation]", name=NAME, zone="Europe/Rome", week_start="monday", calendar=TEAMS[0].name),
        *_calendars(company),
        *(_table("[[brand]]", code=brand.name, name=f"{brand.name} (synthetic)") for brand in BRANDS),
        *(_team(team) for team in TEAMS),
        *_memberships(company),
        *_reasons(),
        *_policies(),
        *_incidents(world),
        *_events(world),
        *(_queue(name) for name in QUEUES),
    ]
    return "\n".join(parts)


def _table(head: str, **fields: Any) -> str:
    return (
        "\n".join([head, *(f"{key.rstrip('_')} = {_value(value)}" for key, value in fields.items())]) + "\n"
    )


def _value(value: Any) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def _clock(hour: float) -> str:
    return f"{int(hour):02d}:{int(hour % 1 * 60):02d}"


def _calendars(company: Company) -> Iterator[str]:
    years = range(company.start.year, company.date_of(company.days).year + 1)
    for team in TEAMS:
        yield _table("[[calendar]]", name=team.name, zone=team.zone, hours=_hours(team))
        for year in years:
            for day, name in team.holidays:
                yield _table("[[calendar.exception]]", on=f"{year}-{day}", hours=(), name=name)


def _hours(team: Team) -> tuple[str, ...]:
    days = ((name, team.hours(number)) for number, name in enumerate(_WEEKDAYS))
    return tuple(f"{name} {_clock(hours[0])}-{_clock(hours[1])}" for name, hours in days if hours)


def _team(team: Team) -> str:
    vendor = "Contara Partners" if team.outsourced else ""
    return _table("[[team]]", code=team.name, name=team.name, vendor=vendor, calendar=team.name)


def _memberships(company: Company) -> Iterator[str]:
    for person in people(company).to_pylist():
        dates = {"from": person["hired"].isoformat()}
        if person["left"]:
            dates["to"] = (person["left"] - timedelta(days=1)).isoformat()
        who = {"person": person["identifier"], "team": person["team"], "employer": person["employer"]}
        yield _table("[[membership]]", **who, kind="home", share=person["contract"], **dates)
        for language in person["languages"]:
            yield _table("[[membership]]", **who, kind="skill", language=language, **dates)


def _reasons() -> Iterator[str]:
    leaves = [*(reason.name for reason in REASONS), RENAMED_FROM]
    for parent in dict.fromkeys(leaf.split("/")[0] for leaf in leaves):
        yield _table("[[reason]]", code=parent, name=parent.capitalize())
    for leaf in leaves:
        parent, name = leaf.split("/")
        yield _table("[[reason]]", code=leaf, name=name.capitalize(), parent=parent)
    yield _table("[[rename]]", old=RENAMED_FROM, new=RENAMED_TO)


def _policies() -> Iterator[str]:
    for brand in BRANDS:
        for priority, first, wait in zip(PRIORITIES, _FIRST_REPLY, _REQUESTER_WAIT, strict=True):
            yield _table("[[sla]]", code=f"{brand.name} {priority}", brand=brand.name, priority=priority)
            yield _table("[[sla.target]]", kind="first_reply", within=first, aim=0.9)
            yield _table("[[sla.target]]", kind="requester_wait", within=wait, aim=0.85)


def _instant(at_us: int) -> str:
    return datetime.fromtimestamp(at_us // SECOND_US, UTC).isoformat()


def _incidents(world: World) -> Iterator[str]:
    for each in world.demand.incidents:
        yield _table(
            "[[incident]]", code=each.name.split()[0], name=each.name, brands=(BRANDS[each.brand].name,),
            reasons=(REASONS[each.reason].name,), from_=_instant(each.from_us), to=_instant(each.until_us),
        )  # fmt: skip


def _events(world: World) -> Iterator[str]:
    company = world.company
    changed = company.date_of(world.demand.price_day).isoformat()
    yield _table(
        "[[event]]", code="price-change", name="New prices", kind="price_change",
        brands=(BRANDS[PRICE_BRAND].name,), from_=changed, to=changed,
    )  # fmt: skip
    for year in range(company.start.year, company.date_of(company.days).year + 1):
        yield _table(
            "[[event]]", code=f"winter-peak-{year}", name="Winter peak", kind="peak_season",
            from_=f"{year}-11-20", to=f"{year}-12-24",
        )  # fmt: skip


def _queue(name: str) -> str:
    language, group = name.split("-")
    own = max((share, team) for spoken, team, share in ROUTING if spoken == language)[1]
    judged = {
        "short_abandon": "5s",
        "answer_within": "30s" if group == "voice" else "1min",
        "answer_share": 0.8,
    }
    return _table("[[queue]]", code=name, name=name, team=own, **judged)
