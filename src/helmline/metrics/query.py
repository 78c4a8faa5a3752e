"""`Query`: one question, the same behind every door. Frozen, comparable, with a canonical form and a hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from helmline.errors import QueryError
from helmline.metrics.expressions import suggest
from helmline.metrics.loading import catalogue
from helmline.metrics.metric import CLOCKS, COHORTS

#: asked of the row itself
COLUMN_DIMENSIONS: Final = (
    "brand", "team", "queue", "channel", "language", "reason", "product", "priority", "tier", "agent",
    "source",
)  # fmt: skip
#: computed: bands of days since first contact and of parallel chats, local hour and weekday of the row
DERIVED_DIMENSIONS: Final = ("tenure", "concurrency", "hour", "weekday")
DIMENSIONS: Final = (*COLUMN_DIMENSIONS, *DERIVED_DIMENSIONS)
PERIODS: Final = ("15min", "30min", "hour", "day", "week", "month", "quarter", "year", "445")
RULES: Final = (
    "segment", "last_schedule", "inbox", "team_else_default", "union_of_agents", "drop_offhours_pairs"
)  # fmt: skip
INCIDENTS: Final = ("with", "without", "both")


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked. Texts are kept as they were given; `run` turns them into integers.

    `since` and `until` are local dates or date-times of `zone`, half-open. `calendar` empty means the one in
    force; `cohort` and `attribution` empty mean the metric's own. `known_at` and `as_of` are recorded here
    and resolved by whoever opens the snapshot.
    """

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    period: str = ""
    since: str = ""
    until: str = ""
    zone: str = "UTC"
    clock: str = "calendar"
    calendar: str = ""
    rule: str = "segment"
    attribution: str = ""
    cohort: str = ""
    incidents: str = "with"
    as_of: str = ""
    known_at: str = ""
    reference: str = ""
    week_start: int = 0  # 0 = Monday
    parameters: tuple[tuple[str, int], ...] = ()

    def canonical(self) -> str:
        """Return the query as JSON in one spelling: equal questions have equal texts."""
        fields = asdict(self)
        fields["where"] = sorted([name, sorted(values)] for name, values in self.where)
        fields["parameters"] = sorted(self.parameters)
        return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def hash(self) -> str:
        """Return 16 hexadecimal digits that name this question."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()[:16]

    def only(self, metric: str) -> Query:
        """Return the same question about one metric."""
        return replace(self, metrics=(metric,))


def from_json(text: str) -> Query:
    """Return the query whose canonical form is `text`."""
    fields: dict[str, Any] = json.loads(text)
    fields["where"] = tuple((name, tuple(values)) for name, values in fields.get("where", ()))
    fields["parameters"] = tuple((name, value) for name, value in fields.get("parameters", ()))
    for name in ("metrics", "by"):
        fields[name] = tuple(fields.get(name, ()))
    return Query(**fields)


def check(query: Query) -> Query:
    """Return `query` as it is, or raise QueryError that lists every problem with the nearest right word."""
    problems = [*_metric_problems(query), *_dimension_problems(query), *_choice_problems(query)]
    if problems:
        raise QueryError("\n".join(problems))
    return query


def _unknown(what: str, word: str, known: tuple[str, ...]) -> str:
    return f"there is no {what} {word!r}. {suggest(word, list(known))}"


def _metric_problems(query: Query) -> list[str]:
    known = tuple(catalogue())
    problems = [] if query.metrics else ["no metric was asked for"]
    problems += [_unknown("metric", name, known) for name in query.metrics if name not in known]
    found = [catalogue()[name] for name in query.metrics if name in known]
    allowed = {parameter for metric in found for parameter in metric.parameters}
    problems += [
        _unknown("parameter", name, tuple(allowed)) for name, _ in query.parameters if name not in allowed
    ]
    if query.attribution:
        for metric in found:
            if metric.attributions and query.attribution not in metric.attributions:
                problems.append(
                    f"{metric.name}: {_unknown('attribution', query.attribution, tuple(metric.attributions))}"
                )
    return problems


def _dimension_problems(query: Query) -> list[str]:
    asked = [*query.by, *(name for name, _ in query.where)]
    problems = [
        _unknown("dimension", name, DIMENSIONS) for name in asked if base_dimension(name) not in DIMENSIONS
    ]
    for name, values in query.where:
        if name == "agent":
            problems += [
                f"agent={value!r} is not a subject key" for value in values if value and not _is_int(value)
            ]
    return problems


def _choice_problems(query: Query) -> list[str]:
    choices = {
        "clock": (query.clock, CLOCKS), "rule": (query.rule, RULES),
        "incidents": (query.incidents, INCIDENTS),
        "cohort": (query.cohort or COHORTS[0], COHORTS), "period": (query.period or "day", PERIODS),
    }  # fmt: skip
    problems = [
        _unknown(name, given, known) for name, (given, known) in choices.items() if given not in known
    ]
    problems += _zone_problems(query.zone)
    if query.week_start not in range(7):
        problems.append(f"week_start {query.week_start!r} is not 0 (Monday) to 6 (Sunday)")
    return problems


def _zone_problems(zone: str) -> list[str]:
    from zoneinfo import ZoneInfo, available_timezones

    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return [_unknown("time zone", zone, tuple(sorted(available_timezones())))]
    return []


def _is_int(text: str) -> bool:
    return text.removeprefix("-").isdigit()


def base_dimension(name: str) -> str:
    """Return `reason` for `reason:2`, the second level of the hierarchy; other names as they are."""
    base, _, level = name.partition(":")
    return base if base == "reason" and level.isdigit() and int(level) > 0 else name
