"""The worked example as a table: the rows as they are written down, and what each adds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from helmline.metrics.metric import Metric
from helmline.metrics.worked import WorkedRow, worked_rows
from helmline_web.ui import formats
from helmline_web.ui.charts.clock import Clock, Event, Segment, Track
from helmline_web.ui.tables import Column, Row, Table

#: columns that hold thousandths, so that half points stay whole
_THOUSANDTHS: Final = ("score", "scale")
#: when the worked cases begin where a time must be written: some Monday at nine
_MORNING_US: Final = (4 * 86_400 + 9 * 3_600) * 1_000_000


def table(metric: Metric) -> Table | None:
    """Return the rows of the worked case; None where none lie in the metric's own table."""
    rows = worked_rows(metric)
    if not rows:
        return None
    given = list(dict.fromkeys(name for row in rows for name in row.given))
    columns = [Column("row", _("Row"), "number"), *(Column(name, _label(name)) for name in given)]
    return Table(
        columns=[*columns, *_adds(metric)],
        rows=[_row(metric, number, row) for number, row in enumerate(rows, start=1)],
        caption=_("The rows of the worked example"),
    )


def _label(name: str) -> str:
    return name.removesuffix("_us").replace("_", " ")


def _adds(metric: Metric) -> Iterator[Column]:
    yield Column("counts", _("Counts"), strong=True)
    if metric.start is not None:
        yield Column("takes", _("Takes"), "duration", strong=True)
    if metric.numerator is not None:
        yield Column("over", _("Above the line"), strong=True)
    if metric.value is not None:
        yield Column("value", _("Value"), "amount", unit=metric.unit, strong=True)


def _row(metric: Metric, number: int, row: WorkedRow) -> Row:
    values: dict[str, Any] = {name: _written(name, value) for name, value in row.given.items()}
    values |= {"row": number, "counts": _("yes") if row.counts else _("left out")}
    values |= {"takes": _takes(row), "over": _over(row), "value": _value(metric, row)}
    return Row(values, tone="" if row.counts else "quiet")


def _written(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name.endswith("_us") and value is not None:
        return formats.duration(value)
    return formats.number(value / 1000) if name in _THOUSANDTHS else str(value)


def _takes(row: WorkedRow) -> float | None:
    known = row.counts and row.start_s is not None and row.stop_s is not None
    return row.stop_s - row.start_s if known else None


def _over(row: WorkedRow) -> str | None:
    if not row.counts or row.over is None:
        return None
    return _("yes") if row.over else _("no")


def _value(metric: Metric, row: WorkedRow) -> float | None:
    if not row.counts or row.value is None:
        return None
    return row.value / (1 if metric.is_timed else metric.scale)


def clock(metric: Metric) -> Clock | None:
    """Return the runs of a duration in the worked case, drawn one below the other; None where nothing runs."""
    runs = [row for row in worked_rows(metric) if row.counts and _takes(row) is not None]
    if not runs or metric.start is None:
        return None
    return Clock(title=_("The clock of each row that counts"), tracks=[_track(row) for row in runs])


def _track(row: WorkedRow) -> Track:
    start, stop = (_MORNING_US + round((instant or 0) * 1e6) for instant in (row.start_s, row.stop_s))
    total = formats.duration((stop - start) / 1e6)
    ends = (Event(start, by_agent=False), Event(stop, by_agent=True))
    return Track((Segment("work", start, stop),), ends, total)


def outcome(metric: Metric) -> list[tuple[str, str]]:
    """Return what comes out, counted by hand, as label and text."""
    expected = metric.worked.expected if metric.worked else {}
    labels = {
        "value": _("value"), "mean": _("mean"), "p50": _("median"), "numerator": _("above the line"),
        "denominator": _("below the line"), "n": _("counted"), "n_censored": _("still open"),
        "n_missing": _("end not known"), "n_pending": _("pending"),
        "n_ended_unresolved": _("ended without a solve"),
    }  # fmt: skip
    amounts = ("value", "mean", "p50")
    return [
        (label, formats.amount(expected[name], metric.unit if name in amounts else "1"))
        for name, label in labels.items()
        if isinstance(expected.get(name), int | float)
    ]
