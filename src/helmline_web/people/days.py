"""The organisation's day."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from helmline_web.people.models import Organisation


def zone() -> ZoneInfo:
    """Return the organisation's zone, UTC before it has one."""
    return ZoneInfo(Organisation.objects.values_list("zone", flat=True).first() or "UTC")


def today() -> date:
    """Return the day it is in the organisation's zone."""
    return datetime.now(zone()).date()
