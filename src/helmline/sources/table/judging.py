"""Judging rows: what is wrong with one, and which ones a mapping leaves out on purpose.

A fault is found before anything is made of a row, and says the first thing that is wrong in words for whoever
mends the file.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from typing import Final

from helmline.engines.duck import identifier, quote
from helmline.sources.table.cells import amount, figure_amount, holds, moment
from helmline.sources.table.mapping import Mapping
from helmline.sources.table.times import Dates

#: Later moments are mistakes, such as a placeholder of the year 9999.
_YEAR_2100: Final = 4_102_444_800_000_000

#: A condition and what it says of the row, both as SQL.
Fault = tuple[str, str]


def skipped(mapping: Mapping) -> str:
    """Return SQL of why a row is left out on purpose, or null."""
    arms = [f"WHEN {holds(skip.only, skip.unless)} THEN {quote(skip.because)}" for skip in mapping.skips]
    return f"CASE {' '.join(arms)} END" if arms else "NULL::VARCHAR"


def fault(mapping: Mapping, dates: Dict[str, Dates]) -> str:
    """Return SQL of the first thing wrong with a row, as `code|sentence`, or null."""
    arms = [*_of_cases(mapping), *_of_times(mapping, dates), *_of_states(mapping), *_of_numbers(mapping)]
    listed = " ".join(f"WHEN {test} THEN {said}" for test, said in arms)
    return f"CASE {listed} END" if listed else "NULL::VARCHAR"


def _of_cases(mapping: Mapping) -> list[Fault]:
    return [
        (f"{identifier(column)} IS NULL", quote(f"missing_case|{column} is empty: whose row is this?"))
        for column in mapping.case
    ]


def _of_times(mapping: Mapping, dates: Dict[str, Dates]) -> list[Fault]:
    faults = [
        (
            f"{identifier(name)} IS NOT NULL "
            f"AND NOT coalesce({moment(name)} BETWEEN 0 AND {_YEAR_2100}, FALSE)",
            _said("bad_date", name, "is not a date of the formats read"),
        )
        for name in dates
        if name not in {time.date for time in mapping.times}
    ]
    for time in mapping.times:
        parts = [part for part in (time.date, time.time, time.plus) if part]
        faults.append(
            (
                f"{' AND '.join(f'{identifier(part)} IS NOT NULL' for part in parts)} AND "
                + (f"{moment(time.start)} IS NOT NULL AND " if time.start else "")
                + f"{holds(time.only, time.unless)} AND {moment(time.name)} IS NULL",
                f"concat('bad_date|', {quote(time.name)}, ' cannot be made of ', "
                + ", ' and ', ".join(_shown(part) for part in parts)
                + ")",
            )
        )
        before = time.after or time.start
        if before:
            faults.append((
                f"{moment(time.name)} < {moment(before)}",
                quote(f"negative_duration|{time.name} lies before {before}"),
            ))  # fmt: skip
    if mapping.time:
        faults.append((f"{moment(mapping.time)} IS NULL", quote(f"missing_time|{mapping.time} is empty")))
    return faults


def _of_states(mapping: Mapping) -> list[Fault]:
    if mapping.unknown_status == "keep":
        return []
    known = ", ".join(quote(word.casefold()) for word, _ in mapping.statuses) or "''"
    columns = dict.fromkeys(e.status for e in mapping.events if e.status and not e.status.startswith("="))
    return [
        (
            f"lower({identifier(column)}) NOT IN ({known})",
            _said("unknown_status", column, "is not under [status]"),
        )
        for column in columns
    ]


def _of_numbers(mapping: Mapping) -> list[Fault]:
    faults = [
        _no_number(event.amount, amount(event, mapping.decimal))
        for event in mapping.events
        if event.amount and not event.amount.startswith("=")
    ]
    for figure in mapping.figures:
        if figure.column:
            read = figure_amount(figure, mapping.decimal)
            faults.append(_no_number(figure.column, read))
            faults.append((
                f"{read} < 0",
                _said("negative_duration", figure.column, "is below zero"),
            ))  # fmt: skip
        else:
            faults.append((
                f"{moment(figure.end)} < {moment(figure.start)}",
                quote(f"negative_duration|{figure.end} lies before {figure.start}"),
            ))  # fmt: skip
    return faults


def _said(code: str, column: str, problem: str) -> str:
    """Return SQL for a fault: code, column, the value it holds, and what is wrong with it."""
    return f"concat({quote(f'{code}|{column} ')}, {_shown(column)}, {quote(f' {problem}')})"


def _shown(column: str) -> str:
    return f"concat('''', left({identifier(column)}, 60), '''')"


def _no_number(column: str, sql: str) -> Fault:
    problem = "is not a number of its unit; a decimal comma is stated by decimal = ','"
    return f"{identifier(column)} IS NOT NULL AND {sql} IS NULL", _said("bad_number", column, problem)
