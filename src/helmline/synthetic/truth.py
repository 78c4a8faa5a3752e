"""What nobody can see in real data: the parameters behind the log, and what every customer thought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from helmline.synthetic import keys
from helmline.synthetic.company import BRANDS, NAME, REASONS, RENAMED_FROM, RENAMED_TO, SOURCE, Company
from helmline.synthetic.demand import HOUR, PEAK_HOUR, PRICE_BRAND, WEEKDAY
from helmline.synthetic.desk import (
    COACHED_REOPEN,
    COACHED_SATISFACTION,
    REOPEN_BASE,
    REOPEN_PER_SD,
    SATISFACTION_PER_SD,
    SURVEYS,
    World,
)
from helmline.synthetic.surveys import RESPONSE

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class AgentTruth:
    """One agent: abilities in standard deviations, first and last day, and when he was coached."""

    subject: int
    team: int
    quality: float
    speed: float
    contract: float
    hired: date
    left: date | None
    coached: date | None
    reopen_before: float  # on an average reason
    reopen_after: float


@dataclass(frozen=True)
class Window:
    """A mass incident between two instants (UTC microseconds, half-open)."""

    name: str
    from_us: int
    until_us: int
    brand: str
    reason: str


@dataclass(frozen=True)
class Truth:
    """Everything that was planted. `synthetic` is always true: no page shows these data without saying so."""

    company: str
    source: str
    synthetic: bool
    observed_until_us: int
    agents: tuple[AgentTruth, ...]
    coached_reopen_factor: float
    coached_satisfaction_points: float
    satisfaction_per_quality_sd: float
    reopen_base: float
    reopen_by_reason: dict[str, float]  # factors on the base
    response_by_opinion: dict[int, float]  # chance of answering a survey by true opinion 1 to 5
    incidents: tuple[Window, ...]
    price_change: date
    price_brand: str
    renamed_reason: tuple[str, str, int]  # old, new, from this instant
    weight_by_local_hour: tuple[int, ...]
    weight_by_weekday: tuple[float, ...]
    peak_hour: int


def truth(company: Company) -> Truth:
    """Return what was planted in a company."""
    world = World.of(company)
    windows = tuple(
        Window(each.name, each.from_us, each.until_us, BRANDS[each.brand].name, REASONS[each.reason].name)
        for each in world.demand.incidents
    )
    return Truth(
        company=NAME,
        source=SOURCE,
        synthetic=True,
        observed_until_us=company.end_us,
        agents=tuple(_agent(world, agent) for agent in range(company.agents)),
        coached_reopen_factor=COACHED_REOPEN,
        coached_satisfaction_points=COACHED_SATISFACTION,
        satisfaction_per_quality_sd=SATISFACTION_PER_SD,
        reopen_base=REOPEN_BASE,
        reopen_by_reason={reason.name: reason.reopen for reason in REASONS},
        response_by_opinion=dict(enumerate(RESPONSE.tolist(), start=1)),
        incidents=windows,
        price_change=company.date_of(world.demand.price_day),
        price_brand=BRANDS[PRICE_BRAND].name,
        renamed_reason=(RENAMED_FROM, RENAMED_TO, world.renamed_us),
        weight_by_local_hour=HOUR,
        weight_by_weekday=WEEKDAY,
        peak_hour=PEAK_HOUR,
    )


def _agent(world: World, agent: int) -> AgentTruth:
    staff, company = world.staff, world.company
    before = REOPEN_BASE * float(np.exp(REOPEN_PER_SD * staff.quality[agent]))
    coached, left = int(world.coached_day[agent]), int(staff.left[agent])
    return AgentTruth(
        subject=int(staff.key[agent]),
        team=int(staff.team[agent]),
        quality=float(staff.quality[agent]),
        speed=float(staff.speed[agent]),
        contract=float(staff.contract[agent]),
        hired=company.date_of(int(staff.hired[agent])),
        left=company.date_of(left) if left < company.days else None,
        coached=company.date_of(coached) if coached < company.days else None,
        reopen_before=before,
        reopen_after=before * COACHED_REOPEN if coached < company.days else before,
    )


def opinions(company: Company) -> Iterator[pa.RecordBatch]:
    """Yield, block by block, what every eligible customer truly thought, asked or not, answered or not.

    Columns: `interaction`, `agent` (subject key), `solved_us`, `opinion` (1 to 5), `survey` (csat, nps or
    ces), `sent`, `answered`, `reopen_probability` (0 where the channel does not reopen), `reopened`,
    `incident`. The answers' own times may lie beyond the window, where the log has no row of them.
    """
    import pyarrow as pa

    from helmline.synthetic.generate import blocks

    for _, desk in blocks(company):
        joined = {name: np.concatenate([each[name] for each in desk.hidden]) for name in desk.hidden[0]}
        columns = {
            "interaction": keys.interaction(joined.pop("number"), company.seed),
            "agent": desk.key(joined.pop("agent")),
            "survey": pa.DictionaryArray.from_arrays(joined.pop("survey"), list(SURVEYS)).cast(pa.string()),
            **joined,
        }
        yield pa.RecordBatch.from_pydict({name: pa.array(value) for name, value in columns.items()})
