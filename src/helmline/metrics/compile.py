"""`Query` + `Metric` to SQL, through Ibis: the shapes asked of a cohort, and the dialects.

Only 64-bit integers, integer flags, sums and counts appear in the SQL; ratios are divided afterwards. The
compiled text is cached by its form (see `forms`): building it takes longer than asking a small table.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from helmline.errors import QueryError
from helmline.metrics.cohort import Scope, base_rows, dimension
from helmline.metrics.forms import form_of
from helmline.metrics.metric import Metric
from helmline.metrics.query import Query
from helmline.metrics.settings import bound
from helmline.metrics.tables import ORDINALS
from helmline.metrics.translate import flag, translate

if TYPE_CHECKING:
    import ibis


def keys(query: Query, scope: Scope, table: Any, period: bool = True) -> dict[str, Any]:
    """Return the grouping columns: `by_0`, `by_1`, ... and `period`."""
    found = {f"by_{number}": dimension(name, table) for number, name in enumerate(query.by)}
    if period and scope.ticks and query.period:
        found["period"] = table.period
    return found


def count_cells(metric: Metric, query: Query, scope: Scope) -> ibis.Table:
    """Return one row a cell: `n`, `numerator`, `denominator`, `pending`."""
    table = base_rows(metric, query, scope)
    grouped = keys(query, scope, table)
    table = table.select(**grouped, **_parts(metric, table))
    sums = {
        "n": table.count(),
        "numerator": table.over.sum(),
        "denominator": table.under.sum(),
        "pending": table.waiting.sum(),
    }
    return table.group_by(list(grouped)).agg(**sums) if grouped else table.agg(**sums)


def _parts(metric: Metric, table: Any) -> dict[str, Any]:
    """Return what a row puts into a count or ratio: `over`, `under`, and `waiting` where it is undecided."""
    import ibis

    over = flag(translate(metric.numerator, table)) if metric.numerator is not None else ibis.literal(0)
    under = flag(translate(metric.denominator, table)) if metric.denominator is not None else ibis.literal(1)
    if metric.pending is None:
        return {"over": over, "under": under, "waiting": ibis.literal(0)}
    waiting = flag(translate(metric.pending, table))
    return {
        "over": ibis.ifelse(waiting == 0, over, 0),
        "under": ibis.ifelse(waiting == 0, under, 0),
        "waiting": waiting,
    }


def value_rows(metric: Metric, query: Query, scope: Scope) -> ibis.Table:
    """Return one row of the cohort a row: keys, `interaction`, `row_key`, and what its value is made of.

    Durations: `start_us`, `stop_us`, `until_us`; amounts: `value`; both: `missing` and `seen` flags. Counts
    and ratios: `over`, `under`, `waiting`.
    """
    import ibis

    table = base_rows(metric, query, scope)
    chosen = keys(query, scope, table)
    ordinal = ORDINALS.get(metric.table)
    chosen["interaction"] = table.interaction if "interaction" in table.columns else ibis.null("int64")
    chosen["row_key"] = table[ordinal].cast("string") if ordinal else ibis.literal("")
    chosen["at_us"] = table.at_us
    if metric.table == "ratings":
        chosen["scale"] = table.scale
    chosen["missing"] = (
        flag(translate(metric.missing, table)) if metric.missing is not None else ibis.literal(0)
    )
    if metric.start is not None and metric.stop is not None:
        chosen["start_us"] = translate(metric.start, table)
        chosen["stop_us"] = translate(metric.stop, table)
        ends = [table.observed_until_us]
        if metric.until is not None:
            ends.append(translate(metric.until, table))
        chosen["until_us"] = ibis.least(*(e.fill_null(table.observed_until_us) for e in ends))
        chosen["seen"] = flag(translate(metric.seen, table)) if metric.seen is not None else ibis.literal(-1)
        if metric.value is not None:
            chosen["value"] = translate(metric.value, table).cast("int64")
    elif metric.value is not None:
        chosen["value"] = translate(metric.value, table).cast("int64")
        chosen["seen"] = flag(translate(metric.seen, table)) if metric.seen is not None else ibis.literal(1)
    else:
        chosen.update(_parts(metric, table))
    return table.select(**chosen)


def group_keys(metric: Metric, query: Query, scope: Scope) -> ibis.Table:
    """Return the groups that the cohort has, each once."""
    table = base_rows(metric, query, scope)
    return table.select(**keys(query, scope, table)).distinct()


def left_out(metric: Metric, query: Query, scope: Scope) -> ibis.Table:
    """Return one row a cell: `n`, the interactions that another outcome ended."""
    table = base_rows(metric, query, scope, competing=True)
    grouped = keys(query, scope, table)
    table = table.select(**grouped, interaction=table.interaction)
    counted = {"n": table.interaction.nunique()}
    return table.group_by(list(grouped)).agg(**counted) if grouped else table.agg(**counted)


def anchors(metric: Metric, query: Query, scope: Scope) -> ibis.Table:
    """Return the instants of the cohort, to find the span of the data."""
    return base_rows(metric, query, scope).select("at_us")


def duration_cells(metric: Metric, query: Query, scope: Scope) -> ibis.Table:
    """Return one row a cell of finished durations in calendar time: n, censored n, sum, exact quantiles."""
    rows = value_rows(metric, query, scope)
    usable = rows.mutate(
        value_us=rows.stop_us - rows.start_us if "start_us" in rows.columns else rows.value,
    )
    seen = (usable.value_us.notnull()) & (usable.missing == 0)
    sums = {
        "n": flag(seen).sum(),
        "n_censored": flag(usable.value_us.isnull() & (usable.missing == 0)).sum(),
        "total_us": usable.value_us.sum(where=seen),
        "p50": usable.value_us.quantile(0.5, where=seen),
        "p90": usable.value_us.quantile(0.9, where=seen),
    }
    grouped = [name for name in rows.columns if name.startswith("by_") or name == "period"]
    return usable.group_by(grouped).agg(**sums) if grouped else usable.agg(**sums)


# ---- SQL ------------------------------------------------------------------------------------------


def _compilers() -> Mapping[str, Any]:
    from ibis.backends.sql.compilers.clickhouse import ClickHouseCompiler
    from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
    from ibis.backends.sql.compilers.postgres import PostgresCompiler

    return {"duckdb": DuckDBCompiler, "postgres": PostgresCompiler, "clickhouse": ClickHouseCompiler}


def to_sql(expression: Any, dialect: str = "duckdb") -> str:
    """Return the SQL of an Ibis expression; ClickHouse's approximate quantile becomes its exact one."""
    known = _compilers()
    if dialect not in known:
        raise QueryError(f"there is no dialect {dialect!r}", hint=f"Known: {', '.join(known)}.")
    text: str = known[dialect]().to_sqlglot(expression.unbind()).sql(dialect)
    if dialect == "clickhouse":
        text = text.replace("quantileIf(", "quantileExactInclusiveIf(").replace(
            "quantile(", "quantileExactInclusive("
        )
    return text


_SHAPES: Final[Mapping[str, Any]] = {
    "count_cells": count_cells,
    "value_rows": value_rows,
    "duration_cells": duration_cells,
    "anchors": anchors,
    "left_out": left_out,
    "group_keys": group_keys,
}


@lru_cache(maxsize=1024)
def _cached(metric: str, query: Query, scope: Scope, shape: str, dialect: str) -> str:
    from helmline.metrics.loading import metric as find

    found = bound(find(metric, query.parameters), scope.settings)
    return to_sql(_SHAPES[shape](found, query, scope), dialect)


def statement(metric: Metric, query: Query, scope: Scope, shape: str, dialect: str = "duckdb") -> str:
    """Return the SQL of `shape` (count_cells, value_rows or duration_cells) for a catalogue metric."""
    form = form_of(metric.name, query, scope)
    return form.fill(_cached(metric.name, form.query, form.scope, shape, dialect))


def compile_sql(query: Query, dialect: str = "duckdb", scope: Scope | None = None) -> dict[str, str]:
    """Return the portable SQL of each metric of `query`: one row a cell, integers and exact quantiles."""
    from helmline.metrics.loading import metric as find

    found = {}
    for name in query.metrics:
        metric = find(name, query.parameters)
        shape = "count_cells" if metric.kind in ("count", "ratio", "score") else "duration_cells"
        found[name] = statement(metric, query, scope or Scope(), shape, dialect)
    return found
