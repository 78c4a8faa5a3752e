"""Opens a number to its rows: the records behind a cell, all of them or one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from helmline.errors import QueryError
from helmline.metrics import behind
from helmline.metrics.audience import Audience
from helmline.metrics.context import Context
from helmline.metrics.expressions import suggest
from helmline.metrics.query import Query
from helmline.metrics.result import iso
from helmline.metrics.snapshot import Snapshot
from helmline.reference.reference import Reference

if TYPE_CHECKING:
    import pyarrow as pa

#: what a page may be ordered by, foremost first; ties are settled so that pages never overlap
ORDERS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "latest": (("at_us", "descending"),),
    "earliest": (("at_us", "ascending"),),
    "largest": (("value", "descending"), ("at_us", "descending")),
    "smallest": (("value", "ascending"), ("at_us", "descending")),
}
_TIES: Final = (("interaction", "ascending"), ("row", "ascending"), ("period", "ascending"))


@dataclass(frozen=True, slots=True)
class Record:
    """One row behind a number."""

    interaction: int | None
    case_key: str | None
    source: str | None
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
            "interaction": self.case_key, "source": self.source, "row": self.row, "at": iso(self.at_us),
            "by": dict(self.by), "period": self.period, "value": self.value, "seen": self.seen,
            "missing": self.missing, "counted": self.counted,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the rows behind a number, and how many there are."""

    records: tuple[Record, ...]
    total: int


def rows(
    query: Query,
    snapshot: Snapshot,
    reference: Reference | None = None,
    *,
    audience: Audience | None = None,
) -> list[Record]:
    """Return the rows behind the one metric of `query`, all cells together; each says its `by` and `period`.

    Raises QueryError for more than one metric, and for metrics made of others: ask for their parts.
    """
    metric, context = behind.opened(query, snapshot, reference, audience)
    return [record for table in behind.tables(metric, context) for record in _records(context, table)]


def page(
    query: Query,
    snapshot: Snapshot,
    reference: Reference | None = None,
    *,
    audience: Audience | None = None,
    order: str = "latest",
    offset: int = 0,
    limit: int = 50,
) -> Page:
    """Return `limit` of the rows behind a number from `offset` on, in one of ORDERS. Raises as `rows` does."""
    context, table = _all(query, snapshot, reference, audience)
    places = _first(table, order, offset + limit)[offset:]
    return Page(tuple(_records(context, table.take(places))), table.num_rows)


def sample(
    query: Query,
    snapshot: Snapshot,
    reference: Reference | None = None,
    *,
    audience: Audience | None = None,
    order: str = "latest",
    size: int = 6,
) -> Page:
    """Return at most `size` of the rows behind a number, from the middles of as many equal parts of an order."""
    import pyarrow as pa

    context, table = _all(query, snapshot, reference, audience)
    n = table.num_rows
    parts = min(n, size)
    middles = pa.array([n * (2 * part + 1) // (2 * parts) for part in range(parts)], pa.int64())
    return Page(tuple(_records(context, table.take(_first(table, order, n).take(middles)))), n)


def _all(
    query: Query, snapshot: Snapshot, reference: Reference | None, audience: Audience | None
) -> tuple[Context, pa.Table]:
    import pyarrow as pa

    metric, context = behind.opened(query, snapshot, reference, audience)
    found = list(behind.tables(metric, context))
    return context, pa.concat_tables(found) if found else pa.table({})


def _first(table: pa.Table, order: str, count: int) -> pa.Array:
    """Return the places of the first rows in an order."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if order not in ORDERS:
        raise QueryError(f"there is no order {order!r}", hint=suggest(order, list(ORDERS)))
    if not table.num_rows:
        return pa.array([], pa.int64())
    keys = [*ORDERS[order], *_TIES]
    return pc.select_k_unstable(table, min(count, table.num_rows), sort_keys=keys)


def _records(context: Context, table: pa.Table) -> list[Record]:
    if not table.num_rows:
        return []
    source, case_key = behind.case_names(context, table["interaction"])
    columns = {name: table[name].to_pylist() for name in table.column_names}
    by = {name: columns.pop(f"by_{name}") for name in context.query.by}
    named = {"source": source.to_pylist(), "case_key": case_key.to_pylist()}
    plain = {**columns, **named}
    return [
        Record(
            by={name: values[number] for name, values in by.items()},
            **{name: values[number] for name, values in plain.items()},
        )
        for number in range(table.num_rows)
    ]
