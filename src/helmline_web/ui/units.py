"""The words of durations, language by language: how a person says 4 h 12 m, shortest first and in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Units:
    """How a language writes days, hours, minutes and seconds; `gap` stands before a unit, `join` between parts."""

    day: str
    hour: str
    minute: str
    second: str
    gap: str = "\u00a0"
    join: str = "\u00a0"
    percent: str = "{}\u00a0%"


_UNITS: Final = {
    "en": Units("d", "h", "m", "s"),
    "it": Units("g", "h", "min", "s", percent="{}%"),
    "sv": Units("d", "tim", "min", "s"),
    "pl": Units("dn.", "godz.", "min", "s", percent="{}%"),
    "ja": Units("日", "時間", "分", "秒", gap="", join="", percent="{}%"),
}


def language() -> str:
    """Return the active language, without its region; English where we have no words."""
    code = (get_language() or "en").split("-")[0]
    return code if code in _UNITS else "en"


def units() -> Units:
    """Return the words of the active language."""
    return _UNITS[language()]
