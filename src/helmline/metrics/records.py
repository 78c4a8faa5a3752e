"""Opens a number to its rows: the records behind a cell, by the very cohort the cell was made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from helmline.errors import QueryError
from helmline.metrics import durations, stocks
from helmline.metrics.context import Context, open_context
from helmline.metrics.loading import metric as find
from helmline.metrics.metric import Metric
from helmline.metrics.query import Query, check
from helmline.metrics.result import iso
from helmline.metrics.snapshot import Snapshot
from helmline.reference.reference import Reference

if TYPE_CHECKING:
    import pyarrow as pa

#: kinds of metrics whose numbers are made of rows that can be looked at
OPENED: Final = ("stock", "stock_age", "duration", "amount", "count", "ratio", "score", "weighted")


@dataclass(frozen=True, slots=True)
class Record:
    """One row behind a number."""

    interaction: int | None
    case_key: str | None
    row: str  # which turn, episode, stint ... of the interaction
    at_us: int  # the instant that places it
    by: Mapping[str, Any]
    period: str | None
    value: float | None = None  # seconds or plain; 0 or 1 of a ratio's numerator; None where missing
    seen: bool = True  # False: censored
    missing: bool = False
    counted: bool = True  # False: in the cohort, but not in the denominator (pending)

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "interaction": self.case_key, "row": self.row, "at": iso(self.at_us), "by": dict(self.by),
            "period": self.period, "value": self.value, "seen": self.seen, "missing": self.missing,
            "counted": self.counted,
        }  # fmt: skip


def rows(query: Query, snapshot: Snapshot, reference: Reference | None = None) -> list[Record]:
    """Return the rows behind the one metric of `query`, all cells together; each says its `by` and `period`.

    Raises QueryError for more than one metric, and for metrics made of others: ask for their parts.
    """
    metric, context = opened(query, snapshot, reference)
    if metric.kind in ("stock", "stock_age"):
        return _of_stock(metric, context)
    if metric.kind in ("duration", "amount"):
        return _of_values(metric, context)
    return _of_parts(metric, context)


def opened(query: Query, snapshot: Snapshot, reference: Reference | None) -> tuple[Metric, Context]:
    """Return the one metric of `query` and its context; raise QueryError where it has no rows to open."""
    check(query)
    if len(query.metrics) != 1:
        raise QueryError("rows are opened for one metric at a time")
    metric = find(query.metrics[0], query.parameters)
    if metric.of:
        raise QueryError(
            f"{metric.name} is made of {', '.join(metric.of)}", hint="Open the rows of one of them."
        )
    if metric.kind not in OPENED:
        raise QueryError(f"{metric.name} has no rows", hint=metric.unanswerable)
    return metric, open_context(query, snapshot, reference or Reference())


def _of_values(metric: Metric, context: Context) -> list[Record]:
    table = context.rows(metric, "value_rows")
    table, values = durations.measured(metric, context, table, durations.clock_of(metric, context)[0])
    scale = 1_000_000 if metric.is_timed else metric.scale
    plain = _places(metric, context, table)
    return [
        Record(
            **place,
            value=None if values.missing[number] else int(values.value[number]) / scale,
            seen=bool(values.seen[number]),
            missing=bool(values.missing[number]),
        )
        for number, place in enumerate(plain)
    ]


def _of_parts(metric: Metric, context: Context) -> list[Record]:
    table = context.rows(metric, "value_rows")
    over, waiting = (table[name].to_pylist() for name in ("over", "waiting"))
    plain = _places(metric, context, table)
    ratio = metric.kind != "count"
    return [
        Record(**place, value=float(over[number]) if ratio else 1.0, counted=not waiting[number])
        for number, place in enumerate(plain)
    ]


def _of_stock(metric: Metric, context: Context) -> list[Record]:
    found = []
    for key, table, start, stop in stocks.by_group(metric, context):
        names = _case_keys(context, table)
        for label, at in stocks.instants(context, start):
            for number in ((start < at) & (stop >= at)).nonzero()[0].tolist():
                interaction = table["interaction"][number].as_py()
                by = dict(zip(context.query.by, key, strict=False))
                period = label.label if label else None
                row = table["row_key"][number].as_py()
                found.append(Record(interaction, names.get(interaction), row, int(start[number]), by, period))
    return found


def _places(metric: Metric, context: Context, table: pa.Table) -> list[dict[str, Any]]:
    names = _case_keys(context, table)
    labels = context.periods(metric) if context.query.period else ()
    columns = {name: table[name].to_pylist() for name in table.column_names}
    found = []
    for number in range(table.num_rows):
        interaction = columns["interaction"][number]
        by = {name: columns[f"by_{place}"][number] for place, name in enumerate(context.query.by)}
        period = labels[columns["period"][number]].label if "period" in columns else None
        place = {
            "row": columns["row_key"][number],
            "at_us": columns["at_us"][number],
            "by": by,
            "period": period,
        }
        found.append({"interaction": interaction, "case_key": names.get(interaction), **place})
    return found


def _case_keys(context: Context, table: pa.Table) -> dict[int, str]:
    context.cursor.register("opened", table.select(["interaction"]))
    found = context.cursor.execute(
        "SELECT DISTINCT interaction, case_key FROM interactions "
        "WHERE interaction IN (SELECT interaction FROM opened)"
    ).fetchall()
    return {int(interaction): case_key for interaction, case_key in found}
