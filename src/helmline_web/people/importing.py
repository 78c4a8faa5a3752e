"""People from a CSV file: what each row would do, then the good rows; bad ones are named with line and reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from helmline_web.decisions.actions import record
from helmline_web.people import actions
from helmline_web.people.models import Person, Team, Vendor
from helmline_web.people.roles import Role

COLUMNS: Final = ("name", "mail", "team", "role", "started_on", "left_on", "sign_in")
LARGEST: Final = 2 * 2**20
MOST_ROWS: Final = 20_000
_YES: Final = {"yes", "true", "1"}
_NO: Final = {"", "no", "false", "0"}


class Unreadable(Exception):
    """The file as a whole is no table of people; the message says why, in words."""


class _Bad(Exception):
    """A row that cannot land, and why, in words."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A good row: the line it stands on and what it says."""

    line: int
    name: str
    mail: str
    team: Team | None
    role: Role | None
    vendor: Vendor | None
    started_on: date | None
    left_on: date | None
    sign_in: bool


@dataclass(frozen=True, slots=True)
class Rejected:
    """A bad row: its line, what stands there, and why it cannot land."""

    line: int
    text: str
    reason: str


@dataclass(slots=True)
class Preview:
    """What a file would do: new people, people known already, and rows that cannot land."""

    good: list[Candidate] = field(default_factory=list)
    known: list[Candidate] = field(default_factory=list)
    bad: list[Rejected] = field(default_factory=list)


def preview(content: bytes) -> Preview:
    """Read a file and return what it would do; nothing is stored. Raises Unreadable."""
    found, house = Preview(), _House()
    for line, row in _rows(content):
        try:
            candidate = _candidate(line, row, house)
        except _Bad as fault:
            found.bad.append(Rejected(line, ", ".join(filter(None, row.values())), str(fault)))
            continue
        (found.known if candidate.mail in house.mails else found.good).append(candidate)
    return found


@transaction.atomic
def land(content: bytes, *, by: int | None) -> Preview:
    """Store the good rows of a file and return what was done; people known by mail address stay as they are."""
    found = preview(content)
    for candidate in found.good:
        _add(candidate, by)
    record("people.imported", by=by, detail={"added": len(found.good), "refused": len(found.bad)})
    return found


class _House:
    """What rows are held against."""

    def __init__(self) -> None:
        self.teams = {team.code.casefold(): team for team in Team.objects.select_related("vendor")}
        self.mails = {mail.lower() for mail in Person.objects.exclude(mail="").values_list("mail", flat=True)}
        self.seen: set[str] = set()


def _rows(content: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield each row with its line; the heading names the columns, in any order."""
    if len(content) > LARGEST:
        raise Unreadable(_("The file is larger than 2 MB."))
    text = _text(content)
    reader = csv.DictReader(io.StringIO(text), delimiter=_delimiter(text), restkey="", restval="")
    heading = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    if not {"name", "mail"} <= set(heading):
        raise Unreadable(_("The first line must name the columns; name and mail are needed."))
    reader.fieldnames = heading
    for number, row in enumerate(reader):
        if number == MOST_ROWS:
            raise Unreadable(_("The file has more than 20,000 rows."))
        yield reader.line_num, {name: str(row.get(name) or "").strip() for name in COLUMNS}


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(_("The file is not in UTF-8. Save it as “CSV UTF-8”.")) from None


def _delimiter(text: str) -> str:
    heading = text.partition("\n")[0]
    return max(",;\t", key=heading.count)


def _candidate(line: int, row: Mapping[str, str], house: _House) -> Candidate:
    mail = _mail(row["mail"], house)
    team = _team(row["team"], house)
    role = _role(row["role"], team)
    started_on, left_on = _day(row["started_on"]), _day(row["left_on"])
    if not row["name"]:
        raise _Bad(_("The name is missing."))
    if started_on and left_on and left_on < started_on:
        raise _Bad(_("The last day lies before the first."))
    return Candidate(
        line=line,
        name=row["name"][:200],
        mail=mail,
        team=team,
        role=role,
        vendor=team.vendor if team and role == Role.VENDOR else None,
        started_on=started_on,
        left_on=left_on,
        sign_in=_yes(row["sign_in"]),
    )


def _mail(text: str, house: _House) -> str:
    mail = text.lower()
    try:
        validate_email(mail)
    except ValidationError:
        raise _Bad(_("“%(text)s” is no mail address.") % {"text": text}) from None
    if mail in house.seen:
        raise _Bad(_("This mail address stands on an earlier line as well."))
    house.seen.add(mail)
    return mail


def _team(code: str, house: _House) -> Team | None:
    if code and code.casefold() not in house.teams:
        raise _Bad(_("There is no team “%(code)s”.") % {"code": code})
    return house.teams[code.casefold()] if code else None


def _role(text: str, team: Team | None) -> Role | None:
    if not text:
        return None
    if text.lower() not in Role.values:
        raise _Bad(
            _("“%(text)s” is no role; there are %(roles)s.") % {"text": text, "roles": ", ".join(Role.values)}
        )
    role = Role(text.lower())
    if role == Role.LEAD and team is None:
        raise _Bad(_("A team lead needs a team."))
    if role == Role.VENDOR and (team is None or team.vendor is None):
        raise _Bad(_("A vendor manager needs a team of a vendor."))
    return role


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _Bad(_("“%(text)s” is no day; write it like 2026-01-31.") % {"text": text}) from None


def _yes(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise _Bad(_("sign_in is “%(text)s”; write yes or no.") % {"text": text})
    return text.lower() in _YES


def _add(row: Candidate, by: int | None) -> None:
    days: dict[str, Any] = {"started_on": row.started_on, "left_on": row.left_on}
    person = actions.add_person(row.name, by=by, mail=row.mail, **days)
    if row.team is not None and row.role != Role.VENDOR:
        actions.add_membership(person, row.team, by=by, valid_from=row.started_on, valid_to=row.left_on)
    if row.role is not None:
        scope = {Role.LEAD: {"team": row.team}, Role.VENDOR: {"vendor": row.vendor}}
        actions.grant_role(person, row.role, by=by, **scope.get(row.role, {}))
    if row.sign_in:
        actions.give_sign_in(person, row.mail, by=by)
