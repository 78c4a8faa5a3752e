"""Facts that follow from other fact tables at the moment they are asked: concurrency, agents' first days."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

Ask = Callable[[str], str]

_DAY_US: Final = 86_400_000_000


def loads_sql(ask: Ask) -> str:
    """Return SQL for the load of each chat stint: how many chats its agent had at once, time-weighted.

    `load_milli` is the mean times 1000. The integral of the agent's open chats is taken at every change;
    each stint begins and ends at one, so its mean is a difference of two integrals, exactly.
    """
    chats = (
        "SELECT interaction, stint, agent, source, started_us, coalesce(ended_us, observed_until_us) AS stopped_us "
        f"FROM ({ask('stints')}) WHERE channel = 'chat' AND coalesce(ended_us, observed_until_us) > started_us"
    )
    steps = (
        "SELECT agent, t, sum(step) AS step FROM (SELECT agent, started_us AS t, 1 AS step FROM chats "
        "UNION ALL SELECT agent, stopped_us, -1 FROM chats) GROUP BY agent, t"
    )
    levels = f"SELECT agent, t, sum(step) OVER w AS level, lead(t) OVER w AS next_t FROM ({steps}) WINDOW w AS (PARTITION BY agent ORDER BY t)"
    integral = (
        "SELECT agent, t, coalesce(sum(level * (next_t - t)) OVER (PARTITION BY agent ORDER BY t "
        f"ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS area FROM ({levels})"
    )
    return (
        f"WITH chats AS ({chats}), integral AS ({integral}) "
        "SELECT c.interaction, c.stint, c.agent, c.source, c.started_us, c.stopped_us, "
        "(1000 * (b.area - a.area) // (c.stopped_us - c.started_us))::BIGINT AS load_milli FROM chats AS c "
        "JOIN integral AS a ON a.agent = c.agent AND a.t = c.started_us "
        "JOIN integral AS b ON b.agent = c.agent AND b.t = c.stopped_us"
    )


def agents_sql(ask: Ask) -> str:
    """Return SQL for each agent's first contact, contacts, and live days (UTC days with a contact)."""
    contacts = (
        f"SELECT agent, source, interaction, answered_us AS t FROM ({ask('replies')}) WHERE answered_us IS NOT NULL "
        f"UNION ALL SELECT agent, source, interaction, answered_us FROM ({ask('calls')}) WHERE answered_us IS NOT NULL"
    )
    return (
        "SELECT agent, min(source) AS source, min(t) AS first_contact_us, count(DISTINCT interaction) AS contacts, "
        f"count(DISTINCT t // {_DAY_US}) AS days FROM ({contacts}) WHERE agent IS NOT NULL GROUP BY agent"
    )


DERIVED: Final[dict[str, Callable[[Ask], str]]] = {"loads": loads_sql, "agents": agents_sql}
