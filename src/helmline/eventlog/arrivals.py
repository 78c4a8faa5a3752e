"""What the log learned after a watermark about the interactions of a span of time: why its figures move.

Kinds of news: `late` happened before the end of sight at the watermark and came later; `went_on` happened
after it; `corrected` and `withdrawn` replace or take back a row; `merged` is any of them that merges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from helmline.engines import duck
from helmline.eventlog.log import Log
from helmline.eventlog.schema import Kind

NEWS: Final = ("late", "went_on", "corrected", "withdrawn", "merged")


@dataclass(frozen=True, slots=True)
class News:
    """How many rows of one kind of news came, and the interactions they are about: (source, case key)."""

    kind: str
    rows: int
    interactions: tuple[tuple[str, str], ...]


def since(
    data: Path, watermark: int, start_us: int, stop_us: int, observed_until: Mapping[str, int]
) -> tuple[News, ...]:
    """Return the news after `watermark` about interactions with a row in [start, stop), most rows first.

    `observed_until` is how far each source had been seen at the watermark.
    """
    view = Log(data).view()
    touched = (
        f"SELECT DISTINCT interaction FROM ({view.raw_sql()}) "
        f"WHERE occurred_at_us >= {start_us} AND occurred_at_us < {stop_us} AND interaction IS NOT NULL"
    )
    sql = (
        f"SELECT {_kind_of(observed_until)} AS news, source, case_key, count(*) AS n "
        f"FROM ({view.raw_sql(since=watermark)}) WHERE interaction IN ({touched}) "
        "GROUP BY news, source, case_key ORDER BY news, source, case_key"
    )
    found: dict[str, list[tuple[str, str, int]]] = {}
    with duck.cursor() as cursor:
        for news, source, case_key, count in cursor.execute(sql).fetchall():
            found.setdefault(news, []).append((source, case_key, count))
    return tuple(
        sorted(
            (
                News(kind, sum(row[2] for row in rows), tuple(row[:2] for row in rows))
                for kind, rows in found.items()
            ),
            key=lambda news: -news.rows,
        )
    )


def _kind_of(observed_until: Mapping[str, int]) -> str:
    """Return SQL for the kind of news of a row; a source not seen before can only be late."""
    seen = " ".join(f"WHEN {duck.quote(source)} THEN {us}" for source, us in observed_until.items())
    until = f"(CASE source {seen} ELSE {2**62} END)" if seen else str(2**62)
    return (
        f"CASE WHEN kind = {int(Kind.MERGED)} THEN 'merged' WHEN retracted THEN 'withdrawn' "
        f"WHEN revision > 0 THEN 'corrected' WHEN occurred_at_us <= {until} THEN 'late' ELSE 'went_on' END"
    )
