"""The cohort of a metric: its rows after filters, exclusions and incidents, as an Ibis table.

Tables exist only by name here; a cursor gives the names their meaning (see `snapshot.open_cursor`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from helmline.errors import QueryError
from helmline.metrics.audience import sees
from helmline.metrics.expressions import Column, Node, columns
from helmline.metrics.metric import Metric
from helmline.metrics.periods import TICK_US
from helmline.metrics.query import Query, base_dimension
from helmline.metrics.tables import COMMON, HANDLING, OF_INTERACTIONS, TABLES
from helmline.metrics.translate import translate

if TYPE_CHECKING:
    import ibis

    from helmline.metrics.settings import Setting

DAY_US: Final = 86_400_000_000
#: days since an agent's first contact
TENURE_BANDS: Final = ((30, "0-30 d"), (90, "31-90 d"), (180, "91-180 d"), (365, "181-365 d"))
TENURE_LAST: Final = "over 365 d"
#: time-weighted mean of parallel own chats, in thousandths
CONCURRENCY_BANDS: Final = ((1000, "1"), (2000, "1-2"), (3000, "2-3"))
CONCURRENCY_LAST: Final = "over 3"

#: kinds of metrics that look at rows at an instant, not at where they began
STOCKS: Final = ("stock", "stock_age")

_EXCLUSIONS: Final = {
    "spam": "is_spam", "test": "is_test", "internal": "is_internal", "deleted": "is_deleted",
    "outbound": "is_outbound",
}  # fmt: skip


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
    settings: tuple[Setting, ...] = ()  # parameters that queues and brands set
    scoped: bool = False  # only what the cursor's audience may see


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


def base_rows(metric: Metric, query: Query, scope: Scope, competing: bool = False) -> ibis.Table:
    """Return the cohort: rows that the audience may see, after exclusions, incidents and every filter.

    Beside the table's own columns it has `at_us` (the row's anchor), `whose` (the agent it counts for) and,
    where asked, `period`, `hour`, `weekday`. Rows that another outcome ended are no part of it; with
    `competing` they are all of it.
    """
    table = _with_interaction(metric)
    at = translate(anchor(metric, query), table).cast("int64")
    tests = [_kept(name, table, metric.table) for name in metric.excludes]
    if metric.where is not None:
        tests.insert(0, translate(metric.where, table))
    if metric.start is not None:
        tests.append(translate(metric.start, table).notnull())
    if metric.competing is not None:
        ended = translate(metric.competing, table).fill_null(False)
        tests.append(ended if competing else ~ended)
    if scope.interaction is not None:
        tests.append(table.interaction == scope.interaction)
    tests += _still_there(metric, table, scope) if metric.kind in STOCKS else _within(at, scope)
    tests += [~_hit(table, at, window) for window in scope.without]
    whose = translate(_whose(metric, query), table)
    if scope.scoped:
        tests.append(sees(table, at, at, whose))
    # One filter and one projection: each further step costs Ibis ten milliseconds of rewriting.
    chosen = {"at_us": at, "whose": whose}
    if scope.renames:
        chosen["reason"] = table.reason.cases(*scope.renames, else_=table.reason)
    table = table.filter(tests).mutate(**chosen) if tests else table.mutate(**chosen)
    if scope.ticks:
        table = _with_ticks(table)
    return _where(_with_asked(table, query), query)


def anchor(metric: Metric, query: Query) -> Node:
    """Return the tree of the instant that places a row in time, by the cohort rule; of a stock, its start."""
    if metric.at is not None and metric.start is None:
        return metric.at
    if metric.kind in STOCKS and metric.start is not None:
        return metric.start  # what is still there has no stop
    rule = query.cohort or metric.cohort
    if rule == "by_event" and metric.stop is not None and not metric.folds:
        return metric.stop
    if rule == "by_resolution" or (rule == "by_event" and metric.folds):
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
    """Join the interaction's columns that the definition names, as `interaction__name`, and missing dimensions."""
    table = unbound(metric.table)
    if metric.table in (*OF_INTERACTIONS, "agents"):
        return table.mutate(**{f"interaction__{name}": table[name] for name in _named(metric)})
    wanted = {f"interaction__{name}": name for name in _named(metric)}
    wanted |= {name: name for name in COMMON if name not in TABLES[metric.table]}
    if not wanted:
        return table
    parent = unbound("interactions")
    carried = {alias: parent[name] for alias, name in wanted.items()}
    parent = parent.select(interaction__key=parent.interaction, **carried)
    return table.left_join(parent, table.interaction == parent.interaction__key).drop("interaction__key")


def _named(metric: Metric) -> list[str]:
    trees = [
        metric.where, metric.at, metric.start, metric.stop, metric.until, metric.seen, metric.missing,
        metric.value, metric.numerator, metric.denominator, metric.pending, metric.competing, *metric.attributions.values(),
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


def _still_there(metric: Metric, table: Any, scope: Scope) -> list[Any]:
    """Return the test that a row of a stock was not gone before the first instant looked at."""
    if scope.since_us is None or metric.stop is None:
        return []
    stop = translate(metric.stop, table)
    return [stop.isnull() | (stop >= scope.since_us)]


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
