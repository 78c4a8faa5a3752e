"""How long people were signed in, period by period: what work done is held against.

Signed in is every state but offline, breaks and meetings included. A state is believed for as long as in `now`.
Before the first state that a source ever told of these people nothing is known, and that is not 0 hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from helmline.metrics.audience import Audience, sees
from helmline.metrics.compile import to_sql
from helmline.metrics.now import LONGEST_STATE_US
from helmline.metrics.periods import Period
from helmline.metrics.snapshot import Snapshot, open_cursor

_SCHEMA: Final = {
    "agent": "int64", "team": "string", "state": "string", "started_us": "int64", "stopped_us": "int64",
}  # fmt: skip
_BELIEVED: Final = f"""
SELECT agent, team, state, started_us,
  least(coalesce(ended_us, observed_until_us), started_us + {LONGEST_STATE_US:d}) AS stopped_us
FROM ({{states}})
"""
_TOGETHER: Final = """
WITH mine AS ({mine}), at_work AS (
  SELECT p.number, sum(least(m.stopped_us, p.stop_us) - greatest(m.started_us, p.start_us)) AS spent_us
  FROM spans p JOIN mine m ON m.started_us < p.stop_us AND m.stopped_us > p.start_us AND m.state <> 'offline'
  GROUP BY p.number
)
SELECT CASE WHEN p.start_us >= (SELECT min(started_us) FROM mine) THEN coalesce(spent_us, 0)::BIGINT END
FROM spans p LEFT JOIN at_work USING (number) ORDER BY p.number
"""


def signed_in(
    snapshot: Snapshot,
    periods: Sequence[Period],
    *,
    agents: tuple[int, ...] = (),
    teams: tuple[str, ...] = (),
    audience: Audience | None = None,
) -> tuple[int | None, ...]:
    """Return for each period the microseconds that some people were signed in together; None where unknown.

    `agents` are subject keys, `teams` are where the people's source said they belonged; empty asks for
    everybody. A period that began before the first state told is unknown as a whole.
    """
    import pyarrow as pa

    cursor = open_cursor(snapshot)
    if audience is not None:
        audience.install(cursor)
    states = _BELIEVED.format(states=snapshot.sql("agent_states"))
    cursor.execute(f"CREATE OR REPLACE TEMP VIEW believed AS {states}")
    number = range(len(periods))
    start, stop = ([getattr(period, name) for period in periods] for name in ("start_us", "stop_us"))
    edges = {"number": number, "start_us": start, "stop_us": stop}
    cursor.register("spans", pa.table({name: pa.array(values, pa.int64()) for name, values in edges.items()}))
    rows = cursor.execute(_TOGETHER.format(mine=_mine(agents, teams, audience))).fetchall()
    return tuple(None if spent is None else int(spent) for (spent,) in rows)


def _mine(agents: tuple[int, ...], teams: tuple[str, ...], audience: Audience | None) -> str:
    """Return SQL for the states of the people asked about that the audience may see."""
    import ibis

    table = ibis.table(_SCHEMA, name="believed")
    tests: list[Any] = [table.started_us.notnull()]
    tests += [table.agent.isin(agents)] if agents else []
    tests += [table.team.isin(teams)] if teams else []
    if audience is not None:
        tests.append(sees(table, table.started_us, table.stopped_us, table.agent))
    return to_sql(table.filter(tests).select("state", "started_us", "stopped_us"))
