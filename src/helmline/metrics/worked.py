"""A metric's worked case, row by row: which rows count, from when to when, and what each adds.

The case is small and written down with the definition, so its trees are read here in plain Python, with SQL's
three-valued logic; a test holds what comes out to the cell counted by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import add, eq, floordiv, ge, gt, le, lt, mul, ne, sub
from typing import Any, Final

from helmline.metrics.expressions import (
    All,
    AnyOf,
    Arithmetic,
    Call,
    Choose,
    Column,
    Comparison,
    Constant,
    In,
    IsNull,
    Node,
    Not,
)
from helmline.metrics.metric import Metric
from helmline.metrics.tables import OF_INTERACTIONS, TABLES

_SECOND_US: Final = 1_000_000
#: how far the worked cases are seen: ninety days, in seconds
OBSERVED_S: Final = 90 * 86_400
_EXCLUDED: Final[Mapping[str, Callable[[Mapping[str, Any]], bool]]] = {
    "spam": lambda row: bool(row.get("is_spam")),
    "test": lambda row: bool(row.get("is_test")),
    "internal": lambda row: bool(row.get("is_internal")),
    "deleted": lambda row: bool(row.get("is_deleted")),
    "merged": lambda row: row.get("merged_into") is not None,
    "outbound": lambda row: bool(row.get("is_outbound")),
}
_ARITHMETIC: Final[Mapping[str, Callable[[Any, Any], Any]]] = {"+": add, "-": sub, "*": mul, "//": floordiv}
_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkedRow:
    """One row of a worked case; times are seconds after the case's beginning, None where there is none."""

    given: Mapping[str, Any]  # what the definition states of it; everything else is empty
    counts: bool  # a row of this metric, neither filtered nor excluded
    start_s: float | None = None  # of durations
    stop_s: float | None = None  # None: still running, or nobody knows
    over: bool | None = None  # of ratios: in the numerator; None where not decided
    value: float | None = None  # of amounts: seconds or plain


def worked_rows(metric: Metric) -> tuple[WorkedRow, ...]:
    """Return the rows of the metric's worked case that lie in its own table, in their order."""
    if metric.worked is None:
        return ()
    table = "interactions" if metric.table in OF_INTERACTIONS else metric.table
    cases = metric.worked.rows.get("interactions", ())
    rows = metric.worked.rows.get(table, ())
    return tuple(_worked(metric, _Case(given, _parent(given, cases))) for given in rows)


def _parent(given: Mapping[str, Any], cases: tuple[Mapping[str, Any], ...]) -> Mapping[str, Any]:
    """Return the interaction a row belongs to: the one it names, counted from 1, else the first."""
    place = given.get("interaction", 1) - 1
    return cases[place] if place < len(cases) else {}


@dataclass(frozen=True, slots=True)
class _Case:
    """A row and its interaction, as the trees see them: instants in microseconds, flags false unless given."""

    own: Mapping[str, Any]
    interaction: Mapping[str, Any] = field(default_factory=dict)

    def read(self, column: Column, table: str) -> Any:
        inner = column.of_interaction or table in OF_INTERACTIONS
        given = self.own if table in OF_INTERACTIONS else self.interaction if inner else self.own
        kinds = TABLES["interactions"] if inner else TABLES[table]
        if column.name == "observed_until_us":
            return OBSERVED_S * _SECOND_US
        value = given.get(column.name, False if kinds.get(column.name) == "boolean" else None)
        timed = column.name.endswith("_us") and value is not None
        return round(value * _SECOND_US) if timed else value


def _worked(metric: Metric, case: _Case) -> WorkedRow:
    def told(tree: Node | None) -> Any:
        return None if tree is None else _value(tree, case, metric.table)

    of = case.own if metric.table in OF_INTERACTIONS else case.interaction
    counts = (metric.where is None or told(metric.where) is True) and not any(
        _EXCLUDED[name](of) for name in metric.excludes
    )
    pending = metric.pending is not None and told(metric.pending) is True
    decided = metric.numerator is not None and told(metric.denominator) is True and not pending
    amount = told(metric.value)
    return WorkedRow(
        given=case.own,
        counts=counts and (metric.start is None or told(metric.start) is not None),
        start_s=_seconds(told(metric.start)),
        stop_s=_seconds(told(metric.stop)),
        over=bool(told(metric.numerator)) if decided else None,
        value=_seconds(amount) if metric.is_timed else amount,
    )


def _seconds(us: int | None) -> float | None:
    return None if us is None else us / _SECOND_US


def _value(node: Node, case: _Case, table: str) -> Any:
    """Return what a tree says of one row; None is null and passes through everything but `is null`."""

    def of(part: Node) -> Any:
        return _value(part, case, table)

    match node:
        case Column():
            return case.read(node, table)
        case Constant():
            return node.value
        case Arithmetic():
            return _both(_ARITHMETIC[node.operator], of(node.left), of(node.right))
        case Comparison():
            return _both(_COMPARISONS[node.operator], of(node.left), of(node.right))
        case All():
            return _all([of(part) for part in node.parts])
        case AnyOf():
            return _not(_all([_not(of(part)) for part in node.parts]))
        case Not():
            return _not(of(node.part))
        case IsNull():
            return of(node.part) is None
        case In():
            return _both(lambda value, values: value in values, of(node.part), node.values)
        case Choose():
            return of(node.then) if of(node.test) else of(node.otherwise)
        case Call():
            return _called(node.function, [of(argument) for argument in node.arguments])


def _both(operator: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    return None if left is None or right is None else operator(left, right)


def _all(parts: list[Any]) -> bool | None:
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def _not(part: Any) -> bool | None:
    return None if part is None else not part


def _called(function: str, given: list[Any]) -> Any:
    known = [value for value in given if value is not None]
    if not known:
        return None
    return {"coalesce": lambda: known[0], "least": lambda: min(known), "greatest": lambda: max(known)}[
        function
    ]()
