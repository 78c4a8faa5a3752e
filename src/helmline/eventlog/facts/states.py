"""States: status intervals, resolution episodes, reason-coded pauses."""

from __future__ import annotations

from helmline.eventlog.facts.conditions import HUMAN_REPLY, STATE, dims, of_kind
from helmline.eventlog.schema import Kind, Status


def statuses_sql() -> str:
    """Return SQL for raw status intervals, from the rows of `e` and the sources in `capabilities`.

    An interaction is NEW from its creation until it says otherwise, but only where its source speaks of
    states at all; birth comes first even where a clock ran wrong. A merge ends the last interval: the
    interaction leaves the backlog by merge, not by solve.
    """
    born = (
        f"SELECT interaction, min(t) AS t, 0::HUGEINT AS k, {Status.NEW:d}::SMALLINT AS status, NULL AS code "
        f"FROM e WHERE {of_kind(Kind.CREATED)} AND source IN (SELECT source FROM capabilities WHERE states) "
        "GROUP BY interaction"
    )
    said = f"SELECT interaction, t, k, status, code FROM e WHERE {STATE}"
    changed = (
        f"SELECT * FROM ({born} UNION ALL {said}) WINDOW w AS (PARTITION BY interaction ORDER BY k) "
        "QUALIFY lag(status) OVER w IS DISTINCT FROM status"
    )
    merged = f"SELECT interaction AS away, max(t) AS merged_us FROM e WHERE {of_kind(Kind.MERGED)} GROUP BY 1"
    spans = (
        "SELECT interaction, status, code, least(t, lead(t) OVER w) AS started_us, k, merged_us, "
        "least(lead(t) OVER w, merged_us) AS ended_us, "
        f"(status < {Status.SOLVED:d} AND coalesce(lag(status) OVER w, 0) >= {Status.SOLVED:d})::INT AS reopens "
        f"FROM ({changed}) LEFT JOIN ({merged}) ON interaction = away "
        "WHERE merged_us IS NULL OR t <= merged_us WINDOW w AS (PARTITION BY interaction ORDER BY k)"
    )
    return (
        "SELECT interaction, row_number() OVER w AS n, status, code, started_us, ended_us, "
        f"(1 + sum(reopens) OVER w)::INT AS episode, reopens = 1 AS reopening, k FROM ({spans}) "
        "WINDOW w AS (PARTITION BY interaction ORDER BY k)"
    )


def episodes_sql() -> str:
    """Return SQL for resolution episodes, from `raw_statuses`, `e` and `capabilities`.

    Episode 1 runs from the clock's start, later ones from their reopening. Where a source knows *solved* and
    an episode was closed without it, its end is unknown: missing and counted, never censored. Where a
    source knows only *closed*, closing is solving.
    """
    spans = (
        "SELECT s.interaction, s.episode, min(s.started_us) AS began_us, min(s.k) AS began_k, "
        f"min(s.started_us) FILTER (s.status = {Status.SOLVED:d}) AS seen_solved_us, "
        f"min(s.k) FILTER (s.status = {Status.SOLVED:d}) AS solved_k, "
        f"min(s.started_us) FILTER (s.status = {Status.CLOSED:d}) AS closed_us, "
        f"min(s.k) FILTER (s.status = {Status.CLOSED:d}) AS closed_k "
        "FROM raw_statuses AS s GROUP BY ALL"
    )
    known = (
        f"SELECT r.*, c.solves, CASE WHEN seen_solved_us IS NOT NULL OR c.solves THEN seen_solved_us "
        "ELSE closed_us END AS solved_us, coalesce(solved_k, closed_k) AS end_k, "
        "lead(began_us) OVER (PARTITION BY r.interaction ORDER BY r.episode) AS ended_us "
        f"FROM ({spans}) AS r JOIN origins AS o USING (interaction) "
        "JOIN capabilities AS c ON c.source = o.source"
    )
    acts = f"SELECT interaction, k, actor, role, team FROM e WHERE {STATE}"
    replies = (
        f"SELECT r.interaction, r.episode, count(*) AS replies FROM ({known}) AS r JOIN e "
        f"ON e.interaction = r.interaction AND e.t >= r.began_us AND (r.ended_us IS NULL OR e.t < r.ended_us) "
        f"WHERE {HUMAN_REPLY} GROUP BY ALL"
    )
    return (
        "SELECT r.interaction, r.episode, CASE WHEN r.episode = 1 THEN o.t0_us ELSE r.began_us END AS started_us, "
        "r.solved_us, r.closed_us, r.ended_us, r.ended_us IS NOT NULL AS reopened, a.actor AS solver, "
        "a.role AS solver_role, b.role AS reopened_by, coalesce(n.replies, 0)::INT AS replies, a.team AS solver_team, "
        "(r.solved_us IS NULL AND r.closed_us IS NOT NULL) AS solve_unknown "
        f"FROM ({known}) AS r JOIN origins AS o USING (interaction) "
        f"LEFT JOIN ({acts}) AS a ON a.interaction = r.interaction AND a.k = r.end_k "
        f"LEFT JOIN ({acts}) AS b ON r.episode > 1 AND b.interaction = r.interaction AND b.k = r.began_k "
        f"LEFT JOIN ({replies}) AS n ON n.interaction = r.interaction AND n.episode = r.episode"
    )


def pauses_sql() -> str:
    """Return SQL for the stretches in which a clock was stopped by hand, each with its reason."""
    marks = (
        f"SELECT interaction, kind, code AS reason, t AS started_us, k, lead(t) OVER w AS ended_us FROM e "
        f"WHERE {of_kind(Kind.CLOCK_PAUSED, Kind.CLOCK_RESUMED)} "
        "WINDOW w AS (PARTITION BY interaction ORDER BY k)"
    )
    return (
        f"SELECT p.interaction, i.source, row_number() OVER (PARTITION BY p.interaction ORDER BY k)::INT AS n, p.reason AS pause_reason, "
        f"started_us, ended_us, {dims('i')} FROM ({marks}) AS p JOIN interactions AS i USING (interaction) "
        f"WHERE kind = {Kind.CLOCK_PAUSED:d}"
    )


def published_statuses_sql() -> str:
    """Return SQL for the `statuses` table: raw intervals with dimensions."""
    return (
        "SELECT s.interaction, i.source, s.n::INT AS n, s.status, s.code, s.started_us, s.ended_us, s.episode, "
        f"s.reopening, {dims('i')} FROM raw_statuses AS s JOIN interactions AS i USING (interaction)"
    )


def published_episodes_sql() -> str:
    """Return SQL for the `episodes` table: its agent is the solver, its team the solver's then."""
    columns = dims("i", agent="r.solver", team="coalesce(r.solver_team, i.team)")
    return (
        "SELECT r.interaction, i.source, r.episode, r.started_us, r.solved_us, r.closed_us, r.ended_us, "
        "r.reopened, r.solver, r.solver_role, r.reopened_by, r.replies, r.solve_unknown, "
        f"{columns} FROM raw_episodes AS r JOIN interactions AS i USING (interaction)"
    )
