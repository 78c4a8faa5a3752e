"""Names for the agents: invented, from the languages they work in. Customers stay keys without names."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

import numpy as np

from helmline.synthetic.company import LANGUAGES, SOURCE, TEAMS, Company
from helmline.synthetic.staff import Staff, make_staff

if TYPE_CHECKING:
    import pyarrow as pa

MAIL_DOMAIN: Final = "bellamar.example"
_GIVEN: Final = {
    "Milano": "Chiara Matteo Giulia Lorenzo Aisha Davide Sofia Ahmed Elena Pietro Noemi Luca Irene Youssef",
    "Stockholm": "Astrid Elias Saga Nils Amina Oskar Freja Omar Linnea Gustav Tuva Malik",
    "Warszawa": "Zofia Jakub Maja Tomasz Oksana Piotr Hanna Marek Lena Kacper Iryna Adam",
    "Tokyo": "Haruka Kenta Yui Sota Aoi Minh Rin Daiki Mei Takumi Sakura Ren",
    "Dublin": "Aoife Sean Niamh Kwame Ciara Liam Priya Oisin Grace Tadhg Chidi Maeve Ravi",
    "Contara": "Ioana Andrei Elif Radu Bianca Mihai Leyla Vlad Daria Stefan Ana Cristian",
}
_FAMILY: Final = {
    "Milano": "Brambati Cortelli Ferrandi Haddad Lunardi Marchesin Novaro Pellisi Quaranti Rovelli Santini",
    "Stockholm": "Almgren Bergvall Dahlqvist Ekstrand Hassan Lindroth Nyberg Sandell Tornberg Wikander",
    "Warszawa": "Borowik Czarnota Dudzik Górecka Kalina Lisak Melnyk Nowicz Pawlik Sikora Wrona",
    "Tokyo": "Asakura Fujino Hoshino Kawabe Mizuhara Nguyen Okabe Sakamoto Tachiba Yamane",
    "Dublin": "Brannigan Corcoran Devlin Fallon Kavanagh Mensah Nolan Okafor Quigley Rao Tierney",
    "Contara": "Albescu Ciobanu Demir Florescu Ionita Lupu Moraru Petcu Rusu Stanciu Yilmaz",
}


def people(company: Company) -> pa.Table:
    """Return the agents, one a row.

    Columns: `subject` (the key in the log), `identifier` (`synthetic:<mail>`), `name`, `mail`, `role` (agent
    or lead), `team`, `employer`, `languages`, `contract` (share of full time), `hired` and `left` (dates).
    """
    import pyarrow as pa

    staff = make_staff(company)
    names = agent_names(company)
    mails = [mail_of(name) for name in names]
    team = [TEAMS[number] for number in staff.team]
    spoken = [[LANGUAGES[k] for k in np.nonzero(row)[0]] for row in staff.speaks]
    columns = {
        "subject": pa.array(staff.key),
        "identifier": pa.array([f"{SOURCE}:{mail}" for mail in mails]),
        "name": pa.array(names),
        "mail": pa.array(mails),
        "role": pa.array(_roles(staff)),
        "team": pa.array([place.name for place in team]),
        "employer": pa.array(["Contara Partners" if place.outsourced else "Bellamar" for place in team]),
        "languages": pa.array(spoken, pa.list_(pa.string())),
        "contract": pa.array(staff.contract),
        "hired": pa.array([company.date_of(int(day)) for day in staff.hired]),
        "left": pa.array(
            [company.date_of(int(d)) if d < company.days else None for d in staff.left], pa.date32()
        ),
    }
    return pa.table(columns).replace_schema_metadata({"synthetic": "true"})


def agent_names(company: Company) -> list[str]:
    """Return a name for each agent, no two alike."""
    staff = make_staff(company)
    rng = np.random.default_rng([company.seed, 104])
    taken: set[str] = set()
    return [_free_name(TEAMS[number].name, rng, taken) for number in staff.team]


def _free_name(team: str, rng: np.random.Generator, taken: set[str]) -> str:
    given, family = _GIVEN[team].split(), _FAMILY[team].split()
    for attempt in range(10_000):
        name = f"{given[rng.integers(len(given))]} {family[rng.integers(len(family))]}"
        name += f" {attempt // 500 + 1}" if attempt >= 500 else ""  # very large teams run out of pairs
        if name not in taken:
            taken.add(name)
            return name
    raise AssertionError("ten thousand draws found no free name")


def mail_of(name: str) -> str:
    """Return the mail-like identifier of a name."""
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l")).encode("ascii", "ignore").decode()
    return f"{plain.lower().replace(' ', '.')}@{MAIL_DOMAIN}"


def _roles(staff: Staff) -> list[str]:
    """The longest-serving of each team who stays leads it (and still takes cases)."""
    roles = ["agent"] * len(staff.team)
    for team in range(len(TEAMS)):
        members = np.nonzero((staff.team == team) & (staff.left > 5_000))[0]
        roles[int(members[np.argmin(staff.hired[members])])] = "lead"
    return roles
