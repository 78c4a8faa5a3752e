"""Pulse: how are we doing, said first in a sentence, every number of it a link."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from urllib.parse import quote

import pytest

from helmline.metrics.result import Cell
from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.pulse.changes import changes
from helmline_web.dashboards.pulse.comparison import History, histories
from helmline_web.dashboards.pulse.figures import figures, leading
from helmline_web.dashboards.pulse.sentence import sentence
from helmline_web.people.access import viewer_of
from helmline_web.policies import actions

pytestmark = [pytest.mark.usefixtures("company"), pytest.mark.django_db]


def _page(cast, who: str, address: str = "/") -> str:
    answer = cast.client(who).get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def _cell(metric: str, value: float, low: float, high: float, n: int = 100) -> Cell:
    from helmline.inference.summaries import Summary

    return Cell(metric, unit="s", value=value, low=low, high=high, summary=Summary(n=n))


def test_it_speaks_first_in_one_sentence_whose_number_opens(cast) -> None:
    page = _page(cast, "Mona")
    assert re.search(r'<h1 class="lede">.+<a class="opens" href="/number/\w+\?', page)


def test_its_figures_are_those_of_the_door(cast) -> None:
    viewer, selection = viewer_of(cast.user["Mona"]), Selection.read({})
    asked = door.ask(viewer, selection.query("created")).one("created")
    (shown,) = [
        figure
        for figure in figures(leading(viewer, selection).values(), selection)
        if figure.name == "Contacts"
    ]
    assert shown.value == asked.value


def test_a_lead_sees_the_own_team_in_the_same_words(cast) -> None:
    whole, own = (_page(cast, name) for name in ("Mona", "Lea"))
    assert "Contacts" in own
    assert whole != own


def test_an_agent_has_no_pulse(cast) -> None:
    assert cast.client("Abe").get("/").status_code == 404


def test_who_is_not_signed_in_is_asked_to(client) -> None:
    assert "/account/sign-in" in client.get("/").url


def test_a_history_ends_with_the_span_chosen_and_misses_none(cast) -> None:
    selection = Selection.read({})
    (history,) = histories(viewer_of(cast.user["Mona"]), selection, ("created",)).values()
    assert len(history.cells) == 9
    assert history.now.period == selection.span.since.strftime("%G-W%V")


def test_rolling_days_are_compared_with_the_days_before(cast) -> None:
    viewer, selection = viewer_of(cast.user["Mona"]), Selection.read({"period": "14d"})
    (history,) = histories(viewer, selection, ("created",)).values()
    before = door.ask(viewer, selection.query("created", span=selection.span.before())).one("created")
    assert history.before.value == before.value


def test_a_young_figure_leads_with_the_span_before_and_says_so(cast) -> None:
    viewer, selection = viewer_of(cast.user["Mona"]), Selection.read({})
    shown = {figure.name: figure for figure in figures(leading(viewer, selection).values(), selection)}
    (young,) = [figure for name, figure in shown.items() if name.startswith("Satisfied customers")]
    assert "week" in young.name
    assert "still maturing" in young.note
    assert young.young == 1


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ((3600, 3500, 3700), (7200, 7000, 7400), "slower than the week before: 2 h, up from 1 h."),
        ((7200, 7000, 7400), (3600, 3500, 3700), "faster than the week before: 1 h, down from 2 h."),
        ((3600, 3000, 4200), (3700, 3000, 4400), "about as quick as the week before: 1 h 02 m."),
    ],
)
def test_the_sentence_says_only_what_is_more_than_chance(before, now, said: str) -> None:
    cells = (_cell("first_reply_time", *before), _cell("first_reply_time", *now))
    found = sentence(
        [History("first_reply_time", cells)], Selection(period="2026-W38", today=date(2026, 9, 29))
    )
    assert found is not None
    assert (found.head + found.value + found.tail).replace("\N{NO-BREAK SPACE}", " ").endswith(said)


def test_what_got_worse_is_said_before_what_got_better() -> None:
    worse = (_cell("first_resolution_time", 10, 9, 11), _cell("first_resolution_time", 30, 29, 31))
    better = (_cell("first_reply_time", 30, 29, 31), _cell("first_reply_time", 10, 9, 11))
    both = [History("first_reply_time", better), History("first_resolution_time", worse)]
    found = sentence(both, Selection(period="2026-W38", today=date(2026, 9, 29)))
    assert found is not None
    assert found.metric == "first_resolution_time"


def test_too_little_to_compare_gets_no_sentence() -> None:
    cells = (Cell("first_reply_time"), Cell("first_reply_time"))
    assert (
        sentence([History("first_reply_time", cells)], Selection(period="2026-W38", today=date(2026, 9, 29)))
        is None
    )


def test_changes_say_how_many_comparisons_were_made(cast) -> None:
    found = changes(viewer_of(cast.user["Mona"]), Selection.read({}))
    assert found.compared > 10
    assert f"{found.compared} comparisons were made" in found.caveat
    assert all(change.words for change in found.listed)


def test_a_period_without_contacts_says_what_to_do(cast) -> None:
    page = _page(cast, "Mona", "/?period=2019-01")
    assert "No contact lies in these days" in page


def test_a_period_nobody_can_mean_is_explained_and_not_found_wanting(cast) -> None:
    answer = cast.client("Mona").get("/?period=soon")
    assert answer.status_code == 400
    assert "soon" in answer.content.decode()


def test_an_incident_shows_both_values(cast) -> None:
    incident = next(one for one in door.reference().incidents if one.valid.from_us)
    day = date.fromtimestamp(incident.valid.from_us / 1e6)
    page = _page(cast, "Mona", f"/?period={day:%G-W%V}")
    assert "With: " in page
    assert "Without: " in page


def test_an_incident_is_declared_from_here_by_those_who_may(cast) -> None:
    assert 'href="/policies/incidents?brands=Bellamar&reasons=billing"' in _page(
        cast, "Lea", "/?brand=Bellamar&where.reason=billing"
    )
    assert "Declare an incident" not in _page(cast, "Vic")


def test_an_incident_opens_where_it_was_declared_here(cast) -> None:
    actions.take_over(door.reference().content)
    incident = next(one for one in door.reference().incidents if one.valid.from_us)
    address = f"/?period={date.fromtimestamp(incident.valid.from_us / 1e6):%G-W%V}"
    opened = f'href="/policies/one/incident/{quote(incident.code)}"'
    assert opened in _page(cast, "Mona", address)
    assert opened not in _page(cast, "Vic", address)


def test_before_the_first_import_it_says_how_to_begin(cast, nothing_yet) -> None:
    assert "There is no data here yet" in _page(cast, "Mona")
