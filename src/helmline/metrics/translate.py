"""From our trees to Ibis expressions: the one place where a definition meets the query compiler."""

from __future__ import annotations

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

_COMPARE: Final = {
    "==": "__eq__",
    "!=": "__ne__",
    "<": "__lt__",
    "<=": "__le__",
    ">": "__gt__",
    ">=": "__ge__",
}
_CALCULATE: Final = {"+": "__add__", "-": "__sub__", "*": "__mul__", "//": "__floordiv__"}


def translate(node: Node, table: Any) -> Any:
    """Return the Ibis expression of one of our trees, over a table of `base_rows`."""
    import ibis

    match node:
        case Column(name, of_interaction):
            return table[f"interaction__{name}" if of_interaction else name]
        case Constant(value, _):
            return ibis.null("int64") if value is None else ibis.literal(value)
        case Arithmetic(operator, left, right):
            return getattr(translate(left, table), _CALCULATE[operator])(translate(right, table))
        case Comparison(operator, left, right):
            return getattr(translate(left, table), _COMPARE[operator])(translate(right, table))
        case All(parts):
            return ibis.and_(*(translate(part, table) for part in parts))
        case AnyOf(parts):
            return ibis.or_(*(translate(part, table) for part in parts))
        case Not(part):
            return ~translate(part, table)
        case IsNull(part):
            return translate(part, table).isnull()
        case In(part, values):
            return translate(part, table).isin(list(values))
        case Choose(test, then, otherwise):
            return ibis.ifelse(translate(test, table), translate(then, table), translate(otherwise, table))
        case Call(function, arguments):
            return getattr(ibis, function)(*(translate(argument, table) for argument in arguments))


def flag(expression: Any) -> Any:
    """Return 1 where `expression` is true, else 0 (also where it is null)."""
    import ibis

    return ibis.ifelse(expression, 1, 0) if expression.type().is_boolean() else expression.cast("int64")
