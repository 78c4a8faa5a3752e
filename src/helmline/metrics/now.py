"""What is so at one instant: which customers wait and since when, who owns what, what people are doing.

Put together from the instants in the facts, so that any past instant can be looked at as well as the last one.
Nothing that happened later is looked at, but for what an interaction has since turned out to be (spam, a test).
A source is looked at no further than it was seen: that instant is the `seen_us` of each row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from helmline.errors import QueryError
from helmline.metrics.audience import Audience, sees
from helmline.metrics.compile import to_sql
from helmline.metrics.expressions import suggest
from helmline.metrics.snapshot import Snapshot, end_of_sight, open_cursor

if TYPE_CHECKING:
    import duckdb
    import ibis

#: Nobody is in one state for longer: an older one is a source that fell silent, not a person at work.
LONGEST_STATE_US: Final = 16 * 3_600_000_000
#: what a board may be narrowed by
FILTERS: Final = ("brand", "team", "queue", "channel", "priority", "source")
#: what people do, in the order in which a board lists it; `contact` and `wrap_up` come from calls and chats
DOING: Final = ("contact", "wrap_up", "available", "busy", "meeting", "training", "break", "away")

Where = tuple[tuple[str, tuple[str, ...]], ...]

_SCHEMAS: Final = {
    "standing": {
        "how": "string", "interaction": "int64", "source": "string", "case_key": "string", "channel": "string",
        "queue": "string", "team": "string", "brand": "string", "priority": "string", "agent": "int64",
        "since_us": "int64", "seen_us": "int64",
    },
    "people": {
        "agent": "int64", "source": "string", "team": "string", "doing": "string", "since_us": "int64", "seen_us": "int64",
    },
}  # fmt: skip

#: Each source as far as it was seen, and where every interaction lay and whose it was then.
_THEN: Final = """
CREATE OR REPLACE TEMP VIEW seen AS
  SELECT *, least($at, observed_until_us) AS seen_us FROM interactions
  WHERE NOT (coalesce(is_spam, false) OR coalesce(is_test, false) OR coalesce(is_internal, false)
             OR coalesce(is_deleted, false)) AND (merged_us IS NULL OR merged_us > $at);
CREATE OR REPLACE TEMP VIEW lay AS
  SELECT interaction, team, brand, queue, priority, channel FROM placements
  WHERE (n = 1 OR started_us <= $at) AND (ended_us IS NULL OR ended_us > $at);
CREATE OR REPLACE TEMP VIEW owned AS
  SELECT interaction, max_by(agent, stint) AS agent FROM stints
  WHERE started_us <= $at AND (ended_us IS NULL OR ended_us > $at) GROUP BY interaction;
"""
#: A turn nobody answered, or a caller in a queue; work that is new or open; calls to be returned.
#: A bot's customer waits for a person from the hand-off on; what came after the last solve and reopened nothing
#: (outcome 4) asks for nobody.
_STANDING: Final = """
WITH rows AS (
  SELECT 'waiting' AS how, r.interaction, greatest(r.asked_us, CASE WHEN i.handoff_us <= $at THEN i.handoff_us END) AS since_us
  FROM replies r JOIN seen i USING (interaction)
  WHERE r.asked_us <= $at AND (r.ended_us IS NULL OR r.ended_us > $at) AND r.outcome IS DISTINCT FROM 4
    AND (NOT coalesce(i.bot_involved, false) OR i.handoff_us <= $at OR i.first_touch_us <= $at)
  UNION ALL
  SELECT 'waiting', interaction, queued_us FROM calls
  WHERE queued_us <= $at AND coalesce(queued_us + wait_us, ended_us, $at + 1) > $at
  UNION ALL
  SELECT 'open', interaction, started_us FROM statuses
  WHERE status IN (1, 2) AND started_us <= $at AND (ended_us IS NULL OR ended_us > $at)
  UNION ALL
  SELECT 'callback', c.interaction, c.callback_requested_us FROM calls c JOIN seen i USING (interaction)
  WHERE c.callback_requested_us <= $at AND (c.callback_kept_us IS NULL OR c.callback_kept_us > $at)
    AND (i.closed_us IS NULL OR i.closed_us > $at)
), each AS (
  SELECT how, interaction, min(since_us) AS since_us FROM rows GROUP BY how, interaction
)
SELECT w.how, i.interaction, i.source, i.case_key, coalesce(p.channel, i.channel) AS channel,
  coalesce(p.queue, i.queue) AS queue, coalesce(p.team, i.team) AS team, coalesce(p.brand, i.brand) AS brand,
  coalesce(p.priority, i.priority) AS priority, o.agent, w.since_us, i.seen_us
FROM each w JOIN seen i USING (interaction) LEFT JOIN lay p USING (interaction) LEFT JOIN owned o USING (interaction)
"""
#: The last thing each person's source said, and what the person's calls and chats say beside it.
_PEOPLE: Final = """
WITH stated AS (
  SELECT agent, source, team, CASE WHEN started_us > $at - $longest THEN state ELSE 'offline' END AS state,
    started_us, least($at, observed_until_us) AS seen_us
  FROM agent_states WHERE started_us <= $at AND (ended_us IS NULL OR ended_us > $at)
), busy AS (
  SELECT agent, 'contact' AS doing, answered_us AS since_us FROM calls
  WHERE answered_us <= $at AND answered_us > $at - $longest AND (ended_us IS NULL OR ended_us > $at)
  UNION ALL
  SELECT agent, 'wrap_up', ended_us FROM calls WHERE ended_us <= $at AND wrapped_us > $at
  UNION ALL
  SELECT agent, 'contact', started_us FROM stints
  WHERE channel = 'chat' AND started_us <= $at AND started_us > $at - $longest AND (ended_us IS NULL OR ended_us > $at)
), engaged AS (
  SELECT agent, min(doing) AS doing, max(since_us) AS since_us FROM busy GROUP BY agent
)
SELECT s.agent, s.source, s.team,
  CASE WHEN s.state IN ('available', 'busy') AND e.doing IS NOT NULL THEN e.doing ELSE s.state END AS doing,
  CASE WHEN s.state IN ('available', 'busy') AND e.doing IS NOT NULL THEN greatest(s.started_us, e.since_us)
       ELSE s.started_us END AS since_us, s.seen_us
FROM stated s LEFT JOIN engaged e USING (agent) QUALIFY row_number() OVER (PARTITION BY s.agent ORDER BY s.started_us DESC) = 1
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """One interaction that stands open in some way at the instant, where it lay and whose it was then."""

    interaction: int
    source: str
    case_key: str
    channel: str | None
    queue: str | None
    team: str | None
    brand: str | None
    priority: str | None
    agent: int | None
    since_us: int
    seen_us: int

    @property
    def lasted_us(self) -> int:
        """How long it has stood so, as far as its source was seen; never negative."""
        return max(0, self.seen_us - self.since_us)


@dataclass(frozen=True, slots=True)
class Doing:
    """What one person on shift is doing, by the states and contacts that the sources report."""

    agent: int
    source: str
    team: str | None
    doing: str  # one of DOING
    since_us: int
    seen_us: int


@dataclass(frozen=True, slots=True)
class Now:
    """The board at an instant. Lists are ordered by how long things have stood, the longest first."""

    at_us: int
    seen_us: Mapping[str, int]  # source -> how far it was seen, at most the instant
    waiting: tuple[Standing, ...]  # customers waiting for an answer, or in a phone queue
    open: tuple[Standing, ...]  # new or open work, waiting or not
    callbacks: tuple[Standing, ...]  # asked for and not yet kept
    people: tuple[Doing, ...]  # on shift
    off_shift: frozenset[int]  # people whose sources say that they are not on shift

    @property
    def left_alone(self) -> tuple[Standing, ...]:
        """Customers who wait for somebody whose shift is over."""
        return tuple(each for each in self.waiting if each.agent in self.off_shift)


def now(
    snapshot: Snapshot, at_us: int | None = None, *, where: Where = (), audience: Audience | None = None
) -> Now:
    """Return what is so at an instant; without one, at the last instant that any source was seen.

    `where` narrows by FILTERS, as in a query; of people only by team and source. Raises QueryError for an
    unknown filter.
    """
    for name, _ in where:
        if name not in FILTERS:
            raise QueryError(f"a live board has no filter {name!r}", hint=suggest(name, list(FILTERS)))
    last = end_of_sight(snapshot) or 0
    at = last if at_us is None else min(at_us, last)
    cursor = open_cursor(snapshot)
    cursor.execute(f"CREATE OR REPLACE TEMP VIEW agent_states AS {snapshot.sql('agent_states')}")
    cursor.execute(_bound(_THEN, at))
    if audience is not None:
        audience.install(cursor)
    standing = _rows(cursor, "standing", _STANDING, at, where, audience)
    people = [Doing(*row) for row in _rows(cursor, "people", _PEOPLE, at, where, audience)]
    on = (each for each in people if each.doing in DOING)
    return Now(
        at_us=at,
        seen_us={source: min(at, seen) for source, seen in snapshot.observed_until.items()},
        waiting=_of("waiting", standing),
        open=_of("open", standing),
        callbacks=_of("callback", standing),
        people=tuple(sorted(on, key=lambda each: (DOING.index(each.doing), each.since_us, each.agent))),
        off_shift=frozenset(each.agent for each in people if each.doing == "offline"),
    )


def speaking(snapshot: Snapshot) -> dict[str, frozenset[str]]:
    """Return which sources tell of `messages`, `calls` and people's `states` at all."""
    cursor = open_cursor(snapshot)
    tables = {"messages": "replies", "calls": "calls"}
    found = {kind: f"SELECT DISTINCT source FROM {table}" for kind, table in tables.items()}
    found["states"] = f"SELECT DISTINCT source FROM ({snapshot.sql('agent_states')})"
    return {
        kind: frozenset(source for (source,) in cursor.sql(sql).fetchall()) for kind, sql in found.items()
    }


def _of(how: str, rows: list[tuple[Any, ...]]) -> tuple[Standing, ...]:
    found = (Standing(*row[1:]) for row in rows if row[0] == how)
    return tuple(sorted(found, key=lambda each: (each.since_us, each.case_key)))


def _rows(
    cursor: duckdb.DuckDBPyConnection, name: str, sql: str, at: int, where: Where, audience: Audience | None
) -> list[tuple[Any, ...]]:
    """Return the rows of one view that the filters leave and the audience may see."""
    import ibis

    cursor.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {_bound(sql, at)}")
    table = ibis.table(_SCHEMAS[name], name=name)
    tests = [table[column].isin(values) for column, values in where if column in table.columns]
    tests += _visible(audience, table, at)
    found: list[tuple[Any, ...]] = cursor.sql(to_sql(table.filter(tests) if tests else table)).fetchall()
    return found


def _visible(audience: Audience | None, table: ibis.Table, at: int) -> list[Any]:
    import ibis

    if audience is None:
        return []
    instant = ibis.literal(at)
    return [sees(table, instant, instant, table.agent)]


def _bound(sql: str, at: int) -> str:
    """Write the instants into SQL: a view holds no parameters."""
    return sql.replace("$at", f"{at:d}::BIGINT").replace("$longest", f"{LONGEST_STATE_US:d}::BIGINT")
