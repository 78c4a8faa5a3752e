"""What an evaluator works with: the cursor, the snapshot, the reference, and the query's instants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from helmline.metrics.audience import Audience
from helmline.metrics.cohort import Scope
from helmline.metrics.compile import statement
from helmline.metrics.metric import Metric
from helmline.metrics.periods import Period, instant, periods, tick_table
from helmline.metrics.policy import incident_windows, reason_levels
from helmline.metrics.query import Query
from helmline.metrics.result import Cell
from helmline.metrics.settings import settings_of
from helmline.metrics.snapshot import Snapshot, end_of_sight, open_cursor
from helmline.reference.reference import Reference

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

#: from a customer as the reference data name it to its subject key, or None where nobody knows it
Resolve = Callable[[str], int | None]


@dataclass(frozen=True, slots=True)
class Context:
    """One query about one snapshot; `scope` holds its instants."""

    query: Query
    snapshot: Snapshot
    reference: Reference
    cursor: duckdb.DuckDBPyConnection
    scope: Scope
    end_us: int | None  # last instant seen by any source
    resolve: Resolve | None = None
    audience: Audience | None = None  # already installed on the cursor

    def rows(
        self, metric: Metric, shape: str, scope: Scope | None = None, but: tuple[str, ...] = ()
    ) -> pa.Table:
        """Run one of the compiled shapes and return its rows, without the columns that nobody will read."""
        scope = scope or self.scope
        if scope.ticks:
            self.cursor.register("ticks", tick_table(self.periods(metric, scope), self.query.zone))
        text = statement(metric, self.query, scope, shape)
        if but:
            text = f"SELECT * EXCLUDE ({', '.join(but)}) FROM ({text})"
        return self.cursor.sql(text).to_arrow_table()

    def periods(self, metric: Metric, scope: Scope | None = None) -> tuple[Period, ...]:
        """Return the periods the rows of `metric` can lie in: of since to until, else of the data."""
        scope = scope or self.scope
        first, last = scope.since_us, scope.until_us
        if first is None or last is None:
            low, high = self._span(metric, scope)
            first = low if first is None else first
            last = high + 1 if last is None else last
        return periods(
            self.query.period or "day", first, max(last, first + 1), self.query.zone, self.query.week_start
        )

    def _span(self, metric: Metric, scope: Scope) -> tuple[int, int]:
        plain = replace(scope, ticks=False)
        query = replace(self.query, by=(), where=(), period="")
        text = statement(metric, query, plain, "anchors")
        low, high = self.cursor.sql(f"SELECT min(at_us), max(at_us) FROM ({text})").fetchall()[0]
        return (0, 0) if low is None else (low, high)

    def key(self, key: tuple[Any, ...], labels: tuple[Period, ...] = ()) -> dict[str, Any]:
        """Return the `by` and `period` of a cell from its grouping key."""
        by = dict(zip(self.query.by, key, strict=False))
        if not (self.query.period and len(key) > len(self.query.by)):
            return {"by": by}
        index = key[len(self.query.by)]
        return {"by": by, "period": labels[index].label if index is not None else None}

    def cell(self, metric: Metric, key: Mapping[str, Any], fields: Mapping[str, Any], clock: str) -> Cell:
        """Return a cell of `metric`."""
        return Cell(metric=metric.name, unit=metric.unit, clock=clock, **key, **fields)


def open_context(
    query: Query,
    snapshot: Snapshot,
    reference: Reference,
    resolve: Resolve | None = None,
    audience: Audience | None = None,
) -> Context:
    """Return the context of `query`, with its instants resolved."""
    local = bool(query.period) or any(name in ("hour", "weekday") for name in _asked(query))
    scope = Scope(
        since_us=instant(query.since, query.zone) if query.since else None,
        until_us=instant(query.until, query.zone) if query.until else None,
        without=incident_windows(reference) if query.incidents == "without" else (),
        ticks=local,
        renames=tuple(sorted(reference.renames.items())),
        settings=settings_of(query, reference),
        scoped=audience is not None,
    )
    cursor = open_cursor(snapshot)
    if audience is not None:
        audience.install(cursor)
    end = end_of_sight(snapshot)
    if any(":" in name for name in _asked(query)):
        cursor.register("reason_levels", reason_levels(reference, end or 0))
    return Context(query, snapshot, reference, cursor, scope, end, resolve, audience)


def _asked(query: Query) -> list[str]:
    return [*query.by, *(name for name, _ in query.where)]
