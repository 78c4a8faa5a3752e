"""The SQL of single cells: moments by name, stated values, conditions, amounts."""

from __future__ import annotations

from helmline.engines.duck import identifier, quote
from helmline.sources.table.mapping import ANY, Condition, EventRule, Figure
from helmline.sources.table.times import duration, number


def moment(name: str) -> str:
    """Return the column that holds a moment of the mapping, in microseconds."""
    return identifier(f"t:{name}")


def value(text: str) -> str:
    """Return a column's value, or what follows `=` as it stands."""
    return quote(text[1:]) if text.startswith("=") else identifier(text)


def holds(only: Condition, unless: Condition) -> str:
    """Return the condition that a row is one of `only` and none of `unless`."""
    tests = [_among(column, words) for column, words in only]
    tests += [f"NOT {_among(column, words)}" for column, words in unless]
    return " AND ".join(tests) or "TRUE"


def _among(column: str, words: tuple[str, ...]) -> str:
    if ANY in words:
        return f"({identifier(column)} IS NOT NULL)"
    listed = ", ".join(quote(word.casefold()) for word in words)
    return f"coalesce(lower({identifier(column)}) IN ({listed}), FALSE)"


def amount(event: EventRule, decimal: str) -> str:
    """Return the amount that a rule reads: microseconds where it states a unit, else the score times its factor."""
    cell = value(event.amount)
    if event.unit:
        return duration(cell, event.unit, decimal)
    arms = " ".join(f"WHEN {quote(word.casefold())} THEN {score}" for word, score in event.words)
    score = number(cell, decimal)
    score = f"CASE lower({cell}) {arms} ELSE {score} END" if arms else score
    return f"round({score} * {event.times})::BIGINT"


def figure_amount(figure: Figure, decimal: str) -> str:
    """Return a vendor's figure: a column read in its unit, or one moment less another."""
    if not figure.column:
        return f"{moment(figure.end)} - {moment(figure.start)}"
    cell = identifier(figure.column)
    read = duration(cell, figure.unit, decimal)
    arms = " ".join(f"WHEN {quote(word.casefold())} THEN {round(score)}" for word, score in figure.words)
    return f"(CASE lower({cell}) {arms} ELSE {read} END)" if arms else f"({read})"
