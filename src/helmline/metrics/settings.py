"""Parameters that reference data set per queue or brand: used where the query does not set them itself.

A metric's `short_s` is its queue's short-abandon time, `within_s` its queue's answer time, `good_percent` its
brand's lowest good answer as a share of the scale. In the tree of a definition such a parameter becomes a
choice by queue or brand, and by the date the setting was in force.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from helmline.metrics.expressions import All, Choose, Column, Comparison, Constant, Node
from helmline.metrics.metric import Metric
from helmline.metrics.query import Query
from helmline.reference.entries import Brand, Queue
from helmline.reference.reference import Reference

_SECOND_US: Final = 1_000_000
_OF_QUEUE: Final[dict[str, Callable[[Queue], int]]] = {
    "short_s": lambda queue: round(queue.short_abandon_us / _SECOND_US),
    "within_s": lambda queue: round(queue.answer_within_us / _SECOND_US),
}
#: rounded down: the next lower answer of a scale of at most 100 points lies further below
_OF_BRAND: Final[dict[str, Callable[[Brand], int]]] = {
    "good_percent": lambda brand: brand.csat_good * 100 // brand.csat_scale,
}
#: the columns that place a row in time and that a setting's date is compared with, by table
_DATED_BY: Final = {"calls": "offered_us"}


@dataclass(frozen=True, slots=True)
class Setting:
    """The value of a parameter where `column` is `code`, from and until instants (None: always)."""

    parameter: str
    column: str
    code: str
    value: int
    from_us: int | None = None
    to_us: int | None = None


def settings_of(query: Query, reference: Reference) -> tuple[Setting, ...]:
    """Return what queues and brands set of the parameters that the query leaves open."""
    given = {name for name, _ in query.parameters}
    found = [
        Setting(name, "queue", queue.code, value(queue), queue.valid.from_us, queue.valid.to_us)
        for queue in reference.queues
        for name, value in _OF_QUEUE.items()
    ]
    found += [
        Setting(name, "brand", brand.code, value(brand))
        for brand in reference.brands.values()
        for name, value in _OF_BRAND.items()
        if brand.csat_scale > 0
    ]
    return tuple(setting for setting in found if setting.parameter not in given)


def applying(metric: Metric, settings: tuple[Setting, ...]) -> tuple[Setting, ...]:
    """Return the settings of the parameters that `metric` has."""
    return tuple(setting for setting in settings if setting.parameter in metric.parameters)


def bound(metric: Metric, settings: tuple[Setting, ...]) -> Metric:
    """Return the metric with its parameters chosen row by row."""
    mine = applying(metric, settings)
    if not mine:
        return metric
    trees: dict[str, Any] = {
        name: _replaced(tree, metric, mine)
        for name in ("where", "numerator", "denominator", "pending")
        if (tree := getattr(metric, name)) is not None
    }
    return replace(metric, **trees)


def _replaced(node: Node, metric: Metric, settings: tuple[Setting, ...]) -> Node:
    """Return the tree with every named parameter as a choice; the rest as it is."""
    if isinstance(node, Constant):
        return _choice(node, metric, settings) if node.parameter else node
    inner: dict[str, Any] = {}
    for field in fields(node):
        part = getattr(node, field.name)
        if isinstance(part, tuple):
            part = tuple(_replaced(p, metric, settings) if isinstance(p, Node) else p for p in part)
        elif isinstance(part, Node):
            part = _replaced(part, metric, settings)
        inner[field.name] = part
    return type(node)(**inner)


def _choice(default: Constant, metric: Metric, settings: tuple[Setting, ...]) -> Node:
    found: Node = default
    for setting in settings:
        if setting.parameter == default.parameter:
            found = Choose(_test(setting, metric.table), Constant(setting.value), found)
    return found


def _test(setting: Setting, table: str) -> Node:
    tests: list[Node] = [Comparison("==", Column(setting.column), Constant(setting.code))]
    at = Column(_DATED_BY[table]) if table in _DATED_BY else None
    if at is not None and setting.from_us is not None:
        tests.append(Comparison(">=", at, Constant(setting.from_us)))
    if at is not None and setting.to_us is not None:
        tests.append(Comparison("<", at, Constant(setting.to_us)))
    return tests[0] if len(tests) == 1 else All(tuple(tests))
