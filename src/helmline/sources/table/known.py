"""A file meets what the log knows already of its cases: an export seldom holds the whole history.

*First*, *last* and *change* are said of a case, and a file may hold only a part of it: the month after the
last export, or the rows that were mended. So the marks that `compile.rows` gives within the file are set
again beside the changes that landed before, and changes that turn out to be none are to be withdrawn.

A landed change is known again by its identity, computed anew from its case, time and vendor's order (up to
254).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helmline.engines.duck import identifier, quote
from helmline.eventlog.schema import DIMENSIONS, Kind
from helmline.sources.table.mapping import EventRule

if TYPE_CHECKING:
    from helmline.engines.duck import Cursor
    from helmline.sources.table.compile import Compiled

_COLUMNS = (
    "event_id, interaction, case_key, kind, occurred_at_us, ordinal // 8 AS landed_order, status, owner, "
    f"code, {', '.join(DIMENSIONS)}"
)
#: Changes of one case at one moment that are known again.
_AT_ONCE = (1, 2, 3)


class Known:
    """What the log holds of the cases in a file, as tables of one cursor."""

    def __init__(self, cursor: Cursor, compiled: Compiled, rows: str, people: str) -> None:
        self._cursor = cursor
        self._compiled = compiled
        self._rows = rows
        self._people = people
        self._time = identifier(f"t:{compiled.mapping.time}")

    def reconcile(self, events_sql: str) -> tuple[str, list[bytes]]:
        """Return the rows with their marks set beside the log's, and the ids of changes to withdraw.

        `events_sql` selects the log's current events. Where it holds nothing of these cases, the rows come
        back as they are.
        """
        mapping = self._compiled.mapping
        if not mapping.case or not mapping.time or all(event.when == "every" for event in mapping.events):
            return self._rows, []
        self._cursor.execute(
            f"CREATE OR REPLACE TEMP TABLE landed AS SELECT {_COLUMNS} FROM ({events_sql}) "
            f"WHERE source = {quote(self._compiled.source)} "
            f'AND interaction IN (SELECT "v:interaction" FROM {self._rows})'
        )
        if not self._count("landed"):
            return self._rows, []
        self._recognise()
        columns = tuple(dict.fromkeys(e.of for e in mapping.events if e.when == "change"))
        for number, column in enumerate(columns):
            self._compare(number, column)
        rows = self._marked(columns)
        return rows, self._withdrawn(rows)

    def _count(self, table: str) -> int:
        [[rows]] = self._cursor.execute(f"SELECT count(*) FROM {table}").fetchall()
        return int(rows)

    def _recognise(self) -> None:
        """Make `recognised`: landed events that stand for a row at its own time, each with its rule."""
        selects = []
        for number, event in enumerate(self._compiled.mapping.events):
            if (event.at or self._compiled.mapping.time) != self._compiled.mapping.time or event.key:
                continue
            ids = self._compiled.landed_ids(event, _AT_ONCE)
            selects.append(
                f"SELECT {number} AS rule, landed.* FROM landed "
                f"WHERE kind = {int(event.kind)} AND event_id IN ({', '.join(ids)})"
            )
        body = "\nUNION ALL\n".join(selects) or "SELECT 0 AS rule, landed.* FROM landed WHERE false"
        self._cursor.execute(f"CREATE OR REPLACE TEMP TABLE recognised AS {body}")

    def _compare(self, number: int, column: str) -> None:
        """Make `observed_N`: the file's rows and the landed changes of one column, each beside the one before."""
        owners = f"LEFT JOIN {self._people} AS p ON p.identifier = r.{identifier(column)}"
        rules = [
            (n, event)
            for n, event in enumerate(self._compiled.mapping.events)
            if event.when == "change" and event.of == column
        ]
        status = next((self._compiled.status_sql(e) for _, e in rules if e.status == column), "NULL")
        own = '"v:order"' if self._compiled.mapping.order else self._time
        mine = (
            f'SELECT _line, "v:interaction" AS interaction, {self._time} AS moment, "v:order" AS place, '
            f"{identifier(column)} AS word, p.key AS person, ({status})::SMALLINT AS state, "
            f"NULL::VARCHAR AS told_by, NULL::BLOB AS event_id, {own} AS own FROM {self._rows} AS r {owners} "
            'WHERE "v:interaction" IN (SELECT interaction FROM recognised)'
        )
        landed = "\nUNION ALL\n".join(_landed(n, event) for n, event in rules)
        own = "place" if self._compiled.mapping.order else "moment"
        self._cursor.execute(f"""
            CREATE OR REPLACE TEMP TABLE observed_{number} AS
            WITH mine AS ({mine}),
            others AS (SELECT *, {own} AS own FROM ({landed}) AS o WHERE NOT EXISTS (
                SELECT 1 FROM mine WHERE mine.interaction = o.interaction AND mine.own = o.{own}))
            SELECT *, CASE coalesce(told_by, lag(told_by) OVER w)
                       WHEN 'word' THEN word IS NOT DISTINCT FROM lag(word) OVER w
                       WHEN 'person' THEN person IS NOT DISTINCT FROM lag(person) OVER w
                       WHEN 'state' THEN state IS NOT DISTINCT FROM lag(state) OVER w
                       WHEN 'nothing' THEN FALSE
                       ELSE word IS NOT DISTINCT FROM lag(word) OVER w END AS same
            FROM (FROM mine UNION ALL BY NAME FROM others)
            WINDOW w AS (PARTITION BY interaction ORDER BY moment, place, _line)""")

    def _marked(self, columns: tuple[str, ...]) -> str:
        """Return SQL of the rows with `v:first`, `v:last` and the change marks set beside the log."""
        marks, joins = [], []
        for number, column in enumerate(columns):
            mark = identifier(f"c:{column}")
            marks.append(f"coalesce(o{number}.changed, r.{mark}) AS {mark}")
            joins.append(
                f"LEFT JOIN (SELECT _line, NOT same AS changed FROM observed_{number} WHERE _line IS NOT NULL) AS o{number} USING (_line)"
            )
        self._cursor.execute(
            "CREATE OR REPLACE TEMP TABLE spans AS SELECT interaction, min(occurred_at_us) AS earliest, "
            "max(occurred_at_us) AS latest FROM recognised GROUP BY interaction"
        )
        marks += [
            f'r."v:first" AND NOT coalesce(s.earliest < {self._time}, FALSE) AS "v:first"',
            f'r."v:last" AND NOT coalesce(s.latest > {self._time}, FALSE) AS "v:last"',
        ]
        return (
            f"(SELECT r.* REPLACE ({', '.join(marks)}) FROM {self._rows} AS r {' '.join(joins)} "
            'LEFT JOIN spans AS s ON s.interaction = r."v:interaction")'
        )

    def _withdrawn(self, rows: str) -> list[bytes]:
        """Return the ids of landed changes whose own row is in the file and is no change.

        A landed change whose row is not in the file stays, even after a row that says the same: a file that
        fills a gap between the two may still come, and saying a state twice changes no figure.
        """
        changes = self._compiled.change_ids(rows)
        if not changes:
            return []
        rules = [n for n, event in enumerate(self._compiled.mapping.events) if event.when == "change"]
        ordered = bool(self._compiled.mapping.order)
        own, here = ("landed_order", '"v:order"') if ordered else ("occurred_at_us", self._time)
        there = f'SELECT ("v:interaction", {here}) FROM {self._rows}'
        sql = (
            f"SELECT event_id FROM recognised WHERE rule IN ({', '.join(map(str, rules))}) "
            f"AND (interaction, {own}) IN ({there}) "
            f"AND event_id NOT IN ({changes})"
        )
        return [row[0] for row in self._cursor.execute(sql).fetchall()]


def _landed(number: int, event: EventRule) -> str:
    """Return SELECT of the landed changes of a rule as observations of its column."""
    word, told_by = "NULL", "nothing"
    dimension = next((name for name, column in event.dimensions if column == event.of), "")
    if event.kind is Kind.UNASSIGNED:
        told_by = "word"  # the column was empty
    elif event.code == event.of or dimension:
        word, told_by = (identifier(dimension) if event.code != event.of else "code"), "word"
    elif event.owner == event.of:
        told_by = "person"
    elif event.status == event.of:
        told_by = "state"
    return (
        "SELECT NULL::BIGINT AS _line, interaction, occurred_at_us AS moment, landed_order AS place, "
        f"{word}::VARCHAR AS word, owner AS person, status AS state, {quote(told_by)} AS told_by, event_id "
        f"FROM recognised WHERE rule = {number}"
    )
