"""Days on which a country's desks are shut, or go home at noon, though no law says so; and patron saints.

Collected from common practice in each country, as proposals for a person to review, never as law.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

Yearly = tuple[int, int, str]
"""Month, day, name."""

_EVES: tuple[Yearly, ...] = ((12, 24, "Christmas Eve"), (12, 31, "New Year's Eve"))

BY_COUNTRY: dict[str, tuple[Yearly, ...]] = {
    **dict.fromkeys(("AT", "CH", "CZ", "DE", "DK", "FI", "HU", "IS", "NL", "NO", "PL", "SE", "SK"), _EVES),
    "IT": (*_EVES, (8, 14, "Day before Ferragosto")),
    "SE": (*_EVES, (1, 5, "Twelfth Night"), (4, 30, "Walpurgis Night")),
    "DK": (*_EVES, (6, 5, "Constitution Day")),
    "BR": _EVES,
    "ES": _EVES,
    "PT": _EVES,
    "US": (*_EVES,),
    "JP": (
        (12, 29, "Year-end closing"),
        (12, 30, "Year-end closing"),
        (12, 31, "Year-end closing"),
        (1, 2, "New Year closing"),
        (1, 3, "New Year closing"),
        (8, 13, "Obon"),
        (8, 14, "Obon"),
        (8, 15, "Obon"),
    ),
}

PATRON_SAINTS: dict[str, Yearly] = {
    "bari": (12, 6, "Saint Nicholas"),
    "bologna": (10, 4, "Saint Petronius"),
    "cagliari": (10, 30, "Saint Saturninus"),
    "catania": (2, 5, "Saint Agatha"),
    "firenze": (6, 24, "Saint John"),
    "genova": (6, 24, "Saint John"),
    "milano": (12, 7, "Saint Ambrose"),
    "modena": (1, 31, "Saint Geminianus"),
    "napoli": (9, 19, "Saint Januarius"),
    "padova": (6, 13, "Saint Anthony"),
    "palermo": (7, 15, "Saint Rosalia"),
    "parma": (1, 13, "Saint Hilary"),
    "roma": (6, 29, "Saints Peter and Paul"),
    "torino": (6, 24, "Saint John"),
    "trieste": (11, 3, "Saint Justus"),
    "venezia": (4, 25, "Saint Mark"),
    "verona": (5, 21, "Saint Zeno"),
}
"""Patron saint's day of Italian cities; each comune keeps its own as a working holiday."""


def days_of(country: str, year: int) -> Iterator[tuple[date, str]]:
    """Yield the de-facto days of a country in a year."""
    for month, day, name in BY_COUNTRY.get(country, ()):
        yield date(year, month, day), name
    if country in ("SE", "FI"):
        # Midsummer Day is the Saturday from 20 to 26 June; the country is shut from its eve.
        saturday = date(year, 6, 20) + timedelta(days=(5 - date(year, 6, 20).weekday()) % 7)
        yield saturday - timedelta(days=1), "Midsummer Eve"
    if country == "US":
        first = date(year, 11, 1)
        thanksgiving = first + timedelta(days=(3 - first.weekday()) % 7 + 21)
        yield thanksgiving + timedelta(days=1), "Day after Thanksgiving"
