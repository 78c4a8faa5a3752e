"""What the URL chooses."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict

from helmline.errors import QueryError
from helmline_web.analytics.selection import Selection

pytestmark = pytest.mark.usefixtures("company")


def test_without_a_word_it_is_the_last_complete_week_of_the_data_on_the_business_clock() -> None:
    query = Selection.read({}).query("created")
    assert (query.since, query.until) == ("2026-09-21", "2026-09-28")
    assert (query.clock, query.zone) == ("business", "Europe/Rome")


def test_it_filters_by_what_stands_in_the_url() -> None:
    given = QueryDict("team=Milano&where.channel=chat&where.channel=mail")
    assert Selection.read(given).query("created").where == (
        ("channel", ("chat", "mail")),
        ("team", ("Milano",)),
    )


def test_its_own_query_string_reads_back_as_itself() -> None:
    chosen = Selection.read(
        QueryDict("brand=Aurora&period=28d&clock=calendar&incidents=without&where.tier=gold")
    )
    assert Selection.read(QueryDict(chosen.params())) == chosen


def test_it_changes_one_thing_and_keeps_the_rest() -> None:
    chosen = Selection.read(QueryDict("team=Milano&period=28d"))
    assert QueryDict(chosen.but(period="13w").params()).dict() == {"team": "Milano", "period": "13w"}
    assert QueryDict(chosen.params(team="")).dict() == {"period": "28d"}


def test_both_days_of_a_written_range_are_in_it() -> None:
    span = Selection.read(QueryDict("since=2026-09-01&until=2026-09-02")).span
    assert (span.since, span.last) == (date(2026, 9, 1), date(2026, 9, 2))


@pytest.mark.parametrize("given", ["clock=lunar", "where.nothing=1", "incidents=never"])
def test_it_refuses_what_nobody_can_mean(given: str) -> None:
    with pytest.raises(QueryError):
        Selection.read(QueryDict(given))
