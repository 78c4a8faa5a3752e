"""`Result`: what came back. Of a cell one part adds up, the other is asked at its own grain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from helmline.inference.summaries import Summary

QUANTILES: Final = (("p50", 0.5), ("p75", 0.75), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99))

#: codes that say what a reader must know about a number
NOTES: Final = {
    "no_calendar": "some rows have no calendar in force; they are counted as missing",
    "dropped_offhours": "rows that start and stop off-hours, or have no calendar, are counted as missing by this rule",
    "ended_unresolved": "calls and chats given up, left in the menu or gone silent are over without a solve: they are left out and counted beside",
    "missing_end": "some rows ended at a time nobody recorded; they are counted as missing, never as open",
    "impossible_order": "some rows end before they start; they are counted as missing",
    "kaplan_meier": "more than 5 % were still open, so quantiles come from the Kaplan-Meier curve",
    "finished_only": "only finished work is in this number; what is still open is left out",
    "vendors_figure": "the vendor's own figure, because no policy of ours applies",
    "window_not_elapsed": "rows whose window has not elapsed are left out and counted as pending",
    "not_decided": "rows still running are left out and counted as pending",
    "customers_unresolved": "some targets name a customer and it was not said who that is, so they match nobody",
    "own_settings": "thresholds are those that each queue or brand has set",
    "mixed_scales": "ratings on different scales are never averaged: ask by brand",
    "not_due": "open work whose target is not due yet is left out and counted as pending",
    "not_answerable": "the events at hand cannot answer this",
    "no_business_clock": "this metric has no business clock; calendar time is shown",
    "not_a_share": "the numerator is not a part of the denominator, so there is no interval",
    "merged_counted": "of these, some were later merged away",
    "solve_unseen": "of these, some were closed without their solve being seen; they count at their closing",
    "period_running": "the last period has not ended in the data",
    "infinite": "nothing was solved in the trailing weeks, so the backlog would never clear",
    "too_few": "too few rows for an interval",
    "not_reached": "more than that share is still open, so the quantile is not known yet",
    "no_data": "no rows",
    "suppressed": "a figure about single people that rests on too few rows, or would give one away, is held back",
    "no_variance": "all values are alike, so the sample does not say how much they vary",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One number with everything needed to judge it. Durations are in seconds."""

    metric: str
    by: Mapping[str, str | int | None] = field(default_factory=dict)
    period: str | None = None
    clock: str = "calendar"
    unit: str = "s"
    summary: Summary = field(default_factory=Summary)  # sums of durations in whole microseconds
    pending: int = 0  # not decided yet, left out of the ratio
    ended_unresolved: int = 0  # over without a solve: another outcome, left out of resolution times
    value: float | None = None
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    mean_low: float | None = None
    mean_high: float | None = None
    quantiles: Mapping[str, float | None] = field(default_factory=dict)
    naive: Mapping[str, float | None] = field(
        default_factory=dict
    )  # finished work only, where Kaplan-Meier is used
    without_incidents: Mapping[str, float | int | None] = field(default_factory=dict)
    histogram: Mapping[str, int] = field(default_factory=dict)  # finished work, by fixed buckets
    method: str = ""
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the cell as plain values in the documented order."""
        found: dict[str, Any] = {
            "metric": self.metric,
            "by": dict(self.by),
            "period": self.period,
            "clock": self.clock,
            "unit": self.unit,
            "value": self.value,
            "n": self.summary.n,
            "n_censored": self.summary.n_censored,
            "mean": self.mean,
            **{name: self.quantiles.get(name) for name, _ in QUANTILES},
            "low": self.low,
            "high": self.high,
            "n_missing": self.summary.n_missing,
            "n_pending": self.pending,
            "n_ended_unresolved": self.ended_unresolved,
            "mean_low": self.mean_low,
            "mean_high": self.mean_high,
            "numerator": self.summary.numerator,
            "denominator": self.summary.denominator,
            "method": self.method,
            "notes": list(self.notes),
        }
        for name in ("naive", "without_incidents", "histogram"):
            if getattr(self, name):
                found[name] = dict(getattr(self, name))
        return found


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query: cells, and which facts and which reference data they rest on."""

    query_hash: str
    snapshot: str
    as_of_us: int | None
    known_at: int
    observed_until_us: Mapping[str, int]
    reference: str
    cells: tuple[Cell, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON form; instants as ISO 8601 in UTC."""
        return {
            "as_of": None if self.as_of_us is None else iso(self.as_of_us),
            "known_at": self.known_at,
            "observed_until": {source: iso(us) for source, us in sorted(self.observed_until_us.items())},
            "reference": self.reference,
            "cells": [cell.to_json() for cell in self.cells],
            "query": self.query_hash,
            "snapshot": self.snapshot,
        }


def iso(us: int) -> str:
    """Return an instant as `2024-03-01T09:30:00Z`, with the fraction where there is one."""
    from datetime import datetime, timedelta

    moment = datetime(1970, 1, 1) + timedelta(microseconds=us)
    return moment.isoformat(timespec="microseconds" if us % 1_000_000 else "seconds") + "Z"
