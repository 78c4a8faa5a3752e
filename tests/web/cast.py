"""The permanent cast: who looks at the company in these tests.

Ada administers, Mona manages, Lea leads Milano and Lars Stockholm, Quinn reviews, Tessa trains, Pia plans, Abe works in
Milano and Bea in Stockholm, Vic may only look, Vera answers for the outsourcer Contara. The other agents of the company
are there too, without a sign-in.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.test import Client

from helmline import synthetic
from helmline_web.people import actions
from helmline_web.people.models import Person, Team, User
from helmline_web.people.roles import Role

from .company import COMPANY

LEADS = {"Lea": "Milano", "Lars": "Stockholm"}
AGENTS = {"Abe": "Milano", "Bea": "Stockholm"}
OTHERS = {
    "Ada": Role.ADMIN, "Mona": Role.MANAGER, "Quinn": Role.QA, "Tessa": Role.TRAINER, "Pia": Role.PLANNER,
    "Vic": Role.VIEWER,
}  # fmt: skip
NAMES = (*OTHERS, *LEADS, *AGENTS, "Vera")
PASSWORD = "a calm sea under the helm"


@dataclass
class Cast:
    """Everybody by name: `cast.person["Lea"]`, `cast.user["Lea"]`, and a signed-in `cast.client("Lea")`."""

    person: dict[str, Person] = field(default_factory=dict)
    user: dict[str, User] = field(default_factory=dict)
    subject: dict[str, int] = field(default_factory=dict)

    def client(self, name: str, **headers: str) -> Client:
        """Return a browser in which this person is signed in."""
        client = Client(headers=headers or None)
        client.force_login(self.user[name])
        return client


def gather() -> Cast:
    """Put the company's organisation and the cast into the database."""
    cast = Cast()
    actions.found_organisation(by=None, name=synthetic.NAME, zone="Europe/Rome")
    vendor = actions.add_vendor("Contara Partners", by=None, name="Contara Partners")
    rows = synthetic.people(COMPANY).to_pylist()
    teams: dict[str, Team] = {}
    for code in dict.fromkeys(row["team"] for row in rows):
        outside = {"vendor": vendor} if code == "Contara" else {}
        teams[code] = actions.add_team(code, by=None, name=code, **outside)
    _agents(cast, rows, teams)
    for name, role in OTHERS.items():
        actions.grant_role(_enter(cast, name), role, by=None)
    for name, team in LEADS.items():
        lead = _enter(cast, name)
        actions.add_membership(lead, teams[team], "line_manager", by=None)
        actions.grant_role(lead, Role.LEAD, by=None, team=teams[team])
    actions.grant_role(_enter(cast, "Vera"), Role.VENDOR, by=None, vendor=vendor)
    return cast


def _agents(cast: Cast, rows: list[dict], teams: dict[str, Team]) -> None:
    waiting = {team: name for name, team in AGENTS.items()}
    for row in rows:
        played = waiting.pop(row["team"], None) if row["role"] == "agent" and row["left"] is None else None
        person = (
            _enter(cast, played) if played else actions.add_person(row["name"], by=None, mail=row["mail"])
        )
        actions.add_membership(person, teams[row["team"]], by=None)
        actions.add_identity(
            synthetic.SOURCE, row["identifier"], row["subject"], by=None, person=person, name=row["name"]
        )
        if played:
            cast.subject[played] = row["subject"]
            actions.grant_role(person, Role.AGENT, by=None)


def _enter(cast: Cast, name: str) -> Person:
    mail = f"{name.lower()}@bellamar.example"
    person = actions.add_person(name, by=None, mail=mail)
    cast.person[name] = person
    cast.user[name] = actions.give_sign_in(person, mail, PASSWORD, by=None)
    return person
