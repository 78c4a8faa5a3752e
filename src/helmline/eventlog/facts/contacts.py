"""Contacts: which one came next. The only fact of an interaction that other interactions decide.

A contact's return is the same customer's next contact on the same reason, or a follow-up born from it. The
temporary table `contacts` holds what decides it (customer, reason, birth, parent) with the answer; a refresh
works it out anew for what changed and for its kin, whose own events it need not read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from helmline.eventlog.facts.conditions import MAY_PLACE, first, last, of_kind
from helmline.eventlog.schema import Kind

if TYPE_CHECKING:
    import duckdb

_BORN: Final = of_kind(Kind.CREATED, Kind.CALL_OFFERED)
_PARENT: Final = of_kind(Kind.FOLLOW_UP)
_VOID: Final = of_kind(Kind.MERGED, Kind.MARKED_SPAM)
#: `contacts` before the answer, read from published interactions.
_PUBLISHED: Final = "interaction, customer, reason, born_us, follow_up_of AS parent, is_void AS void"


def make(cursor: duckdb.DuckDBPyConnection, events: str = "e") -> None:
    """Make `contacts` of a relation of events that holds every interaction of each of its customers."""
    _answer(cursor, _folded_sql(events))


def make_for_changed(cursor: duckdb.DuckDBPyConnection, old_interactions: str) -> None:
    """Make `contacts` of the changed interactions in `e`, and `next_contacts`: what that changes for others.

    `changed` and `before` (the changed interactions as published) exist. Kin are the published contacts whose
    return may be another now: of a customer of a changed one, then or now, or its parent, then or now.
    """
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE mine AS {_folded_sql('e')}")
    others = f"SELECT {_PUBLISHED}, next_contact_us AS was FROM ({old_interactions}) ANTI JOIN changed USING (interaction)"
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE parents AS SELECT interaction FROM (SELECT follow_up_of AS interaction "
        "FROM before UNION SELECT parent FROM mine) WHERE interaction IS NOT NULL"
    )
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE customers AS SELECT customer FROM (SELECT customer FROM before "
        f"UNION SELECT customer FROM mine UNION SELECT customer FROM ({others}) SEMI JOIN parents USING (interaction)) "
        "WHERE customer IS NOT NULL"
    )
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE kin AS SELECT * FROM ({others}) SEMI JOIN customers USING (customer) UNION "
        f"SELECT * FROM ({others}) SEMI JOIN parents USING (interaction)"
    )
    children = (
        f"SELECT * EXCLUDE (was) FROM ({others}) WHERE parent IN "
        "(SELECT interaction FROM mine UNION ALL SELECT interaction FROM kin)"
    )
    _answer(cursor, f"SELECT * FROM mine UNION SELECT * EXCLUDE (was) FROM kin UNION {children}")
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE next_contacts AS SELECT interaction, contacts.next_contact_us "
        "FROM kin JOIN contacts USING (interaction) WHERE was IS DISTINCT FROM contacts.next_contact_us"
    )


def _folded_sql(events: str) -> str:
    """Return SQL for what decides a return, from events; merged-away contacts and spam are none (`void`)."""
    return (
        f"SELECT interaction, {first('customer')} AS customer, {last('reason', MAY_PLACE)} AS reason, "
        f"min(t) FILTER ({_BORN}) AS born_us, {first('related', _PARENT)} AS parent, count(*) FILTER ({_VOID}) > 0 AS void "
        f"FROM {events} WHERE customer IS NOT NULL OR reason IS NOT NULL OR {_BORN} OR {_PARENT} OR {_VOID} "
        "GROUP BY interaction"
    )


def _answer(cursor: duckdb.DuckDBPyConnection, contacts_sql: str) -> None:
    """Make `contacts` of rows that lack only the answer; a parent that says nothing of itself has one as well."""
    again = (
        "SELECT interaction, lead(born_us) OVER (PARTITION BY customer, reason ORDER BY born_us, interaction) AS next_us "
        "FROM known WHERE customer IS NOT NULL AND born_us IS NOT NULL AND NOT void"
    )
    follow = "SELECT parent AS interaction, born_us AS next_us FROM known WHERE parent IS NOT NULL"
    returns = (
        f"SELECT interaction, min(next_us) AS next_contact_us FROM ({again} UNION ALL {follow}) "
        "WHERE next_us IS NOT NULL GROUP BY interaction"
    )
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE known AS {contacts_sql}")
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE contacts AS SELECT * FROM known FULL JOIN ({returns}) USING (interaction)"
    )
    cursor.execute("DROP TABLE known")
