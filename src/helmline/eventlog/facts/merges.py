"""Merges: which interaction's messages belong to which survivor.

`merge_rows` keeps every row of the log that speaks of a merge, withdrawn ones too: they are few, and without
them each refresh would look for them through the whole log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from helmline.eventlog.facts.conditions import ORDER_KEY, last
from helmline.eventlog.log import LogView
from helmline.eventlog.schema import Kind

if TYPE_CHECKING:
    import duckdb

_COLUMNS: Final = "event_id, seq, retracted, interaction, related, occurred_at_us, ordinal, content_hash"
#: Everything that was ever tied by a merge, as pairs a and b.
PAIRS: Final = "SELECT interaction AS a, related AS b FROM merge_rows WHERE interaction IS NOT NULL AND related IS NOT NULL"


def collect(cursor: duckdb.DuckDBPyConnection, view: LogView) -> None:
    """Fill `merge_rows` from the whole log."""
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE merge_rows AS {_new_sql(view, 0)}")


def extend(cursor: duckdb.DuckDBPyConnection, view: LogView, since: int, published: str) -> None:
    """Fill `merge_rows` with those published and those of the log after `seq` `since` (also `new_merge_rows`)."""
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE new_merge_rows AS {_new_sql(view, since)}")
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE merge_rows AS {published} UNION ALL SELECT * FROM new_merge_rows"
    )


def resolve(cursor: duckdb.DuckDBPyConnection, as_of_us: int | None = None) -> bool:
    """Fill `merges` (away, survivor) from `merge_rows`, chains followed to their end; return whether there are any."""
    happened = "" if as_of_us is None else f" AND occurred_at_us < {as_of_us}"
    current = (
        "SELECT * FROM merge_rows QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY seq DESC) = 1 "
        f"AND NOT retracted{happened}"
    )
    pairs = (
        f"SELECT interaction AS away, {last('related')} AS survivor FROM (SELECT *, {ORDER_KEY} FROM ({current}) "
        "WHERE related IS NOT NULL AND related <> interaction) GROUP BY interaction"
    )
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE merges AS WITH RECURSIVE pairs AS ({pairs}), "
        "chain AS (SELECT away, survivor, 1 AS depth FROM pairs "
        "UNION ALL SELECT c.away, p.survivor, depth + 1 FROM chain AS c JOIN pairs AS p ON p.away = c.survivor "
        "WHERE depth < 20 AND p.survivor <> c.away) "
        "SELECT away, arg_max(survivor, depth) AS survivor FROM chain GROUP BY away"
    )
    return bool(cursor.execute("SELECT 1 FROM merges LIMIT 1").fetchall())


def _new_sql(view: LogView, since: int) -> str:
    return f"SELECT {_COLUMNS} FROM ({view.raw_sql(_COLUMNS + ', kind', since=since)}) WHERE kind = {Kind.MERGED:d}"
