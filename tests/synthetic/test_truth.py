"""What was planted can be found again with plain arithmetic on the log."""

from __future__ import annotations

import numpy as np
import pytest

from helmline.synthetic import Company, truth
from helmline.synthetic.company import TEAMS


def test_it_says_everywhere_that_it_is_synthetic(large: Company):
    planted = truth(large)
    assert planted.synthetic is True
    assert planted.source == "synthetic"
    assert "synthetic" in planted.company


def test_it_biases_the_rating_of_those_who_answer_by_the_stated_model(large: Company, ask):
    chance = truth(large).response_by_opinion
    rows = ask("SELECT opinion, count(*) FROM opinions WHERE sent AND survey = 'csat' GROUP BY 1")
    share = {int(opinion): n / sum(n for _, n in rows) for opinion, n in rows}
    true_mean = sum(k * p for k, p in share.items())
    stated = sum(k * p * chance[k] for k, p in share.items()) / sum(p * chance[k] for k, p in share.items())
    observed, n = ask(
        "SELECT avg(amount / 1000), count(*) FROM log WHERE kind = 83 AND code = 'csat' AND amount_of = 5000"
    )[0]
    assert stated - true_mean > 0.05  # the bias is there, upwards
    assert observed == pytest.approx(stated, abs=4 * 1.2 / np.sqrt(n))
    assert abs(observed - true_mean) > 4 * 1.2 / np.sqrt(n)  # and can be told from chance


def test_it_answers_surveys_in_a_u_shape(large: Company, ask):
    for opinion, share, n in ask(
        "SELECT opinion, avg(answered::INT), count(*) FROM opinions WHERE sent GROUP BY 1"
    ):
        stated = truth(large).response_by_opinion[opinion] * 0.97  # 3 % are never delivered
        assert share == pytest.approx(stated, abs=4 * np.sqrt(stated * (1 - stated) / n))


def test_it_scores_nps_and_ces_on_their_own_scales(ask):
    rows = ask(
        "SELECT code, min(amount), max(amount), min(amount_of), max(amount_of) FROM log"
        " WHERE kind = 83 GROUP BY 1 ORDER BY 1"
    )
    assert rows == [
        ("ces", 1000, 7000, 7000, 7000),
        ("csat", 1000, 5000, 5000, 5000),
        ("nps", 0, 10000, 10000, 10000),
    ]


def _first_solves(subjects: list[int], before_us: int) -> str:
    """SQL: reopened share of tickets by whether their first solver's solve lies before an instant."""
    listed = ", ".join(map(str, subjects))
    return f"""
        WITH solved AS (SELECT interaction, arg_min(actor, occurred_at_us) AS agent, min(occurred_at_us) AS t
            FROM log WHERE kind = 2 AND status = 5 AND role = 2 GROUP BY 1),
        tickets AS (SELECT interaction FROM log WHERE kind = 1 AND channel NOT IN ('phone')),
        back AS (SELECT DISTINCT interaction FROM log WHERE kind = 40 AND flags & 8 = 8)
        SELECT t < {before_us}, avg((b.interaction IS NOT NULL)::INT), count(*) FROM solved
        JOIN tickets USING (interaction) LEFT JOIN back b USING (interaction)
        WHERE agent IN ({listed}) GROUP BY 1 ORDER BY 1 DESC"""


def test_it_lowers_reopening_of_the_coached_by_the_stated_factor_from_the_stated_day(large: Company, ask):
    planted = truth(large)
    coached = [agent for agent in planted.agents if agent.coached]
    others = [a for a in planted.agents if not a.coached and a.hired < large.start and a.left is None]
    assert len(coached) == 8
    before = after = 0.0
    for agent in coached:
        day = (agent.coached - large.start).days
        rows = ask(_first_solves([agent.subject], large.start_us + day * 86_400_000_000))
        before, after = before + rows[0][1] / len(coached), after + rows[1][1] / len(coached)
    middle = large.start_us + 170 * 86_400_000_000
    (_, first, n), (_, second, m) = ask(_first_solves([a.subject for a in others], middle))
    assert after / before == pytest.approx(planted.coached_reopen_factor, abs=0.12)
    assert second / first == pytest.approx(1.0, abs=0.12)  # the others did not change
    assert min(n, m) > 5_000


def test_it_raises_opinions_of_the_coached_by_the_stated_points(large: Company, ask):
    planted = truth(large)
    changes = []
    for agent in (a for a in planted.agents if a.coached):
        at = large.start_us + (agent.coached - large.start).days * 86_400_000_000
        changes.append(ask(
            f"""SELECT avg(opinion) FILTER (solved_us >= {at}) - avg(opinion) FILTER (solved_us < {at})
            FROM opinions WHERE agent = {agent.subject} AND NOT incident"""
        )[0][0])  # fmt: skip
    # Opinions are cut off at 5, so a little less than the planted points arrives.
    assert (
        0.6 * planted.coached_satisfaction_points
        < np.mean(changes)
        < 1.1 * planted.coached_satisfaction_points
    )


def test_it_orders_agents_reopening_by_their_ability(large: Company, ask):
    planted = {agent.subject: agent for agent in truth(large).agents if not agent.coached}
    rows = ask("SELECT agent, avg(reopened::INT) FROM opinions WHERE reopen_probability > 0 GROUP BY 1")
    pairs = [(planted[agent].reopen_before, share) for agent, share in rows if agent in planted]
    assert np.corrcoef(np.array(pairs).T)[0, 1] > 0.7


def test_it_draws_reopening_with_the_probability_it_states(ask):
    expected, seen, n = ask(
        "SELECT avg(reopen_probability), avg(reopened::INT), count(*) FROM opinions"
        " WHERE reopen_probability > 0"
    )[0]
    assert seen == pytest.approx(expected, abs=4 * np.sqrt(expected / n))


def test_it_peaks_at_the_stated_local_hour(large: Company, ask):
    # Japan has no clock changes, so nine hours on is its local time all year.
    hours = ask(
        "SELECT (occurred_at_us // 3600000000 + 9) % 24 AS hour, count(*) FROM log WHERE kind = 1 AND"
        " language = 'ja' GROUP BY 1 ORDER BY 2 DESC"
    )
    assert hours[0][0] == truth(large).peak_hour


def test_it_is_busier_on_mondays_than_at_weekends_and_in_december_than_in_june(large: Company, ask):
    days = dict(
        ask("SELECT (occurred_at_us // 86400000000 + 3) % 7, count(*) FROM log WHERE kind = 1 GROUP BY 1")
    )
    stated = truth(large).weight_by_weekday
    assert days[0] / days[6] == pytest.approx(stated[0] / stated[6], rel=0.1)
    months = dict(
        ask("SELECT month(make_timestamp(occurred_at_us)), count(*) FROM log WHERE kind = 1 GROUP BY 1")
    )
    assert months[12] > 1.25 * months[7]


def test_it_bursts_with_one_reason_inside_each_incident(large: Company, ask):
    for window in truth(large).incidents:
        length = window.until_us - window.from_us
        count = (
            f"SELECT count(*) FROM log WHERE kind = 1 AND brand = '{window.brand}' AND channel <> 'mail' AND"
            f" reason = '{window.reason}' AND occurred_at_us BETWEEN {{}} AND {{}}"
        )
        week = 7 * 86_400_000_000
        usual = ask(count.format(window.from_us - week, window.until_us - week))[0][0]
        during = ask(count.format(window.from_us, window.until_us))[0][0]
        assert during > 4 * max(usual, 3), window
        assert length > 0


def test_it_asks_more_about_prices_after_they_changed(large: Company, ask):
    planted = truth(large)
    day = large.start_us + (planted.price_change - large.start).days * 86_400_000_000
    fortnight = 14 * 86_400_000_000
    rows = ask(
        f"""SELECT count(*) FILTER (occurred_at_us < {day}), count(*) FILTER (occurred_at_us >= {day})
        FROM log WHERE kind = 1 AND reason = 'billing/price' AND brand = '{planted.price_brand}'
        AND occurred_at_us BETWEEN {day - fortnight} AND {day + fortnight}"""
    )[0]
    assert rows[1] > 3 * rows[0]


def test_it_renames_a_reason_on_the_stated_day(large: Company, ask):
    old, new, at = truth(large).renamed_reason
    assert ask(
        f"""SELECT count(*) FILTER (reason = '{old}' AND occurred_at_us >= {at}),
        count(*) FILTER (reason = '{new}' AND occurred_at_us < {at}),
        count(*) FILTER (reason = '{old}') > 100 FROM log"""
    ) == [(0, 0, True)]


def test_it_loses_more_callers_where_the_wait_is_longer(ask):
    rows = ask(
        """WITH legs AS (SELECT interaction, min(occurred_at_us) FILTER (kind = 62) AS queued,
            min(occurred_at_us) FILTER (kind = 64) AS answered, bool_or(kind = 71) AS lost FROM log
            WHERE interaction IN (SELECT interaction FROM log WHERE kind = 60) GROUP BY 1),
        hours AS (SELECT queued // 3600000000 % 24 AS hour, avg(answered - queued) / 1e6 AS wait,
            avg(lost::INT) AS lost, count(*) AS n FROM legs WHERE queued IS NOT NULL GROUP BY 1)
        SELECT wait, lost FROM hours WHERE n > 150"""
    )
    assert len(rows) > 8
    assert np.corrcoef(np.array(rows).T)[0, 1] > 0.6
    assert 0.02 < np.mean([lost for _, lost in rows]) < 0.3


def test_it_ramps_new_hires(large: Company, ask):
    planted = truth(large)
    new = [a for a in planted.agents if a.hired > large.start]
    assert len(new) == 12
    ratios = []
    for agent in new:
        at = large.start_us + ((agent.hired - large.start).days + 45) * 86_400_000_000
        ratios.append(ask(
            f"""SELECT avg(ln(amount)) FILTER (occurred_at_us < {at})
                - avg(ln(amount)) FILTER (occurred_at_us >= {at})
            FROM log WHERE kind = 42 AND owner = {agent.subject} AND interaction IN
                (SELECT interaction FROM log WHERE kind = 1 AND channel IN ('mail', 'web'))"""
        )[0][0])  # fmt: skip
    assert 0.15 < np.mean([ratio for ratio in ratios if ratio is not None]) < 0.6


def test_it_gives_nobody_work_before_hiring_or_cases_after_leaving(large: Company, ask):
    for agent in truth(large).agents:
        hired = large.start_us + (agent.hired - large.start).days * 86_400_000_000
        assert ask(
            f"SELECT count(*) FROM log WHERE owner = {agent.subject} AND occurred_at_us < {hired}"
        ) == [(0,)]
        if agent.left:
            left = large.start_us + (agent.left - large.start).days * 86_400_000_000
            assert ask(
                f"""SELECT count(*) FROM log WHERE owner = {agent.subject} AND kind IN (30, 40, 64)
                AND occurred_at_us >= {left}"""
            ) == [(0,)]


def test_it_routes_by_language(ask):
    served = {team.name: set(team.languages) for team in TEAMS}
    for team, language in ask("SELECT DISTINCT team, language FROM log WHERE kind = 1"):
        assert language in served[team]
