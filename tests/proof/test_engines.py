"""The same metrics on three engines: one definition, three dialects, identical rows.

The facts of a synthetic company are handed to PostgreSQL and to ClickHouse (chDB, in this process) as they
are; each engine gets the SQL that the catalogue's definition compiles to in its dialect. Sums and counts
must be equal. Quantiles are interpolated by the engines themselves, each in its own floating point: they
are compared to the microsecond.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from helmline.engines import duck
from helmline.engines.rows import Engine, Rows
from helmline.eventlog.facts import Facts
from helmline.eventlog.store import Store
from helmline.metrics.cohort import Scope
from helmline.metrics.compile import compile_sql, statement
from helmline.metrics.loading import catalogue
from helmline.metrics.periods import periods, tick_table
from helmline.metrics.query import Query
from helmline.metrics.tables import TABLES
from helmline.synthetic import SOURCE, Company, generate

pytestmark = pytest.mark.proof
COMPANY = Company(seed=11, events=60_000, days=56)
HOUR_US = 3_600_000_000
ZONE = "Europe/Rome"
#: What the compiler makes of other tables, or what a question brings along.
ANSWERABLE = sorted(
    name
    for name, metric in catalogue().items()
    if metric.kind in ("count", "ratio", "score", "duration", "amount")
)


class Duck:
    """DuckDB behind the same door as the others."""

    dialect = "duckdb"

    def __init__(self) -> None:
        self._cursor = duck.cursor()

    def load(self, name: str, table: pa.Table) -> None:
        self._cursor.register("incoming", table)
        self._cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM incoming")

    def run(self, sql: str) -> Rows:
        return self._cursor.execute(sql).fetchall()


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    data: Path = tmp_path_factory.mktemp("engines")
    with Store(data) as store:
        store.append(generate(COMPANY), source=SOURCE)
    snapshot = Facts(data).current()
    tables = {}
    with duck.cursor() as cursor:
        for name in set(TABLES) - {"handling"}:
            tables[name] = cursor.sql(snapshot.sql(name)).to_arrow_table()
    weeks = periods("week", COMPANY.start_us, COMPANY.end_us, ZONE)
    hours = range(COMPANY.start_us + HOUR_US, COMPANY.end_us, HOUR_US)
    return tables | {
        "ticks": tick_table(weeks, ZONE),
        "hours": pa.table({"hour_us": pa.array(hours, pa.int64())}),
    }


def _loaded(engine: Engine, facts: dict[str, pa.Table]) -> Engine:
    for name, table in facts.items():
        engine.load(name, table)
    return engine


@pytest.fixture(scope="module")
def here(facts: dict[str, pa.Table]) -> Engine:
    return _loaded(Duck(), facts)


@pytest.fixture(scope="module", params=["postgres", "clickhouse"])
def there(request: pytest.FixtureRequest, facts: dict[str, pa.Table]) -> Iterator[Engine]:
    if request.param == "clickhouse":
        pytest.importorskip("chdb", reason="chDB is not installed: pip install 'helmline[engines]'")
        from helmline.engines.clickhouse import ClickHouse

        with ClickHouse() as engine:
            yield _loaded(engine, facts)
        return
    from benchmarks.postgres import absent, cluster

    from helmline.engines.postgres import Postgres

    if absent():
        pytest.skip(f"PostgreSQL cannot be run: {absent()}")
    with cluster() as connection:
        yield _loaded(Postgres(connection), facts)


def _same(here: Engine, there: Engine, sql: dict[str, str], quantiles: int = 0) -> Rows:
    """Hold the engines' rows against each other and return them; the last columns may be quantiles."""
    ours, theirs = (_settled(engine.run(sql[engine.dialect])) for engine in (here, there))
    exact, interpolated = _parted(ours, quantiles)
    their_exact, their_interpolated = _parted(theirs, quantiles)
    assert their_exact == exact
    assert their_interpolated == pytest.approx(interpolated, rel=0, abs=1.0)
    return ours


def _settled(rows: Rows) -> Rows:
    return sorted((tuple(map(_plain, row)) for row in rows), key=lambda row: tuple(map(str, row[:3])))


def _plain(value: Any) -> Any:
    """Return an int for a whole number of any type: DuckDB sums to 128 bits, PostgreSQL to decimals."""
    if value is None or isinstance(value, str | int):
        return value
    return int(value) if value == int(value) else float(value)


def _parted(rows: Rows, quantiles: int) -> tuple[Rows, list[float]]:
    """Return the rows without their last columns, the quantiles, and those."""
    whole = len(rows[0]) - quantiles if rows else 0
    return [row[:whole] for row in rows], [v for row in rows for v in row[whole:] if v is not None]


def _compiled(metric: str, query: Query, shape: str, scope: Scope, outer: str = "{}") -> dict[str, str]:
    """Return the statement in each dialect, inside the same outer SELECT."""
    definition = catalogue()[metric]
    dialects = ("duckdb", "postgres", "clickhouse")
    return {d: outer.format(f"({statement(definition, query, scope, shape, d)}) AS answer") for d in dialects}


def _weekly(*metrics: str, by: tuple[str, ...] = ()) -> tuple[Query, Scope]:
    return Query(metrics, by=by, period="week", zone=ZONE), Scope(ticks=True)


def test_it_answers_first_reply_time_and_attainment_alike(here: Engine, there: Engine) -> None:
    attained = (
        "SELECT by_0, count(*) AS n, sum(CASE WHEN stop_us - start_us <= 14400000000 THEN 1 ELSE 0 END), "
        "sum(stop_us - start_us) FROM {} WHERE stop_us IS NOT NULL GROUP BY by_0"
    )
    query = Query(("first_reply_time",), by=("team",))
    rows = _same(here, there, _compiled("first_reply_time", query, "value_rows", Scope(), attained))
    assert len(rows) >= 6
    assert all(0 < within <= n for _, n, within, _ in rows)


def test_it_answers_attainment_by_week_alike(here: Engine, there: Engine) -> None:
    by_week = (
        "SELECT period, by_0, count(*) AS n, sum(CASE WHEN stop_us - start_us <= 14400000000 THEN 1 ELSE 0 END) "
        "FROM {} GROUP BY period, by_0"
    )
    query, scope = _weekly("first_reply_time", by=("priority",))
    rows = _same(here, there, _compiled("first_reply_time", query, "value_rows", scope, by_week))
    assert len({row[0] for row in rows}) >= 8


def test_it_counts_the_backlog_of_every_hour_alike(here: Engine, there: Engine) -> None:
    hourly = (
        "SELECT hour_us, count(*) AS n FROM hours CROSS JOIN {} "
        "WHERE start_us < hour_us AND (stop_us IS NULL OR stop_us >= hour_us) GROUP BY hour_us"
    )
    rows = _same(here, there, _compiled("backlog", Query(("backlog",)), "value_rows", Scope(), hourly))
    assert len(rows) > 56 * 24 * 0.9


def test_it_counts_the_agents_of_a_week_alike(here: Engine, there: Engine) -> None:
    distinct = "SELECT period, count(DISTINCT by_0) AS agents FROM {} GROUP BY period"
    query, scope = _weekly("next_reply_time", by=("agent",))
    rows = _same(here, there, _compiled("next_reply_time", query, "value_rows", scope, distinct))
    assert max(agents for _, agents in rows) > 20


@pytest.mark.parametrize("metric", ["next_reply_time", "first_reply_time", "full_resolution_time"])
def test_it_takes_median_and_ninetieth_percentile_alike(metric: str, here: Engine, there: Engine) -> None:
    query = Query((metric,), by=("team", "channel"))
    sql = {d: compile_sql(query, d)[metric] for d in ("duckdb", "postgres", "clickhouse")}
    rows = _same(here, there, sql, quantiles=2)
    assert any(row[5] is not None and row[5] < row[6] for row in rows)


@pytest.mark.parametrize("metric", ANSWERABLE)
def test_it_answers_every_portable_metric_alike(metric: str, here: Engine, there: Engine) -> None:
    query, scope = _weekly(metric, by=("brand",))
    sql = {d: compile_sql(query, d, scope)[metric] for d in ("duckdb", "postgres", "clickhouse")}
    _same(here, there, sql, quantiles=2 if catalogue()[metric].kind in ("duration", "amount") else 0)
