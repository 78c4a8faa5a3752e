"""What was promised for a metric where the question looks: the target in force, if there is one for all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from helmline.metrics.metric import Metric
from helmline.metrics.periods import instant
from helmline.reference.entries import CONDITIONS, Target
from helmline_web.analytics import door
from helmline_web.dashboards.explorer.question import Question

#: the kind of target that speaks of a duration
_KINDS: Final[Mapping[str, str]] = {
    "first_reply_time": "first_reply",
    "next_reply_time": "next_reply",
    "update_gap": "periodic_update",
    "requester_wait": "requester_wait",
    "agent_work_time": "agent_work",
    "full_resolution_time": "total_resolution",
}


def target(question: Question, metric: Metric) -> float | None:
    """Return the target in seconds at the end of the span, on the clock asked for; None where several hold."""
    kind = _KINDS.get(metric.name)
    if kind is None:
        return None
    asked = question.query(metric.name)
    at = instant(asked.until, asked.zone) - 1
    where = {name: values for name, values in asked.where if name in CONDITIONS}
    found = {
        t.within_us for t in door.reference().targets if t.kind == kind and _holds(t, at, asked.clock, where)
    }
    return found.pop() / 1e6 if len(found) == 1 else None


def _holds(found: Target, at: int, clock: str, where: Mapping[str, tuple[str, ...]]) -> bool:
    """Return whether a target may apply to some row of the question."""
    of_policy = _policy_conditions(found, at)
    stated = (
        (name, values)
        for part in (found.conditions, of_policy)
        for name in CONDITIONS
        if (values := getattr(part, name, ()))
    )
    fits = all(name not in where or {*where[name]} & {*values} for name, values in stated)
    return found.clock == clock and found.valid.holds(at) and fits


def _policy_conditions(found: Target, at: int) -> object:
    policies = door.reference().sla_policies
    return next((p.conditions for p in policies if p.code == found.policy and p.valid.holds(at)), None)
