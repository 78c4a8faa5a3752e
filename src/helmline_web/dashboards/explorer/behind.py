"""The table behind a picture: one row a cell, columns to choose, ordered as asked, each row opens its figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _

from helmline.metrics.metric import Metric
from helmline.metrics.periods import Period
from helmline.metrics.result import Cell
from helmline_web.analytics import labels, terms
from helmline_web.dashboards.explorer.opening import opens
from helmline_web.dashboards.explorer.question import Question
from helmline_web.dashboards.explorer.values import Namer
from helmline_web.ui import formats
from helmline_web.ui.charts.gauge import Gauge
from helmline_web.ui.tables import Column, Row, Table, arrange

#: what stands beside the place of a cell unless told otherwise
USUAL: Final = ("value", "range", "n", "open")
_FRACTIONS: Final = ("ratio", "quotient", "sla", "weighted")


def columns(metric: Metric) -> list[Column]:
    """Return every column that a cell of this metric can fill."""

    def amount(name: str, title: str) -> Column:
        return Column(name, title, "amount", metric.unit, sortable=True)

    found = [amount("value", _("Value")), Column("range", _("Likely range"), "picture")]
    found += [amount("low", _("Likely from")), amount("high", _("Likely to"))]
    found += [Column("n", "n", "number", sortable=True)]
    if metric.kind in ("duration", "stock_age", "ramp"):
        found.append(Column("open", _("Still open"), "number", sortable=True))
    if metric.kind in ("duration", "amount", "stock_age"):
        found += [
            amount("mean", _("Mean")),
            *(amount(name, f"{name[1:]} %") for name in ("p75", "p90", "p95", "p99")),
        ]
    if metric.kind in _FRACTIONS:
        found.append(Column("numerator", _("Above the line"), "number", sortable=True))
        found.append(Column("denominator", _("Below the line"), "number", sortable=True))
    found += [
        Column("pending", _("Pending"), "number", sortable=True),
        Column("missing", _("End not known"), "number", sortable=True),
        amount("without", _("Without incidents")),
    ]
    return found


def chosen(metric: Metric, question: Question) -> list[Column]:
    """Return the columns to show: those asked for, else the usual ones; both values where both were asked."""
    every = columns(metric)
    wanted = {*(question.columns or USUAL)}
    if question.selection.incidents == "both":
        wanted.add("without")
    kept = [column for column in every if column.name in wanted]
    return kept or [column for column in every if column.name in USUAL]


def table(
    metric: Metric,
    question: Question,
    cells: Sequence[Cell],
    names: Mapping[str, Namer],
    periods: Mapping[str, Period] | None = None,
    target: float | None = None,
) -> Table:
    """Return the cells as a table. `periods` are those of the trend, by their label."""
    axis = _axis(cells, target)
    rows = [
        _row(metric, question, cell, names, periods or {}, axis, target) for cell in cells if counted(cell)
    ]
    places = [
        Column(f"by{number}", terms.dimension(name), sortable=True) for number, name in enumerate(names)
    ]
    if periods:
        places.append(Column("period", _("Period")))
    shown = [*places, *_unranked(chosen(metric, question), names)]
    sort = question.sort if question.sort.removeprefix("-") in {c.name for c in shown if c.sortable} else ""
    return Table(
        columns=shown,
        rows=arrange(rows, sort) if sort else _ordered(rows, names, bool(periods)),
        caption=terms.title(metric),
        sort=sort,
        sort_link=lambda name: f"?{question.params(sort=name)}",
        sheet=True,
        empty_title=_("Nothing to count"),
        empty=_("Nothing in this period and with these filters counts for this metric."),
    )


def counted(cell: Cell) -> bool:
    """Return whether there is anything in a cell, or a reason why it may not be shown."""
    return cell.value is not None or cell.summary.cohort > 0 or "suppressed" in cell.notes


def _unranked(found: list[Column], names: Mapping[str, Namer]) -> list[Column]:
    """Return the columns; those of people cannot be ordered by their figures, because that would be a ranking."""
    if "agent" not in names:
        return found
    return [replace(column, sortable=False) for column in found]


def _ordered(rows: list[Row], names: Mapping[str, Namer], has_periods: bool) -> list[Row]:
    """Return the newest period first, people and hours by their name, everything else by its value."""
    if has_periods:
        return rows[::-1]
    if "agent" in names:
        return sorted(rows, key=lambda row: row.title)
    if not names or {"hour", "weekday", "tenure"} & {*names}:
        return rows
    return arrange(rows, "-value")


def _row(
    metric: Metric,
    question: Question,
    cell: Cell,
    names: Mapping[str, Namer],
    periods: Mapping[str, Period],
    axis: tuple[float, float] | None,
    target: float | None,
) -> Row:
    places: dict[str, Any] = {
        f"by{n}": namer(cell.by.get(name)) for n, (name, namer) in enumerate(names.items())
    }
    if periods:
        places["period"] = labels.period(cell.period)
    gauge = Gauge(value=cell.value, low=cell.low, high=cell.high, target=target, axis=axis, unit=metric.unit)
    return Row(
        values={**places, **_values(cell), "range": gauge if cell.value is not None else None},
        asides={"value": _range(cell, metric)} if "range" not in (question.columns or USUAL) else {},
        href=opens(question, metric.name, cell.by, periods.get(cell.period or "")),
        title=", ".join(map(str, places.values())),
    )


def _values(cell: Cell) -> dict[str, Any]:
    summary = cell.summary
    return {
        "value": cell.value, "low": cell.low, "high": cell.high, "mean": cell.mean, **cell.quantiles,
        "n": summary.n, "open": summary.n_censored, "numerator": summary.numerator,
        "denominator": summary.denominator, "pending": cell.pending, "missing": summary.n_missing,
        "without": cell.without_incidents.get("value"),
    }  # fmt: skip


def _range(cell: Cell, metric: Metric) -> str:
    return formats.interval(cell.low, cell.high, metric.unit) if cell.low is not None else ""


def _axis(cells: Sequence[Cell], target: float | None) -> tuple[float, float] | None:
    """Return one axis for all gauges, so that they can be compared down the column."""
    values = [value for cell in cells for value in (cell.value, cell.low, cell.high) if value is not None]
    if not values:
        return None
    values += [target] if target is not None else []
    low, high = min(values), max(values)
    room = (high - low or abs(high) or 1.0) * 0.05
    return low - room, high + room
