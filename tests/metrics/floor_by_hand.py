"""Facts by hand, with what the phone system says of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from facts_by_hand import ByHand, instant

_NOBODY = (
    "SELECT 0::BIGINT AS agent, '' AS source, '' AS team, '' AS state, 0::BIGINT AS started_us, "
    "0::BIGINT AS ended_us, 0::BIGINT AS observed_until_us WHERE false"
)


@dataclass(frozen=True)
class Floor(ByHand):
    """A snapshot by hand; `states` are given as agent, state, from, to (open without) and team."""

    states: Sequence[Mapping[str, Any]] = ()

    def sql(self, table: str) -> str:
        if table != "agent_states":
            return super().sql(table)
        return " UNION ALL ".join(map(self._state, self.states)) or _NOBODY

    def _state(self, given: Mapping[str, Any]) -> str:
        ended = instant(given["to"]) if "to" in given else "NULL"
        return (
            f"SELECT {given['agent']}::BIGINT AS agent, 'desk' AS source, '{given.get('team', 'north')}' AS team, "
            f"'{given['state']}' AS state, {instant(given['from'])}::BIGINT AS started_us, "
            f"{ended}::BIGINT AS ended_us, {self.observed_until['desk']}::BIGINT AS observed_until_us"
        )
