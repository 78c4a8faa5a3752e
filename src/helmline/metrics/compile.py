"""`Query` + `Metric` to SQL, through Ibis, over tables that exist only by name.

Only 64-bit integers, integer flags, sums and counts appear in the SQL; ratios are divided afterwards. The
compiled text is cached: building it takes milliseconds, asking a small table less than that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from helmline.errors import QueryError
from helmline.metrics.expressions import (
    All,
    AnyOf,
    Arithmetic,
    Call,
    Choose,
    Column,
    Comparison,
    Constant,
    In,
    IsNull,
    Node,
    Not,
    columns,
)
from helmline.metrics.metric import Metric
from helmline.metrics.periods import TICK_US
from helmline.metrics.query import Query, base_dimension
from helmline.metrics.tables import HANDLING, OF_INTERACTIONS, ORDINALS, TABLES

if TYPE_CHECKING:
    import ibis

DAY_US: Final = 86_400_000_000
#: days since an agent's first contact
TENURE_BANDS: Final = ((30, "0-30 d"), (90, "31-90 d"), (180, "91-180 d"), (365, "181-365 d"))
TENURE_LAST: Final = "over 365 d"
#: time-weighted mean of parallel own chats, in thousandths
CONCURRENCY_BANDS: Final = ((1000, "1"), (2000, "1-2"), (3000, "2-3"))
CONCURRENCY_LAST: Final = "over 3"

_EXCLUSIONS: Final = {
    "spam": "is_spam", "test": "is_test", "internal": "is_internal", "deleted": "is_deleted",
    "outbound": "is_outbound",
}  # fmt: skip
_COMPARE: Final = {
    "==": "__eq__",
    "!=": "__ne__",
    "<": "__lt__",
    "<=": "__le__",
    ">": "__gt__",
    ">=": "__ge__",
}
_CALCULATE: Final = {"+": "__add__", "-": "__sub__", "*": "__mul__", "//": "__floordiv__"}


@dataclass(frozen=True, slots=True)
class Window:
    """A mass incident: from, to, and the brands and reasons it hit (none = all)."""

    from_us: int
    to_us: int
    brands: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What the compiler needs beside the query: its instants, and what reference data say."""

    since_us: int | None = None
    until_us: int | None = None
    without: tuple[Window, ...] = ()
    ticks: bool = False  # join the table of quarter-hours: a period, or a dimension of local time, is asked
    renames: tuple[tuple[str, str], ...] = ()  # old reason -> what it is called now
    interaction: int | None = None  # only this one


def translate(node: Node, table: Any) -> Any:
    """Return the Ibis expression of one of our trees, over a table of `base_rows`."""
    import ibis

    match node:
        case Column(name, of_interaction):
            return table[f"interaction__{name}" if of_interaction else name]
        case Constant(value):
            return ibis.null("int64") if value is None else ibis.literal(value)
        case Arithmetic(operator, left, right):
            return getattr(translate(left, table), _CALCULATE[operator])(translate(right, table))
        case Comparison(operator, left, right):
            return getattr(translate(left, table), _COMPARE[operator])(translate(right, table))
        case All(parts):
            return ibis.and_(*(translate(part, table) for part in parts))
        case AnyOf(parts):
            return ibis.or_(*(translate(part, table) for part in parts))
        case Not(part):
            return ~translate(part, table)
        case IsNull(part):
            return translate(part, table).isnull()
        case In(part, values):
            return translate(part, table).isin(list(values))
        case Choose(test, then, otherwise):
            return ibis.ifelse(translate(test, table), translate(then, table), translate(otherwise, table))
        case Call(function, arguments):
            return getattr(ibis, function)(*(translate(argument, table) for argument in arguments))


def flag(expression: Any) -> Any:
    """Return 1 where `expression` is true, else 0 (also where it is null)."""
    import ibis

    return ibis.ifelse(expression, 1, 0) if expression.type().is_boolean() else expression.cast("int64")


def unbound(name: str) -> ibis.Table:
    """Return a fact table by name only; `handling` is made of interactions and their answered call legs."""
    import ibis

    return _handling() if name == HANDLING else ibis.table(TABLES[name], name=name)


def _handling() -> ibis.Table:
    """Add to each interaction the talk, hold and wrap-up time of its answered legs, and their number."""
    legs = unbound("calls")
    legs = legs.filter(legs.outcome == "answered")
    spent = legs.talk_us.fill_null(0) + legs.hold_us.fill_null(0) + legs.wrap_us.fill_null(0)
    spoken = legs.group_by(of_call=legs.interaction).agg(
        called_us=spent.sum().cast("int64"), legs=legs.count()
    )
    table = unbound("interactions")
    joined = table.left_join(spoken, table.interaction == spoken.of_call).drop("of_call")
    return joined.mutate(legs=joined.legs.fill_null(0))


# ---- rows ---------------------------------------------------------------------------------------------------


def base_rows(metric: Metric, query: Query, scope: Scope) -> ibis.Table:
    """Return the cohort: the metric's rows after its own filter, exclusions, the query's filters and incidents.

    Beside the table's own columns it has `at_us` (the row's anchor), `whose` (the agent it counts for) and,
    where asked, `period`, `hour`, `weekday`.
    """
    table = _with_interaction(metric)
    at = translate(anchor(metric, query), table).cast("int64")
    tests = [_kept(name, table, metric.table) for name in metric.excludes]
    if metric.where is not None:
        tests.insert(0, translate(metric.where, table))
    if metric.start is not None:
        tests.append(translate(metric.start, table).notnull())
    if scope.interaction is not None:
        tests.append(table.interaction == scope.interaction)
    if metric.kind not in ("stock", "stock_age"):
        tests += _within(at, scope)
    tests += [~_hit(table, at, window) for window in scope.without]
    # One filter and one projection: each further step costs Ibis ten milliseconds of rewriting.
    chosen = {"at_us": at, "whose": translate(_whose(metric, query), table)}
    if scope.renames:
        chosen["reason"] = table.reason.cases(*scope.renames, else_=table.reason)
    table = table.filter(tests).mutate(**chosen) if tests else table.mutate(**chosen)
    if scope.ticks:
        table = _with_ticks(table)
    return _where(_with_asked(table, query), query)


def anchor(metric: Metric, query: Query) -> Node:
    """Return the tree of the instant that places a row in time, by the cohort rule."""
    if metric.at is not None and metric.start is None:
        return metric.at
    rule = query.cohort or metric.cohort
    if rule == "by_event" and metric.stop is not None and not metric.sum_by_interaction:
        return metric.stop
    if rule == "by_resolution" or (rule == "by_event" and metric.sum_by_interaction):
        return Column("last_solved_us", of_interaction=metric.table not in OF_INTERACTIONS)
    chosen = metric.at or metric.start
    if chosen is None:
        raise QueryError(f"{metric.name} has no instant to place its rows by")
    return chosen


def _whose(metric: Metric, query: Query) -> Node:
    if not metric.attributions:
        return Column("agent")
    chosen = query.attribution or next(iter(metric.attributions))
    return metric.attributions.get(chosen, Column("agent"))


def _with_interaction(metric: Metric) -> ibis.Table:
    """Join the interaction's columns that the definition names, under `interaction__name`."""
    table = unbound(metric.table)
    if metric.table in (*OF_INTERACTIONS, "agents"):
        return table.mutate(**{f"interaction__{name}": table[name] for name in _named(metric)})
    wanted = _named(metric)
    if not wanted:
        return table
    parent = unbound("interactions")
    parent = parent.select(
        interaction__key=parent.interaction, **{f"interaction__{name}": parent[name] for name in wanted}
    )
    return table.left_join(parent, table.interaction == parent.interaction__key).drop("interaction__key")


def _named(metric: Metric) -> list[str]:
    trees = [
        metric.where, metric.at, metric.start, metric.stop, metric.until, metric.seen, metric.missing,
        metric.value, metric.numerator, metric.denominator, metric.pending, *metric.attributions.values(),
    ]  # fmt: skip
    named = {c.name for tree in trees if tree is not None for c in columns(tree) if c.of_interaction}
    if metric.table not in OF_INTERACTIONS:
        named |= {_EXCLUSIONS[name] for name in metric.excludes if name in _EXCLUSIONS}
        named |= {"merged_into"} if "merged" in metric.excludes else set()
        named |= {"last_solved_us"}
    return sorted(named)


def _kept(exclusion: str, table: Any, name: str) -> Any:
    prefix = "" if name in OF_INTERACTIONS else "interaction__"
    if exclusion == "merged":
        return table[f"{prefix}merged_into"].isnull()
    return ~table[prefix + _EXCLUSIONS[exclusion]].fill_null(False)


def _within(at: Any, scope: Scope) -> list[Any]:
    tests = [at.notnull()]
    if scope.since_us is not None:
        tests.append(at >= scope.since_us)
    if scope.until_us is not None:
        tests.append(at < scope.until_us)
    return tests


def _hit(table: Any, at: Any, window: Window) -> Any:
    import ibis

    tests = [at >= window.from_us, at < window.to_us]
    if window.brands:
        tests.append(table.brand.fill_null("").isin(window.brands))
    if window.reasons:
        tests.append(table.reason.fill_null("").isin(window.reasons))
    return ibis.and_(*tests)


def _with_ticks(table: Any) -> Any:
    import ibis

    ticks = ibis.table(dict.fromkeys(("tick", "period", "hour", "weekday"), "int64"), name="ticks")
    keyed = table.mutate(tick=table.at_us // TICK_US)
    return keyed.inner_join(ticks, "tick").drop("tick")


def _with_asked(table: Any, query: Query) -> Any:
    """Join what the asked dimensions need and the rows do not carry."""
    asked = {*query.by, *(name for name, _ in query.where)}
    for name in sorted(asked):
        if name != base_dimension(name):
            table = _with_level(table, name)
    if "tenure" in asked:
        table = _with_tenure(table)
    if "concurrency" in asked:
        table = _with_concurrency(table)
    return table


def _with_level(table: Any, name: str) -> Any:
    """Add the ancestor of the reason at the level that `name` (`reason:2`) asks, by the current hierarchy."""
    import ibis

    levels = ibis.table({"leaf": "string", "level": "int64", "ancestor": "string"}, name="reason_levels")
    levels = levels.filter(levels.level == int(name.partition(":")[2])).drop("level")
    joined = table.left_join(levels, table.reason == levels.leaf).drop("leaf")
    return joined.rename(**{name: "ancestor"})


def _bands(value: Any, bands: tuple[tuple[int, str], ...], last: str) -> Any:
    import ibis

    return ibis.cases(
        (value.isnull(), ibis.null("string")), *((value <= top, text) for top, text in bands), else_=last
    )


def _with_tenure(table: Any) -> Any:
    agents = unbound("agents").select("agent", "first_contact_us")
    agents = agents.rename(tenured="agent", since_first_us="first_contact_us")
    joined = table.left_join(agents, table.whose == agents.tenured)
    days = (joined.at_us - joined.since_first_us) // DAY_US
    return joined.mutate(tenure=_bands(days, TENURE_BANDS, TENURE_LAST)).drop("tenured", "since_first_us")


def _with_concurrency(table: Any) -> Any:
    loads = unbound("loads")
    load = loads.group_by(load_of=loads.interaction, load_by=loads.agent).agg(load=loads.load_milli.max())
    joined = table.left_join(load, (table.interaction == load.load_of) & (table.whose == load.load_by))
    banded = joined.mutate(concurrency=_bands(joined.load, CONCURRENCY_BANDS, CONCURRENCY_LAST))
    return banded.drop("load_of", "load_by", "load")


def dimension(name: str, table: Any) -> Any:
    """Return the expression of a dimension: a column of `base_rows`."""
    if name == "agent":
        return table.whose
    return table[name]


def _where(table: Any, query: Query) -> Any:
    tests = []
    for name, values in query.where:
        expression = dimension(name, table)
        given: list[Any] = [value for value in values if value]
        if expression.type().is_integer():
            given = [int(value) for value in given]
        test = expression.isin(given)
        if "" in values:
            test = expression.isnull() | test
        tests.append(test)
    return table.filter(tests) if tests else table


# ---- what is asked of the rows --------------------------------------------------------------------------------


def keys(query: Query, scope: Scope, table: Any, period: bool = True) -> dict[str, Any]:
    """Return the grouping columns: `by_0`, `by_1`, ... and `period`."""
    found = {f"by_{number}": dimension(name, table) for number, name in enumerate(query.by)}
    if period and scope.ticks and query.period:
        found["period"] = table.period
    return found


def count_cells(metric: Metric, query: Query, scope: Scope) -> ibis.Table:
    """Return one row a cell: `n`, `numerator`, `denominator`, `pending`."""
    import ibis

    table = base_rows(metric, query, scope)
    grouped = keys(query, scope, table)
    zero, one = ibis.literal(0), ibis.literal(1)
    over = flag(translate(metric.numerator, table)) if metric.numerator is not None else zero
    under = flag(translate(metric.denominator, table)) if metric.denominator is not None else one
    waiting = zero
    if metric.pending is not None:
        waiting = flag(translate(metric.pending, table))
        over, under = ibis.ifelse(waiting == 0, over, 0), ibis.ifelse(waiting == 0, under, 0)
    table = table.select(**grouped, over=over, under=under, waiting=waiting)
    sums = {
        "n": table.count(),
        "numerator": table.over.sum(),
        "denominator": table.under.sum(),
        "pending": table.waiting.sum(),
    }
    return table.group_by(list(grouped)).agg(**sums) if grouped else table.agg(**sums)


def value_rows(metric: Metric, query: Query, scope: Scope) -> ibis.Table:
    """Return one row of the cohort a row: keys, `interaction`, `row_key`, and what its value is made of.

    Durations: `start_us`, `stop_us`, `until_us`; amounts: `value`; both: `missing` and `seen` flags.
    """
    import ibis

    table = base_rows(metric, query, scope)
    chosen = keys(query, scope, table)
    ordinal = ORDINALS.get(metric.table)
    chosen["interaction"] = table.interaction if "interaction" in table.columns else ibis.null("int64")
    chosen["row_key"] = table[ordinal].cast("string") if ordinal else ibis.literal("")
    chosen["at_us"] = table.at_us
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
    found = table.select(**chosen)
    return found


def anchors(metric: Metric, query: Query, scope: Scope) -> ibis.Table:
    """Return the instants of the cohort, to find the span of the data."""
    return base_rows(metric, query, scope).select("at_us")


def duration_cells(metric: Metric, query: Query, scope: Scope) -> ibis.Table:
    """Return one row a cell of finished durations in calendar time, portable: n, censored n, sum, exact quantiles."""
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


# ---- SQL ------------------------------------------------------------------------------------------------------


def _compilers() -> Mapping[str, Any]:
    from ibis.backends.sql.compilers.clickhouse import ClickHouseCompiler
    from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
    from ibis.backends.sql.compilers.postgres import PostgresCompiler

    return {"duckdb": DuckDBCompiler, "postgres": PostgresCompiler, "clickhouse": ClickHouseCompiler}


def to_sql(expression: Any, dialect: str = "duckdb") -> str:
    """Return the SQL of an Ibis expression; ClickHouse's approximate quantile is replaced by its exact one."""
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
}


@lru_cache(maxsize=1024)
def _cached(metric: str, query: Query, scope: Scope, shape: str, dialect: str) -> str:
    from helmline.metrics.loading import metric as find

    return to_sql(_SHAPES[shape](find(metric, query.parameters), query, scope), dialect)


def statement(metric: Metric, query: Query, scope: Scope, shape: str, dialect: str = "duckdb") -> str:
    """Return the cached SQL of `shape` (count_cells, value_rows or duration_cells) for a catalogue metric."""
    return _cached(metric.name, query.only(metric.name), scope, shape, dialect)


def compile_sql(query: Query, dialect: str = "duckdb", scope: Scope | None = None) -> dict[str, str]:
    """Return the portable SQL of each metric of `query`: one row a cell, integers and exact quantiles only."""
    from helmline.metrics.loading import metric as find

    found = {}
    for name in query.metrics:
        metric = find(name, query.parameters)
        shape = "count_cells" if metric.kind in ("count", "ratio", "score") else "duration_cells"
        found[name] = statement(metric, query, scope or Scope(), shape, dialect)
    return found
