"""From a mapping to SQL: staged strings become typed rows, typed rows become canonical events.

Three steps, each a statement: *typed* reads moments, numbers and states and judges every row; *rows* sets
each good row beside the one before it in its case; *events* is one SELECT a rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Dict
from dataclasses import dataclass

from helmline.engines.duck import identifier, quote, type_of
from helmline.eventlog.identity import event_id_sql, interaction_sql
from helmline.eventlog.schema import CANONICAL, DIMENSIONS, Flag, Kind, Status, rank
from helmline.sources.table.cells import amount, figure_amount, holds, moment, value
from helmline.sources.table.judging import fault, skipped
from helmline.sources.table.mapping import EventRule, Figure, Mapping
from helmline.sources.table.times import Dates, composed

#: Between the columns of a case key made of several.
_JOIN = "/"
#: Kinds that carry the customer where the mapping names his column once.
_CUSTOMERS = (Kind.CREATED, Kind.CALL_OFFERED, Kind.SURVEY_ELIGIBLE, Kind.SURVEY_SENT, Kind.SURVEY_ANSWERED)


@dataclass(frozen=True)
class Compiled:
    """A mapping bound to the columns of one staged file."""

    mapping: Mapping
    source: str
    columns: dict[str, str]  # the columns the mapping reads, and what the file calls them
    dates: dict[str, Dates]

    # -- step 1

    def cleaned(self, staged: str) -> str:
        """Return SELECT of the columns read, trimmed, the mapping's words for nothing turned to null."""
        own = dict(self.mapping.nulls)
        cells = []
        for column, actual in self.columns.items():
            trimmed = f"trim({identifier(actual)})"
            words = ("", *self.mapping.null, *own.get(column, ()))
            listed = ", ".join(quote(word) for word in words)
            cells.append(f"CASE WHEN {trimmed} NOT IN ({listed}) THEN {trimmed} END AS {identifier(column)}")
        return f"SELECT _line, {', '.join(cells)} FROM {staged}"

    def moments(self) -> dict[str, str]:
        """Return the SQL of every moment by its name; a composed one may build on another."""
        made = {column: dates.micros() for column, dates in self.dates.items()}
        for time in self.mapping.times:
            instant = composed(time, self.dates, made, self.mapping)
            made[time.name] = f"CASE WHEN {holds(time.only, time.unless)} THEN {instant} END"
        return made

    def typed(self, cleaned: str) -> str:
        """Return SELECT of typed rows: moments as `t:NAME`, the case, why a row is rejected or skipped."""
        moments = ", ".join(f"{sql} AS {moment(name)}" for name, sql in self.moments().items())
        order = (
            f"coalesce(try_cast({identifier(self.mapping.order)} AS BIGINT), 0)"
            if self.mapping.order
            else "0"
        )
        case = (
            "concat_ws('"
            + _JOIN
            + "', "
            + ", ".join(identifier(column) for column in self.mapping.case)
            + ")"
            if self.mapping.case
            else "NULL"
        )
        return f"""
            WITH timed AS (SELECT *, {moments + ", " if moments else ""} {order} AS "v:order",
                                  nullif({case}, '') AS "v:case" FROM {cleaned}),
            judged AS (SELECT *, {skipped(self.mapping)} AS "v:skip", {fault(self.mapping, self.dates)} AS "v:fault" FROM timed)
            SELECT * FROM judged"""

    # -- step 2

    def rows(self, typed: str) -> str:
        """Return SELECT of the good rows, each with its place in its case and what changed in it."""
        number = interaction_sql(quote(self.source), '"v:case"') if self.mapping.case else "NULL"
        good = f'FROM {typed} WHERE "v:fault" IS NULL AND "v:skip" IS NULL'
        watched = dict.fromkeys(event.of for event in self.mapping.events if event.when == "change")
        across = watched or any(e.when in ("first", "last") for e in self.mapping.events)
        if not (across or any(figure.of == "last" for figure in self.mapping.figures)):
            return f'SELECT *, {number} AS "v:interaction", TRUE AS "v:first", TRUE AS "v:last" {good}'
        lags = "".join(
            f", lag({identifier(column)}) OVER w IS DISTINCT FROM {identifier(column)} "
            f"AS {identifier('c:' + column)}"
            for column in watched
        )
        return f"""
            SELECT *, {number} AS "v:interaction", row_number() OVER w = 1 AS "v:first",
                   lead(_line) OVER w IS NULL AS "v:last" {lags} {good}
            WINDOW w AS (PARTITION BY "v:case" ORDER BY {moment(self.mapping.time)}, "v:order", _line)"""

    # -- step 3

    def people(self) -> dict[str, set[int | None]]:
        """Return the columns that hold identifiers of people, with the roles they appear in."""
        found: dict[str, set[int | None]] = {}
        for event in self.mapping.events:
            pairs = ((event.actor, event.role), (event.owner, 2), (event.customer, 1))
            for column, role in pairs:
                if column:
                    found.setdefault(column, set()).add(role)
        if self.mapping.customer:
            found.setdefault(self.mapping.customer, set()).add(1)
        for person in self.mapping.people:
            found.setdefault(person.column, set()).add(person.role)
        return found

    def events(self, rows: str, people: str) -> str:
        """Return the SELECT of all canonical events; `people` maps identifiers to subject keys."""
        selects = [self._event(event, rows, people) for event in self.mapping.events]
        selects += [self._figure(figure, rows) for figure in self.mapping.figures]
        return "\nUNION ALL\n".join(selects)

    def texts(self, rows: str, people: str) -> str:
        """Return SELECT of event id, writer, instant and text of the rules that carry one, or ''."""
        return "\nUNION ALL\n".join(
            f"SELECT {self._id(event)} AS event_id, {'pa.key' if event.actor else 'NULL::BIGINT'} AS writer, "
            f"{moment(event.at or self.mapping.time)} AS occurred_at_us, {identifier(event.text)} AS text "
            f"FROM {rows} AS r{self._joins(people, pa=event.actor)} "
            f"WHERE {self._taken(event)} AND {identifier(event.text)} IS NOT NULL"
            for event in self.mapping.events
            if event.text
        )

    @staticmethod
    def _joins(people: str, **columns: str) -> str:
        """Return the joins that turn identifiers in columns into subject keys, each under its alias."""
        return "".join(
            f" LEFT JOIN {people} AS {alias} ON {alias}.identifier = r.{identifier(column)}"
            for alias, column in columns.items()
            if column
        )

    def _taken(self, event: EventRule) -> str:
        """Return SQL that is true for the rows a rule takes."""
        tests = [f"{moment(event.at or self.mapping.time)} IS NOT NULL", holds(event.only, event.unless)]
        if event.when in ("first", "last"):
            tests.append(f'"v:{event.when}"')
        if event.when == "change":
            tests.append(identifier(f"c:{event.of}"))
            if event.kind is not Kind.UNASSIGNED:
                tests.append(f"{identifier(event.of)} IS NOT NULL")
        needed = (event.owner if event.kind is Kind.ASSIGNED else "", event.amount)
        tests += [f"{identifier(name)} IS NOT NULL" for name in needed if name and not name.startswith("=")]
        if event.status and event.kind is Kind.STATUS_CHANGED:
            tests.append(f"{self.status_sql(event)} IS NOT NULL")
        return " AND ".join(tests)

    def _id(self, event: EventRule) -> str:
        at = event.at or self.mapping.time
        rule = event.id or (event.of if event.when == "change" else at)
        parts = [quote(self.source), quote(event.kind.name), '"v:case"', quote(f"{event.when}:{rule}")]
        if event.when in ("first", "last"):
            return event_id_sql(*parts)
        if event.key:
            return event_id_sql(*parts, *(identifier(column) for column in event.key))
        own = '"v:order"' if self.mapping.order and event.when == "change" else moment(at)
        same = ['"v:case"', own]
        if event.kind is Kind.ACTIVITY and event.code:
            same.append(value(event.code))  # the step's name is its kind
        nth = f'row_number() OVER (PARTITION BY {", ".join(same)} ORDER BY "v:order", _line)'
        return event_id_sql(*parts, *same[1:], nth)

    def landed_ids(self, event: EventRule, nths: Iterable[int]) -> list[str]:
        """Return SQL of the ids that `_id` would give to a landed event, by its columns in the log."""
        rule = event.id or (event.of if event.when == "change" else event.at or self.mapping.time)
        parts = [quote(self.source), quote(event.kind.name), "case_key", quote(f"{event.when}:{rule}")]
        if event.when in ("first", "last"):
            return [event_id_sql(*parts)]
        parts.append("landed_order" if self.mapping.order and event.when == "change" else "occurred_at_us")
        if event.kind is Kind.ACTIVITY and event.code:
            parts.append("code")
        return [event_id_sql(*parts, str(nth)) for nth in nths]

    def change_ids(self, rows: str) -> str:
        """Return SELECT of the ids of all changes in the rows."""
        return "\nUNION ALL\n".join(
            f"SELECT {self._id(event)} FROM {rows} AS r WHERE {self._taken(event)}"
            for event in self.mapping.events
            if event.when == "change"
        )

    def _event(self, event: EventRule, rows: str, people: str) -> str:
        at = event.at or self.mapping.time
        customer = event.customer or (self.mapping.customer if event.kind in _CUSTOMERS else "")
        joins = self._joins(people, pa=event.actor, po=event.owner, pc=customer)
        values = {
            "event_id": self._id(event),
            "source": quote(self.source),
            "kind": int(event.kind),
            "occurred_at_us": moment(at),
            "ordinal": f'least(greatest("v:order", 0), 255) * 8 + {rank(event.kind)}',
            "interaction": '"v:interaction"',
            "case_key": '"v:case"',
            "actor": "pa.key" if event.actor else "NULL",
            "role": int(event.role) if event.role else "NULL",
            "owner": "po.key" if event.owner else "NULL",
            "customer": "pc.key" if customer else "NULL",
            "related": self._related(event),
            "status": self.status_sql(event) if event.status else "NULL",
            "change": int(event.change) if event.change else "NULL",
            "flags": self._flags(event, at),
            "code": value(event.code) if event.code else "NULL",
            "amount": amount(event, self.mapping.decimal) if event.amount else "NULL",
            "amount_of": "NULL" if event.amount_of is None else round(event.amount_of * event.times),
            **dict.fromkeys(DIMENSIONS, "NULL"),
            **{name: value(column) for name, column in event.dimensions},
        }
        latest = ""
        if event.key and event.when == "every":
            # one row an object, twice in the file: its last row is what the vendor says now
            newest = '"v:order" DESC, _line DESC'
            latest = f" QUALIFY row_number() OVER (PARTITION BY {self._id(event)} ORDER BY {newest}) = 1"
        return f"SELECT {_listed(values)} FROM {rows} AS r{joins} WHERE {self._taken(event)}{latest}"

    def _figure(self, figure: Figure, rows: str) -> str:
        figured = figure_amount(figure, self.mapping.decimal)
        tests = [
            f"{figured} IS NOT NULL",
            f"{moment(self.mapping.time)} IS NOT NULL",
            holds(figure.only, figure.unless),
        ]
        parts = [quote(self.source), quote("VENDOR_FIGURE"), '"v:case"', quote(figure.name)]
        if figure.of == "last":
            tests.append('"v:last"')
        else:
            parts.append(moment(self.mapping.time))
        values = {
            "event_id": event_id_sql(*parts),
            "source": quote(self.source),
            "kind": int(Kind.VENDOR_FIGURE),
            "occurred_at_us": moment(self.mapping.time),
            "ordinal": f'least(greatest("v:order", 0), 255) * 8 + {rank(Kind.VENDOR_FIGURE)}',
            "interaction": '"v:interaction"',
            "case_key": '"v:case"',
            **dict.fromkeys(("actor", "role", "owner", "customer", "related", "status", "change"), "NULL"),
            "flags": self._flags(None, self.mapping.time),
            "code": quote(figure.name),
            "amount": figured,
            "amount_of": "NULL",
            **dict.fromkeys(DIMENSIONS, "NULL"),
        }
        return f"SELECT {_listed(values)} FROM {rows} AS r WHERE {' AND '.join(tests)}"

    def _related(self, event: EventRule) -> str:
        return interaction_sql(quote(self.source), identifier(event.related)) if event.related else "NULL"

    def status_sql(self, event: EventRule) -> str:
        """Return SQL of the state category a rule gives a row."""
        if event.status.startswith("="):
            return str(int(Status[event.status[1:].upper()]))
        arms = " ".join(f"WHEN {quote(word.casefold())} THEN {int(s)}" for word, s in self.mapping.statuses)
        return f"CASE lower({identifier(event.status)}) {arms} END" if arms else "NULL"

    def _flags(self, event: EventRule | None, at: str) -> str:
        fixed = event.flags if event else 0
        if not self.mapping.zone_assumed:
            return str(fixed)
        dates = self.dates.get(at)
        assumed = dates.assumed() if dates else "TRUE"
        return f"CASE WHEN {assumed} THEN {fixed | Flag.ASSUMED_ZONE} ELSE {fixed} END"


_TYPES = {field.name: type_of(field.type) for field in CANONICAL}


def _listed(values: Dict[str, object]) -> str:
    return ", ".join(f"({sql})::{_TYPES[name]} AS {identifier(name)}" for name, sql in values.items())
