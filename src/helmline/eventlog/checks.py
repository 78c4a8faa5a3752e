"""Checks of the log: every finding, with how many rows it concerns and a few to look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from helmline.engines import duck
from helmline.eventlog.facts.interactions import SKEW_US
from helmline.eventlog.log import Log
from helmline.eventlog.privacy import Ledger
from helmline.eventlog.schema import Kind, Role, Status

if TYPE_CHECKING:
    import duckdb

#: How many examples a finding names.
EXAMPLES: Final = 5


@dataclass(frozen=True)
class Check:
    """One thing that can be wrong: SQL over `log` that gives (source, example) rows."""

    code: str
    severity: str  # "error": figures are wrong; "warning": figures may mislead; "note": worth knowing
    meaning: str
    next_step: str
    sql: str


@dataclass(frozen=True)
class Finding:
    """What one check found in one source."""

    code: str
    severity: str
    source: str
    count: int
    examples: tuple[str, ...]
    meaning: str
    next_step: str


_BIRTHS: Final = (
    f"({Kind.CREATED:d}, {Kind.CALL_OFFERED:d}, {Kind.SPLIT:d}, {Kind.FOLLOW_UP:d}, {Kind.ACTIVITY:d})"
)

#: First and last instants of an interaction that have an order which cannot be otherwise.
_ORDER: Final = (
    "SELECT interaction, any_value(source) AS source, any_value(case_key) AS case_key, "
    f"min(t) FILTER (kind IN {_BIRTHS}) AS born, min(t) FILTER (kind = {Kind.QUEUED:d}) AS queued, "
    f"min(t) FILTER (kind = {Kind.ANSWERED:d}) AS answered, max(t) FILTER (kind = {Kind.CALL_ENDED:d}) AS hung_up, "
    f"min(t) FILTER (kind = {Kind.SURVEY_SENT:d}) AS sent, min(t) FILTER (kind = {Kind.SURVEY_ANSWERED:d}) AS rated, "
    f"min(t) FILTER (kind = {Kind.STATUS_CHANGED:d} AND status >= {Status.SOLVED:d}) AS solved, "
    f"min(t) FILTER (kind = {Kind.MESSAGE_PUBLIC:d} AND role = {Role.CUSTOMER:d}) AS asked, "
    f"min(t) FILTER (kind = {Kind.MESSAGE_PUBLIC:d} AND role = {Role.AGENT:d} AND coalesce(flags, 0) & 4 = 0) AS replied, "
    f"count(*) FILTER (kind = {Kind.CREATED:d}) AS births FROM log WHERE interaction IS NOT NULL GROUP BY interaction"
)

CHECKS: Final = (
    Check(
        "orphan_events",
        "error",
        "These interactions have events but were never created: their clocks have no true start.",
        "Import the file or period that holds their beginning.",
        "SELECT source, case_key FROM ordered WHERE born IS NULL",
    ),
    Check(
        "impossible_order",
        "error",
        "Something happened before what it follows from: solved, answered or rated before it began.",
        "Look at the zone and the date format in the mapping.",
        "SELECT source, case_key FROM ordered WHERE solved < born OR answered < queued OR hung_up < answered "
        f"OR rated < sent OR asked < born - {SKEW_US}",
    ),
    Check(
        "clock_skew",
        "warning",
        "A reply lies up to a minute before the message that it answers; its clock is set to 0 and flagged.",
        "Compare the clocks of the two systems that wrote these events.",
        f"SELECT source, case_key FROM ordered WHERE replied < asked AND asked - replied <= {SKEW_US}",
    ),
    Check(
        "created_twice",
        "warning",
        "These interactions were created more than once.",
        "Look whether two different cases share one number.",
        "SELECT source, case_key FROM ordered WHERE births > 1",
    ),
    Check(
        "two_keys_one_number",
        "error",
        "Two case keys share one interaction number.",
        "Rename one of the two cases in the source's mapping.",
        "SELECT any_value(source), string_agg(DISTINCT case_key, ' = ') FROM log WHERE interaction IS NOT NULL "
        "GROUP BY interaction HAVING count(DISTINCT case_key) > 1",
    ),
    Check(
        "unknown_actor",
        "warning",
        "A message or an assignment does not say who acted, so it counts for nobody.",
        "Map the actor's column, or say in the mapping which role acts.",
        f"SELECT source, case_key FROM log WHERE (kind IN ({Kind.MESSAGE_PUBLIC:d}, {Kind.MESSAGE_PRIVATE:d}) AND role IS NULL) "
        f"OR (role = {Role.AGENT:d} AND actor IS NULL AND kind = {Kind.MESSAGE_PUBLIC:d})",
    ),
    Check(
        "unknown_person",
        "warning",
        "Actors whose key stands for nobody in the register of people.",
        "Import the people, or ignore this for people who were erased.",
        "SELECT source, actor::VARCHAR FROM log WHERE actor IS NOT NULL AND role = "
        f"{Role.AGENT:d} AND actor NOT IN (SELECT key FROM known_people) GROUP BY ALL",
    ),
    Check(
        "duplicate_events",
        "warning",
        "The same happening stands in the log under several ids.",
        "Give the mapping the vendor's own key of the event.",
        "SELECT source, any_value(case_key) FROM log WHERE interaction IS NOT NULL GROUP BY source, interaction, kind, t, "
        "ordinal, actor, role, flags, owner, status, code, amount, team, priority, reason HAVING count(*) > 1",
    ),
    Check(
        "from_the_future",
        "error",
        "Events lie after the instant at which they were recorded.",
        "Look at the zone and the date format in the mapping.",
        f"SELECT source, case_key FROM log WHERE t > recorded_at_us + {SKEW_US}",
    ),
    Check(
        "gap",
        "warning",
        "A whole day without any event lies between busy days.",
        "Import the missing day, or declare it a holiday.",
        "SELECT source, strftime(make_timestamp(day * 86400000000), '%Y-%m-%d') FROM quiet_days",
    ),
    Check(
        "zone_assumed",
        "note",
        "The source states no time zone; the mapping's assumption was used.",
        "State the zone in the mapping and import again.",
        "SELECT source, case_key FROM log WHERE coalesce(flags, 0) & 16 <> 0",
    ),
)

#: Days without an event of a source whose eight neighbours on the same weekday all had at least 20.
_QUIET: Final = (
    "WITH days AS (SELECT source, t // 86400000000 AS day, count(*) AS n FROM log GROUP BY ALL), "
    "span AS (SELECT source, unnest(range(min(day), max(day) + 1)) AS day FROM days GROUP BY source), "
    "filled AS (SELECT s.source, s.day, coalesce(n, 0) AS n FROM span AS s LEFT JOIN days AS d USING (source, day)) "
    "SELECT source, day FROM (SELECT *, min(n) OVER w AS least_before, min(n) OVER v AS least_after, count(*) OVER w AS seen "
    "FROM filled WINDOW w AS (PARTITION BY source, day % 7 ORDER BY day ROWS BETWEEN 4 PRECEDING AND 1 PRECEDING), "
    "v AS (PARTITION BY source, day % 7 ORDER BY day ROWS BETWEEN 1 FOLLOWING AND 4 FOLLOWING)) "
    "WHERE n = 0 AND seen = 4 AND least_before >= 20 AND least_after >= 20"
)


def check(data: Path) -> list[Finding]:
    """Return every finding in the log of a data folder, errors first; an empty list is a clean log."""
    view = Log(data).view()
    columns = (
        "source, kind, occurred_at_us AS t, ordinal, interaction, case_key, actor, role, owner, status, flags, code, "
        "amount, team, priority, reason, recorded_at_us"
    )
    with duck.cursor() as cursor:
        cursor.execute(f"CREATE TEMP VIEW log AS {view.events_sql(columns)}")
        cursor.execute(f"CREATE TEMP TABLE ordered AS {_ORDER}")
        cursor.execute(f"CREATE TEMP TABLE quiet_days AS {_QUIET}")
        _register_people(cursor, data)
        found = [finding for one in CHECKS for finding in _run(cursor, one)]
    rank = {"error": 0, "warning": 1, "note": 2}
    return sorted(found, key=lambda finding: (rank[finding.severity], -finding.count))


def _run(cursor: duckdb.DuckDBPyConnection, one: Check) -> list[Finding]:
    rows = cursor.execute(
        f"SELECT source, count(*), list(example ORDER BY example)[:{EXAMPLES}] FROM "
        f"(SELECT * FROM ({one.sql}) AS found (source, example)) GROUP BY source ORDER BY source"
    ).fetchall()
    return [
        Finding(one.code, one.severity, source or "", count, _texts(examples), one.meaning, one.next_step)
        for source, count, examples in rows
    ]


def _texts(examples: list[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in examples if text is not None))


def _register_people(cursor: duckdb.DuckDBPyConnection, data: Path) -> None:
    """Make `known_people`: every key in the register or erased from it; without a register nobody is missed."""
    import sqlite3
    from contextlib import closing

    path = data / "people.sqlite"
    if not path.exists():
        cursor.execute("CREATE TEMP VIEW known_people AS SELECT DISTINCT actor AS key FROM log")
        return
    import pyarrow as pa

    with closing(sqlite3.connect(path)) as db:
        keys = [row[0] for row in db.execute("SELECT key FROM subjects")]
    keys += Ledger(data).erased().values()
    cursor.register("known_people", pa.table({"key": pa.array(keys, pa.int64())}))
