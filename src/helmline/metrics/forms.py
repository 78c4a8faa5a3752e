"""Statements with blanks: what differs from one question to the next is filled in after compiling.

Building SQL from a definition takes tens of milliseconds, asking a small table less than one. So a statement is
compiled once for all instants, all filtered values and one interaction or another: they stand in it as blanks,
whole numbers and texts that nobody writes, and are replaced in the finished text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from helmline.engines.duck import quote
from helmline.metrics.query import Query

if TYPE_CHECKING:
    from helmline.metrics.cohort import Scope

#: dimensions whose values are whole numbers
NUMBERED: Final = ("agent", "hour", "weekday")
_NUMBER: Final = 7_777_000_000_000_000_000
_TEXT: Final = "\ue000{}\ue001"  # private use: no source, mapping or person writes these


@dataclass(frozen=True, slots=True)
class Form:
    """The shape of a question, equal for all questions of that shape, and what fills its blanks."""

    query: Query
    scope: Scope
    blanks: tuple[tuple[str, str], ...]

    def fill(self, text: str) -> str:
        """Return the statement compiled from this form with its blanks filled in, in one pass over it."""
        if not self.blanks:
            return text
        values = dict(self.blanks)
        return re.sub("|".join(map(re.escape, values)), lambda blank: values[blank[0]], text)


def form_of(metric: str, query: Query, scope: Scope) -> Form:
    """Return the form of one metric's question."""
    blanks: list[tuple[str, str]] = []
    where = tuple(
        (name, tuple(_value(name, value, blanks) for value in values)) for name, values in query.where
    )
    shape = Query(
        metrics=(metric,), by=query.by, where=where, period="day" if query.period else "", cohort=query.cohort,
        attribution=query.attribution, parameters=query.parameters,
    )  # fmt: skip
    bounds = {name: getattr(scope, name) for name in ("since_us", "until_us", "interaction")}
    left: dict[str, Any] = {name: int(_number(us, blanks)) for name, us in bounds.items() if us is not None}
    return Form(shape, replace(scope, **left), tuple(blanks))


def _value(name: str, value: str, blanks: list[tuple[str, str]]) -> str:
    if not value:  # an empty value asks for rows without any: another shape
        return value
    if name in NUMBERED:
        return _number(int(value), blanks)
    blank = _TEXT.format(len(blanks))
    blanks.append((quote(blank), quote(value)))
    return blank


def _number(value: int, blanks: list[tuple[str, str]]) -> str:
    blank = str(_NUMBER + len(blanks))
    blanks.append((blank, str(value)))
    return blank
