"""Who may see which rows: a reader's teams, people and brands, each with the time for which they are his.

A row is visible if its brand is one of the reader's and one of his grants fits: the row's team, or the person
it counts for, at the time it is placed at. The test is an SQL macro of the reader's own cursor, so compiled
statements are the same for everybody; a statement that asks for it on a cursor without one fails. It stands
before anything is counted (`cohort.base_rows`), and nothing in a row that stays is changed by what was left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from helmline.engines.duck import quote

if TYPE_CHECKING:
    import duckdb
    import ibis

_MACRO: Final = (
    "CREATE OR REPLACE TEMP MACRO may_see(team, brand, whose, from_us, to_us) AS coalesce({}, false)"
)


@dataclass(frozen=True, slots=True)
class Grant:
    """One team or subject key, visible for rows placed in [from_us, to_us); None is without end.

    `brands` limits this grant alone, so that one grant never takes away what another gives.

    Whoever leads a team now sees its past too: that is a second grant, given by the caller.
    """

    value: str | int
    from_us: int | None = None
    to_us: int | None = None
    brands: tuple[str, ...] = ()  # () = every brand


@dataclass(frozen=True, slots=True)
class Audience:
    """What one reader may see; without any grant, nothing. `None` instead of an audience sees everything."""

    teams: tuple[Grant, ...] = ()
    agents: tuple[Grant, ...] = ()  # subject keys
    brands: tuple[str, ...] = ()  # whatever was granted, of these brands only; () = every brand
    whole: bool = False  # every team and person, and rows of none
    whole_brands: tuple[str, ...] = ()  # the same of these brands alone, beside the grants

    def hash(self) -> str:
        """Return 16 hexadecimal digits; audiences of the same grants have the same, in whatever order."""
        fields = asdict(self)
        for name in ("teams", "agents", "brands", "whole_brands"):
            fields[name] = sorted(set(map(json.dumps, fields[name])))
        return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16]

    def install(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Make this the audience of everything that the cursor is asked from now on."""
        cursor.execute(_MACRO.format(self._sql()))

    def _sql(self) -> str:
        fits = [*_tests("team", self.teams), *_tests("whose", self.agents)]
        if self.whole_brands:
            fits.append(f"brand IN ({_listed(self.whole_brands)})")
        visible = "true" if self.whole else f"({' OR '.join(fits) or 'false'})"
        return f"brand IN ({_listed(self.brands)}) AND {visible}" if self.brands else visible


def _tests(column: str, grants: tuple[Grant, ...]) -> list[str]:
    always = {grant.value for grant in grants if grant == Grant(grant.value)}
    tests = [f"{column} IN ({_listed(always)})"] if always else []
    return tests + [_limited(column, grant) for grant in grants if grant.value not in always]


def _limited(column: str, grant: Grant) -> str:
    tests = [f"{column} = {_literal(grant.value)}"]
    if grant.from_us is not None:
        tests.append(f"to_us >= {grant.from_us:d}")
    if grant.to_us is not None:
        tests.append(f"from_us < {grant.to_us:d}")
    if grant.brands:
        tests.append(f"brand IN ({_listed(grant.brands)})")
    return f"({' AND '.join(tests)})"


def _listed(values: Iterable[str | int]) -> str:
    return ", ".join(sorted(map(_literal, values)))


def _literal(value: str | int) -> str:
    return quote(value) if isinstance(value, str) else f"{value:d}"


def sees(table: ibis.Table, from_us: Any, to_us: Any, whose: Any) -> ibis.Value:
    """Return the test that a row placed in [from_us, to_us] is visible; `whose` is the person it counts for.

    A table that has no team or no brand cannot prove that a row is visible, so there it is not.
    """
    import ibis

    team, brand = (
        table[name] if name in table.columns else ibis.null("string") for name in ("team", "brand")
    )
    return _may_see()(team, brand, whose, from_us, to_us)


@cache
def _may_see() -> Any:
    import ibis

    text, number = "string", "int64"

    @ibis.udf.scalar.builtin(signature=((text, text, number, number, number), "boolean"))
    def may_see(team, brand, whose, from_us, to_us): ...  # type: ignore[no-untyped-def]

    return may_see
