"""Where a figure of the explorer opens: the same question, narrowed to the figure's place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from helmline.metrics.periods import Period
from helmline_web.dashboards.explorer.question import Question
from helmline_web.ui import formats


def opens(
    question: Question, metric: str, by: Mapping[str, Any] | None = None, period: Period | None = None
) -> str:
    """Return the address of the sheet of one figure; "" where a part of its place has no value to ask for."""
    by = by or {}
    if any(value is None or value == "" for value in by.values()):
        return ""
    selection = question.selection
    where = (*selection.where, *((name, str(value)) for name, value in by.items()))
    narrowed = replace(selection, where=where, **_days(question, period))
    return f"{reverse('dashboards:number', args=[metric])}?{narrowed.params()}"


def _days(question: Question, period: Period | None) -> dict[str, str]:
    """Return first and last day of a period; of one shorter than a day, that day."""
    if period is None:
        return {}
    first = _day(period.start_us, question)
    last = max(first, _day(period.stop_us, question) - timedelta(days=1))
    return {"period": "", "since": first.isoformat(), "until": last.isoformat()}


def _day(us: int, question: Question) -> date:
    return formats.at(us, question.selection.zone).date()
