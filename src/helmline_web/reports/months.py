"""Closed months as other pages need them."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from helmline.reference.reference import Reference
from helmline_web.policies.closed import Differing
from helmline_web.reports.house import house
from helmline_web.reports.models import Close
from helmline_web.reports.restating import differing_cells

#: how far back a change of policy is compared: a year of closes
LOOKED_AT: Final = 12


def differing(proposed: Reference, metrics: tuple[str, ...]) -> tuple[Differing, ...]:
    """Return the closed months of the last year in which figures of these metrics would differ."""
    viewer = house()
    counted = (
        (close, differing_cells(viewer, close, proposed, metrics))
        for close in Close.objects.all()[:LOOKED_AT]
    )
    return tuple(
        Differing(close.month, cells, reverse("reports:restatement", args=(close.month,)))
        for close, cells in counted
        if cells
    )
