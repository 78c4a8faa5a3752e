"""How few contacts a figure about single people may rest on, by the privacy profile that was agreed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from helmline.metrics.suppression import Suppression
from helmline_web.people.models import Organisation
from helmline_web.people.models.organisation import PrivacyProfile

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

#: the smallest number of contacts; what rests on fewer is held back from everybody but the person
MINIMUM: Final[Mapping[str, int]] = {PrivacyProfile.STANDARD: 3, PrivacyProfile.WORKS_COUNCIL: 10}


def rule(viewer: Viewer) -> Suppression:
    """Return what is held back from this viewer."""
    profile = Organisation.objects.values_list("privacy_profile", flat=True).first()
    return Suppression(MINIMUM[profile or PrivacyProfile.STANDARD], frozenset(viewer.subjects))
