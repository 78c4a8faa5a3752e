"""The questions whose answers a month's close stores: always the same, so months compare."""

from __future__ import annotations

from datetime import date
from typing import Final

from helmline.metrics.query import Query
from helmline_web.analytics import door

METRICS: Final = (
    "created", "solved", "backlog", "first_reply_time", "first_resolution_time", "sla_attainment", "csat", "fcr",
    "reopen_rate", "aht", "service_level", "abandonment_rate",
)  # fmt: skip
#: the whole, and by whom a house and its vendors are asked
SPLITS: Final = ((), ("brand",), ("team",), ("brand", "channel"))
#: figures that the next weeks still move: a headline of a closed month waits for them
MATURING: Final = ("fcr", "reopen_rate", "csat")


def of_month(month: str) -> tuple[Query, ...]:
    """Return the queries of a month such as 2026-10, in the organisation's zone. Contract SLA counts incidents in."""
    since, until = days_of(month)
    known = door.reference()
    shared = {
        "metrics": METRICS,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "zone": known.organisation.zone,
        "week_start": known.organisation.week_start,
        "clock": "business" if known.calendars else "calendar",
    }
    return tuple(Query(by=by, **shared) for by in SPLITS)


def days_of(month: str) -> tuple[date, date]:
    """Return the first day of a month and the first of the next; ValueError for a text that is no month."""
    first = date.fromisoformat(f"{month}-01")
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)
