"""Evaluates ramp: how many live days a new agent needs to reach what the settled ones of the team do in a day.

A live day is one with a contact, so leave pauses the ramp. Settled are the agents who were there when the log
began, and everybody after `settled_days`; the team's pace is the median of their contacts a live day. An agent
has arrived on the first live day on which the mean of the last `window` live days is at that pace; who has not
is censored at his live days so far. Who was there when the log began has no known start: missing, and counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from helmline.errors import QueryError
from helmline.metrics.context import Context
from helmline.metrics.measures import Values, describe
from helmline.metrics.metric import Metric
from helmline.metrics.result import Cell

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

#: contacts of each agent on each live day (UTC), and the agent's team: where most contacts lie
_LIVE_DAYS: Final = """
WITH contacts AS (
  SELECT agent, team, interaction, answered_us AS at_us FROM replies WHERE answered_us IS NOT NULL AND {visible}
  UNION ALL SELECT agent, team, interaction, answered_us FROM calls WHERE answered_us IS NOT NULL AND {visible}
), homes AS (
  SELECT agent, team, row_number() OVER (PARTITION BY agent ORDER BY count(*) DESC, team) AS place
  FROM contacts GROUP BY agent, team
)
SELECT h.team, c.agent, c.at_us // 86400000000 AS day, count(DISTINCT c.interaction) AS contacts
FROM contacts c JOIN homes h ON h.agent = c.agent AND h.place = 1
GROUP BY h.team, c.agent, c.at_us // 86400000000 ORDER BY h.team, c.agent, day
"""


def evaluate(metric: Metric, context: Context) -> list[Cell]:
    """Return a cell a team, or one of all. Raises QueryError for other dimensions, filters and periods."""
    query = context.query
    if set(query.by) - {"team"} or query.where or query.period:
        raise QueryError(f"{metric.name} is asked as a whole or by team", hint="Leave out where and period.")
    visible = "may_see(team, brand, agent, answered_us, answered_us)" if context.scope.scoped else "true"
    rows = context.cursor.sql(_LIVE_DAYS.format(visible=visible)).fetchall()
    ramps = _ramps(rows, metric.parameters)
    if not query.by:
        everybody = [ramp for found in ramps.values() for ramp in found]
        return [context.cell(metric, {}, _fields(metric, everybody), "calendar")]
    return [
        context.cell(metric, {"by": {"team": team}}, _fields(metric, found), "calendar")
        for team, found in ramps.items()
    ]


def _fields(metric: Metric, ramps: list[tuple[int, bool, bool]]) -> dict[str, Any]:
    columns = np.array(ramps, dtype=np.int64).reshape(-1, 3)
    return describe(metric, Values(columns[:, 0], columns[:, 1] > 0, columns[:, 2] > 0))


def _ramps(rows: list[tuple[Any, ...]], parameters: Any) -> dict[str | None, list[tuple[int, bool, bool]]]:
    """Return for each team its agents' (live days, arrived, start unknown)."""
    began = min((day for _, _, day, _ in rows), default=0)
    by_team: dict[str | None, dict[int, list[tuple[int, int]]]] = {}
    for team, agent, day, contacts in rows:
        by_team.setdefault(team, {}).setdefault(agent, []).append((day, contacts))
    found = {}
    for team, agents in by_team.items():
        pace = _pace(list(agents.values()), began, parameters)
        found[team] = [_ramp(days, began, pace, parameters) for days in agents.values()]
    return found


def _is_old_hand(days: list[tuple[int, int]], began: int, parameters: Any) -> bool:
    return bool(days[0][0] < began + parameters["settle_in_days"])


def _pace(agents: list[list[tuple[int, int]]], began: int, parameters: Any) -> float | None:
    settled = [
        contacts
        for days in agents
        for day, contacts in days
        if _is_old_hand(days, began, parameters) or day >= days[0][0] + parameters["settled_days"]
    ]
    return float(np.median(settled)) if settled else None


def _ramp(
    days: list[tuple[int, int]], began: int, pace: float | None, parameters: Any
) -> tuple[int, bool, bool]:
    if _is_old_hand(days, began, parameters) or pace is None:
        return 0, False, True
    window = parameters["window"]
    counts = [contacts for _, contacts in days]
    for live in range(window, len(counts) + 1):
        if sum(counts[live - window : live]) >= pace * window:
            return live, True, False
    return len(counts), False, False
