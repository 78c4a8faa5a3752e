"""Ratings (one row an answer or an unanswered survey) and the vendor's own figures."""

from __future__ import annotations

from helmline.eventlog.facts.conditions import dims, last, of_kind
from helmline.eventlog.schema import Kind


def ratings_sql() -> str:
    """Return SQL for surveys and their answers.

    Whom a rating is about was fixed when the survey was sent; where the source did not say, it falls back
    to the answer's word, the solver, and the last owner, in this order. Every answer is kept; `first` and
    `last` say which one to choose.
    """
    numbered = (
        "SELECT *, greatest(1, sum((kind IN "
        f"({Kind.SURVEY_SENT:d}))::INT) OVER w)::INT AS survey FROM e "
        f"WHERE kind BETWEEN {Kind.SURVEY_ELIGIBLE:d} AND {Kind.SURVEY_ANSWERED:d} "
        "WINDOW w AS (PARTITION BY interaction, coalesce(code, '') ORDER BY k)"
    )
    sent = (
        "SELECT interaction, code, survey, min(t) AS began_us, "
        f"{last('owner', of_kind(Kind.SURVEY_SENT))} AS about, "
        f"{last('team', of_kind(Kind.SURVEY_SENT))} AS about_team, "
        f"min(t) FILTER ({of_kind(Kind.SURVEY_SENT)}) AS sent_us, "
        f"min(t) FILTER ({of_kind(Kind.SURVEY_DELIVERED)}) AS delivered_us "
        f"FROM ({numbered}) GROUP BY ALL"
    )
    answers = (
        "SELECT interaction, code, survey, t AS answered_us, k, amount AS score, amount_of AS scale, owner, "
        "row_number() OVER (PARTITION BY interaction, code ORDER BY k) AS rank, "
        "row_number() OVER (PARTITION BY interaction, code ORDER BY k DESC) AS back "
        f"FROM ({numbered}) WHERE {of_kind(Kind.SURVEY_ANSWERED)}"
    )
    solver = "SELECT interaction, arg_max(solver, episode) AS solver FROM raw_episodes GROUP BY interaction"
    columns = dims(
        "i",
        agent="coalesce(s.about, a.owner, v.solver, i.agent)",
        team="coalesce(s.about_team, i.team)",
    )
    return (
        "SELECT s.interaction, i.source, row_number() OVER (PARTITION BY s.interaction ORDER BY s.began_us, s.code, "
        "s.survey, a.k)::INT AS survey, s.code AS kind, true AS eligible, s.sent_us, "
        "coalesce(s.delivered_us, s.sent_us) AS delivered_us, a.answered_us, a.score, a.scale, "
        f"coalesce(a.rank = 1, false) AS first, coalesce(a.back = 1, false) AS last, {columns} "
        f"FROM ({sent}) AS s JOIN interactions AS i USING (interaction) LEFT JOIN ({answers}) AS a "
        "ON a.interaction = s.interaction AND a.code IS NOT DISTINCT FROM s.code AND a.survey = s.survey "
        f"LEFT JOIN ({solver}) AS v ON v.interaction = s.interaction"
    )


def figures_sql() -> str:
    """Return SQL for what the vendor computed: of each figure of an interaction the latest."""
    latest = (
        f"SELECT interaction, code AS name, {last('amount')} AS amount, max(t) AS occurred_at_us, "
        f"count(*)::INT AS n FROM e WHERE {of_kind(Kind.VENDOR_FIGURE)} GROUP BY interaction, code"
    )
    return (
        f"SELECT f.interaction, i.source, f.name, f.amount, f.occurred_at_us, f.n, {dims('i')} "
        f"FROM ({latest}) AS f JOIN interactions AS i USING (interaction)"
    )
