"""What the house agreed about figures on single people: which exist, what for, from how many, after how long.

The profile is chosen at set-up. Its numbers are asked for here by whoever shows figures about people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from helmline_web.people.models import Organisation
from helmline_web.people.models.organisation import PrivacyProfile


@dataclass(frozen=True, slots=True)
class PersonFigure:
    """A kind of figure about one person: what it is, what it is for, and who sees it besides the person."""

    code: str
    title: str
    purpose: str
    seen_by: str


@dataclass(frozen=True, slots=True)
class Profile:
    """An agreement. `smallest_group` is the least n of a figure on people; delay and retention are days."""

    code: PrivacyProfile
    figures: tuple[PersonFigure, ...]
    smallest_group: int
    delay_days: int
    retention_days: int


_WORK: Final = PersonFigure(
    "work",
    _("Contacts handled, replies, solves, transfers"),
    _("To share work fairly and to plan."),
    _("The own lead, planners and managers"),
)
_SPEED: Final = PersonFigure(
    "speed",
    _("Reply and handling times, in the own hours of work"),
    _("To find what takes long, and where help is needed."),
    _("The own lead and managers"),
)
_QUALITY: Final = PersonFigure(
    "quality",
    _("Ratings, reopened contacts, reviews"),
    _("For coaching and recognition; never alone a reason for a decision about somebody."),
    _("The own lead, trainers and quality specialists"),
)
_LOAD: Final = PersonFigure(
    "load",
    _("Load over the day: contacts at the same time, minutes at work"),
    _("To see when there is too much."),
    _("The own lead and planners"),
)
PROFILES: Final = {
    PrivacyProfile.STANDARD: Profile(PrivacyProfile.STANDARD, (_WORK, _SPEED, _QUALITY, _LOAD), 3, 0, 730),
    PrivacyProfile.WORKS_COUNCIL: Profile(PrivacyProfile.WORKS_COUNCIL, (_WORK, _QUALITY), 10, 7, 365),
}


def current() -> Profile:
    """Return the profile in force; the standard one before there is an organisation."""
    chosen = Organisation.objects.values_list("privacy_profile", flat=True).first()
    return PROFILES[PrivacyProfile(chosen or PrivacyProfile.STANDARD)]
