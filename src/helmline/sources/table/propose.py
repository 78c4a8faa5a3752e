"""`helmline map FILE`: a mapping proposed from a file's columns, with what is certain, guessed and open.

A ready mapping is used where its tell-tale columns are there. Else columns are guessed by their names (in
five languages) and by what they hold. What the file cannot settle, such as day or month first, is a
question in the findings and an `"ask"` in the text, never a silent choice.
"""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helmline.engines import duck
from helmline.engines.duck import identifier, quote
from helmline.errors import MappingError
from helmline.eventlog.schema import Kind, Role, Status
from helmline.sources.table import presets
from helmline.sources.table.landing import Work
from helmline.sources.table.mapping import Mapping
from helmline.sources.table.parsing import parse
from helmline.sources.table.report import ImportReport
from helmline.sources.table.staging import Staged, stage
from helmline.sources.table.times import found

if TYPE_CHECKING:
    from helmline.engines.duck import Cursor

#: Rows looked at; enough to see every format, few enough to answer at once.
SAMPLE_ROWS = 20_000


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    """Return the words of five languages for columns and for states."""
    text = (resources.files("helmline.sources.table") / "words.toml").read_text("utf-8")
    return tomllib.loads(text)


@dataclass
class Proposal:
    """A mapping to read, correct and use."""

    text: str
    preset: str = ""  # the ready mapping that was recognised
    findings: list[str] = field(default_factory=list)  # what was found, guessed or is still open
    questions: list[str] = field(default_factory=list)  # what a person has to state before it can be used
    rows: list[dict[str, Any]] = field(default_factory=list)  # first events as they would land
    rejects: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)  # the file's own
    unknown_states: list[str] = field(
        default_factory=list
    )  # words of the status column that nothing explains


def propose(path: Path, show: int = 10) -> Proposal:
    """Return a proposed mapping for a file, with findings, open questions and its first events.

    Raises `FileError` where the file cannot be read as a table. Looks at the first 20,000 rows.
    """
    with tempfile.TemporaryDirectory(prefix="helmline-map-") as folder, duck.cursor() as cursor:
        staged = stage(path, Path(folder) / "staged", limit=SAMPLE_ROWS)
        known = presets.recognised(staged.columns)
        proposal = (
            Proposal(presets.text(known), known, [f"recognised by its columns: {presets.load(known).about}"])
            if known
            else _guessed(path, staged, cursor)
        )
        proposal.findings += staged.tally.notes
        proposal.columns = list(staged.columns)
        _preview(proposal, staged, cursor, Path(folder), show)
    return proposal


def preview(path: Path, text: str, show: int = 10) -> Proposal:
    """Return what a mapping (TOML) makes of a file: its first events, and what is still to be stated.

    Raises `FileError` where the file cannot be read as a table and `MappingError` where the text is no mapping.
    """
    mapping = parse(text)
    with tempfile.TemporaryDirectory(prefix="helmline-map-") as folder, duck.cursor() as cursor:
        staged = stage(
            path, Path(folder) / "staged", delimiter=mapping.delimiter, encoding=mapping.encoding,
            sheet=mapping.sheet, header=mapping.header, limit=SAMPLE_ROWS,
        )  # fmt: skip
        proposal = Proposal(text, findings=list(staged.tally.notes), columns=list(staged.columns))
        _preview(proposal, staged, cursor, Path(folder), show)
    return proposal


def _guessed(path: Path, staged: Staged, cursor: Cursor) -> Proposal:
    proposal = Proposal("")
    table = f"read_parquet([{', '.join(quote(str(p)) for p in staged.parts)}], union_by_name = true)"
    clean = ", ".join(f"nullif(trim({identifier(c)}), '') AS {identifier(c)}" for c in staged.columns)
    view = f"(SELECT _line, {clean} FROM {table})"
    moments = _moments(cursor, view, staged.columns)
    part = _parts(cursor, view, staged.columns, moments)
    for meaning, column in part.items():
        proposal.findings.append(f"{meaning}: taken from the column {column!r}, by its name")
    if "case" not in part:
        proposal.questions.append("which column holds the ticket, case or call number? State [columns] case")
    if not moments:
        proposal.questions.append("no column holds dates that could be read; state [source] formats")
    proposal.text = _text(
        path, part, _status_words(cursor, view, part, proposal), _order(cursor, view, moments, proposal)
    )
    return proposal


def _moments(cursor: Cursor, view: str, columns: Iterable[str]) -> list[str]:
    """Return the columns whose values nearly all read as dates, whichever of day and month comes first."""
    result = []
    for column in _like_dates(cursor, view, tuple(columns)):
        readable = []
        for day_first in (True, False):
            dates, _ = found(
                cursor, view, [column], parse(_MINIMAL.format(day="true" if day_first else "false"))
            )
            row = cursor.execute(
                f"SELECT count({dates[column].micros()}), count({identifier(column)}) FROM {view}"
            ).fetchone() or (0, 0)
            readable.append(row[1] > 0 and row[0] >= 0.8 * row[1])
        if any(readable) and not _plain_numbers(cursor, view, column):
            result.append(column)
    return result


def _like_dates(cursor: Cursor, view: str, columns: tuple[str, ...]) -> list[str]:
    """Return the columns in which some value has digits on both sides of a mark: only these are tried.

    One look at a few rows; trying every format on each of a thousand columns takes minutes.
    """
    tests = ", ".join(f"bool_or(regexp_matches({identifier(c)}, '\\d.*[-/., ].*\\d'))" for c in columns)
    [row] = cursor.execute(f"SELECT {tests} FROM (SELECT * FROM {view} USING SAMPLE 500 ROWS)").fetchall()
    return [column for column, seen in zip(columns, row, strict=True) if seen]


_MINIMAL = '[source]\nday_first = {day}\n[columns]\ncase = "x"\ntime = "x"\n[[event]]\nkind = "activity"\n'


def _plain_numbers(cursor: Cursor, view: str, column: str) -> bool:
    row = cursor.execute(
        f"SELECT count(*) FILTER (regexp_matches({identifier(column)}, '^[0-9.]+$')), "
        f"count({identifier(column)}) FROM {view}"
    ).fetchone() or (0, 0)
    return bool(row[0] == row[1])


def _parts(cursor: Cursor, view: str, columns: tuple[str, ...], moments: list[str]) -> dict[str, str]:
    """Return meaning -> column, by the first word that fits; moments only for moments."""
    part: dict[str, str] = {}
    taken: set[str] = set()
    for meaning, words in _words()["columns"].items():
        wants_moment = meaning in ("created", "solved", "closed", "time")
        candidates = [c for c in columns if c not in taken and (c in moments) == wants_moment]
        column = next((c for word in words for c in candidates if _named(c, word)), "")
        if meaning == "time" and not column:
            column = next((c for c in candidates), "")
        if column:
            part[meaning] = column
            taken.add(column)
    if "case" in part and "activity" not in part and "time" in part and "created" in part:
        row = cursor.execute(
            f"SELECT count(DISTINCT {identifier(part['case'])}), count(*) FROM {view}"
        ).fetchone() or (0, 0)
        if row[0] == row[1]:
            part.pop("time")  # one row a ticket: its moments are enough
    return part


def _named(column: str, word: str) -> bool:
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)  # CaseID is two words
    plain = re.sub(r"[_\-./]+", " ", plain.casefold()).strip()
    wanted = word.replace("_", " ")
    if not wanted.isascii():
        return wanted in plain
    return re.search(rf"(^|\W){re.escape(wanted)}($|\W)", plain) is not None


def _status_words(cursor: Cursor, view: str, part: dict[str, str], proposal: Proposal) -> dict[str, str]:
    column = part.get("status")
    if not column:
        return {}
    words = cursor.execute(
        f"SELECT {identifier(column)}, count(*) FROM {view} WHERE {identifier(column)} IS NOT NULL "
        "GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    if len(words) > 40:
        proposal.findings.append(f"{column!r} holds {len(words)} different words: not taken as a status")
        part.pop("status")
        return {}
    result = {}
    for word, _ in words:
        state = next((s for s, known in _words()["states"].items() if word.casefold() in known), None)
        if state is None:
            proposal.unknown_states.append(word)
            proposal.questions.append(
                f"which state is {word!r}? Its rows are rejected until [status] says so"
            )
        else:
            result[word] = state
    return result


def _order(cursor: Cursor, view: str, moments: list[str], proposal: Proposal) -> str:
    """Return the TOML value of day_first."""
    try:
        _, notes = found(cursor, view, moments, parse(_MINIMAL.format(day='"ask"')))
    except MappingError as open_question:
        proposal.questions.append(f"{open_question.message} {open_question.hint}")
        return '"ask"'
    proposal.findings += notes
    day = next((note.startswith("day") for note in notes if "first, proven" in note), None)
    return '"ask"' if day is None else str(day).lower()


def _text(path: Path, part: dict[str, str], statuses: dict[str, str], day_first: str) -> str:
    """Return the proposed mapping as TOML."""
    name = re.sub(r"\W+", "-", path.name.split(".")[0].casefold()).strip("-") or "file"
    lines = [
        "[source]",
        f"name = {_toml(name)}",
        'zone = "UTC"             # the file names no zone: state the one it was written in',
        "zone_assumed = true",
        f"day_first = {day_first}",
        "",
        "[columns]",
    ]
    time = part.get("time") or part.get("created", "")
    lines += [
        f"{key} = {_toml(value)}" for key, value in (("case", part.get("case", "")), ("time", time)) if value
    ]
    if "customer" in part:
        lines.append(f"customer = {_toml(part['customer'])}")
    if statuses:
        lines += ["", "[status]", *(f"{_toml(word)} = {_toml(state)}" for word, state in statuses.items())]
    many_rows = "time" in part
    dimensions = {key: part[key] for key in ("team", "priority", "channel", "reason") if key in part}
    inline = ", ".join(f"{key} = {_toml(column)}" for key, column in dimensions.items())
    created = ['kind = "created"', f'when = "{"first" if many_rows else "every"}"']
    if "created" in part:
        created.append(f"at = {_toml(part['created'])}")
    if inline:
        created.append(f"set = {{ {inline} }}")
    blocks = [created]
    if "activity" in part:
        blocks.append(['kind = "activity"', f"code = {_toml(part['activity'])}", *_by(part, "actor")])
    if "status" in part and many_rows and statuses:
        column = _toml(part["status"])
        blocks.append(
            [
                'kind = "status_changed"',
                'when = "change"',
                f"of = {column}",
                f"status = {column}",
                f"code = {column}",
            ]
        )
    if "resource" in part and "activity" not in part:
        column = _toml(part["resource"])
        change = ['when = "change"', f"of = {column}"] if many_rows else []
        blocks.append(['kind = "assigned"', *change, f"owner = {column}"])
    for meaning in ("solved", "closed"):
        if meaning in part:
            when = ['when = "last"'] if many_rows else []
            blocks.append(
                ['kind = "status_changed"', *when, f"at = {_toml(part[meaning])}", f'status = "={meaning}"']
            )
    if "rating" in part:
        blocks.append(
            [
                'kind = "survey_answered"',
                'code = "=csat"',
                f"amount = {_toml(part['rating'])}",
                "times = 1000",
                "amount_of = 5",
            ]
        )
    for block in blocks:
        lines += ["", "[[event]]", *block]
    return "\n".join(lines) + "\n"


def _by(part: dict[str, str], key: str) -> list[str]:
    return [f"{key} = {_toml(part['resource'])}", 'role = "agent"'] if "resource" in part else []


def _toml(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


class _Numbered:
    """Stands in for the personal store: a preview creates no subject."""

    def keys(self, source: str, identifiers: Iterable[str], role: int | None) -> list[int]:  # noqa: ARG002
        return list(range(1, len(list(identifiers)) + 1))

    def describe_many(self, rows: Iterable[tuple[int, str | None, str | None]]) -> None:
        """Keep nothing."""

    def named(self, keys: Iterable[int]) -> dict[int, str]:  # noqa: ARG002
        """Know nobody."""
        return {}


def _preview(proposal: Proposal, staged: Staged, cursor: Cursor, folder: Path, show: int) -> None:
    """Run the proposal over the sample and keep its first events; an open question leaves it empty."""
    try:
        mapping: Mapping = parse(proposal.text)
        report = ImportReport(staged.path, mapping.name)
        work = Work(cursor, staged, mapping, mapping.name, folder)
        work.prepare(report)
        work.name_people(_Numbered())
    except MappingError as problem:
        if not proposal.questions:
            proposal.questions.append(problem.message)
        return
    for batch in work.first_events(show):
        proposal.rows += [_shown(row) for row in batch.to_pylist()]
    proposal.rejects = work.first_faults(5)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """Return an event as a person reads it: names for numbers, only what is set."""
    import datetime as dt

    moment = dt.datetime.fromtimestamp(row["occurred_at_us"] / 1e6, dt.UTC)
    shown: dict[str, Any] = {
        "case": row["case_key"],
        "kind": Kind(row["kind"]).name.lower(),
        "at": f"{moment:%Y-%m-%d %H:%M:%S}",
    }
    if row["role"]:
        shown["role"] = Role(row["role"]).name.lower()
    if row["status"]:
        shown["status"] = Status(row["status"]).name.lower()
    hidden = {"event_id", "source", "kind", "occurred_at_us", "ordinal", "interaction", "case_key", "role",
              "status",
              "flags", "actor", "owner", "customer", "related"}  # fmt: skip
    return shown | {key: value for key, value in row.items() if key not in hidden and value is not None}
