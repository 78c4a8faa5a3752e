"""The fiscal year: calendar months, or 52 and 53 weeks in quarters of 4-4-5, 4-5-4 or 5-4-4 weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

PATTERNS: Final = {"4-4-5": (4, 4, 5), "4-5-4": (4, 5, 4), "5-4-4": (5, 4, 4)}


@dataclass(frozen=True, slots=True)
class FiscalPeriod:
    """A month of the fiscal year, with its edges as local dates (`end` is the day after its last)."""

    year: int
    quarter: int  # 1 to 4
    month: int  # 1 to 12
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """Where the fiscal year begins and how it is cut.

    With pattern "months" it begins on the first of `start_month`. With a week pattern it begins on the
    `week_start` nearest to that first, so some years have 53 weeks; the 53rd belongs to the last month (as
    in the calendar of the US National Retail Federation). `named_by` says whether a year bears the number of
    the calendar year it nominally starts or ends in.
    """

    pattern: str = "months"
    start_month: int = 1
    named_by: str = "start"
    week_start: int = 0  # 0 Monday to 6 Sunday, as the organisation's

    def starts(self, nominal: int) -> date:
        """Return the first day of the fiscal year that begins near the first of `start_month`, `nominal`."""
        first = date(nominal, self.start_month, 1)
        if self.pattern == "months":
            return first
        late = (first.weekday() - self.week_start) % 7
        return first + timedelta(days=-late if late <= 3 else 7 - late)

    def period(self, day: date) -> FiscalPeriod:
        """Return the fiscal month that `day` lies in."""
        nominal = day.year + 1
        while self.starts(nominal) > day:
            nominal -= 1
        edges = self._edges(nominal)
        month = sum(edge <= day for edge in edges[:-1])
        year = nominal + (self.named_by == "end" and self.start_month > 1)
        return FiscalPeriod(year, (month + 2) // 3, month, edges[month - 1], edges[month])

    def _edges(self, nominal: int) -> list[date]:
        """First days of the twelve months, and of the next year."""
        if self.pattern == "months":
            months = [self.start_month - 1 + i for i in range(13)]
            return [date(nominal + m // 12, m % 12 + 1, 1) for m in months]
        edges = [self.starts(nominal)]
        for weeks in PATTERNS[self.pattern] * 4:
            edges.append(edges[-1] + timedelta(weeks=weeks))
        edges[-1] = self.starts(nominal + 1)
        return edges
