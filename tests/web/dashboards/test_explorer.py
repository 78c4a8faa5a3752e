"""Explorer: any question as an address, drawn with what is sure of it, and narrowed to what may be seen."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.http import QueryDict

from helmline.errors import QueryError
from helmline_web.analytics import door
from helmline_web.dashboards.explorer import change, parts, spread, trend
from helmline_web.dashboards.explorer.question import read, read_gently
from helmline_web.people.access import viewer_of

MONTH = "since=2026-08-31&until=2026-09-27"

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def mona(cast):
    return viewer_of(cast.user["Mona"])


def asked(text: str, viewer):
    return read(QueryDict(f"{MONTH}&{text}"), viewer)


def panel(module, text: str, viewer):
    question = asked(text, viewer)
    return module.panel(viewer, question, question.found()[0])


# ---- the question ----


@pytest.mark.parametrize(
    "text",
    [
        "metric=created&by=team&by=channel&view=parts",
        "metric=first_reply_time&metric=csat&grain=week&incidents=both",
        "metric=fcr&set.window_days=14&cohort=by_event&where.channel=mail&where.channel=web",
        "view=change&against=year&as_of=2026-09-15&known_at=2026-09-20&rule=inbox",
        "column=value&column=n&sort=-value&view=parts&by=queue",
    ],
)
def test_it_is_the_same_question_after_a_round_through_its_address(mona, text):
    question = asked(text, mona)
    assert read(QueryDict(question.params()), mona) == question


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("metric=first_replay_time", "first_reply_time"),
        ("by=tem&view=parts", "team"),
        ("view=sideways", "not known"),
        ("grain=fortnight", "fortnight"),
        ("set.window_days=soon&metric=fcr", "soon"),
        ("attribution=nobody", "nobody"),
    ],
)
def test_it_says_what_cannot_be_asked(mona, text, named):
    with pytest.raises(QueryError, match=named):
        asked(text, mona)


def test_it_refuses_more_points_than_a_line_can_hold(mona):
    with pytest.raises(QueryError, match="too many for a line"):
        read(QueryDict("since=2026-01-01&until=2026-12-31&grain=15min"), mona)


def test_it_keeps_what_was_chosen_when_the_rest_cannot_be_asked():
    kept = read_gently(QueryDict("period=whenever&metric=created&metric=nonsense&by=team&view=sideways"))
    assert (kept.metrics, kept.by, kept.view) == (("created",), ("team",), "trend")


def test_it_shows_single_people_to_nobody_without_the_right(cast):
    vic = viewer_of(cast.user["Vic"])
    for text in ("by=agent&view=parts", f"where.agent={cast.subject['Abe']}"):
        with pytest.raises(QueryError, match="single people"):
            asked(text, vic)


# ---- the ways to look ----


def test_it_draws_the_very_cells_that_the_door_gives(mona):
    question = asked("metric=created&grain=week", mona)
    shown = trend.panel(mona, question, question.found()[0])
    cells = door.ask(mona, question.query("created", period="week")).cells
    assert list(shown.pictures[0].picture.series[0].values) == [cell.value for cell in cells]
    assert sum(row.values["value"] for row in shown.table.rows) == shown.whole.value


def test_it_draws_a_line_for_each_value_of_a_dimension(mona):
    shown = panel(trend, "metric=created&by=team&grain=week", mona)
    assert {series.name for series in shown.pictures[0].picture.series} >= {"Milano", "Stockholm"}
    assert not any(
        series.low for series in shown.pictures[0].picture.series
    )  # too many ranges hide each other


def test_it_marks_incidents_and_business_events(mona):
    picture = panel(trend, "metric=created&grain=day", mona).pictures[0].picture
    assert any("INC-" in window.name for window in picture.windows)
    assert [happening.name for happening in picture.happenings] == ["New prices"]


def test_it_draws_both_values_where_incidents_are_asked_for_both_ways(mona):
    shown = panel(trend, "metric=created&grain=week&incidents=both", mona)
    with_, without = shown.pictures[0].picture.series
    assert sum(with_.values) > sum(without.values)
    assert "without" in [column.name for column in shown.table.columns]


def test_it_leaves_the_newest_points_young_while_work_is_open(mona):
    picture = panel(trend, "metric=first_reply_time&grain=day", mona).pictures[0].picture
    assert picture.series[0].young > 0


def test_it_compares_values_on_one_scale(mona):
    shown = panel(parts, "metric=first_reply_time&view=parts&by=channel", mona)
    axes = {row.values["range"].axis for row in shown.table.rows if row.values["range"]}
    assert len(axes) == 1
    values = [row.values["value"] for row in shown.table.rows if row.values["value"] is not None]
    assert values == sorted(values, reverse=True)


def test_it_never_ranks_people(mona):
    shown = panel(parts, "metric=first_reply_time&view=parts&by=agent&sort=-value", mona)
    assert shown.title == "First reply time by person"
    assert shown.table.sort == ""
    assert not [column.name for column in shown.table.columns[1:] if column.sortable]


def test_it_tells_the_spread_with_its_median_and_slow_end(mona):
    shown = panel(spread, "metric=first_reply_time&view=spread", mona)
    picture = shown.pictures[0].picture
    assert sum(picture.counts) == shown.whole.summary.n
    assert (picture.p50, picture.p90) == (shown.whole.quantiles["p50"], shown.whole.quantiles["p90"])
    assert "half within" in shown.title


def test_it_has_no_spread_to_draw_for_a_count(mona):
    shown = panel(spread, "metric=created&view=spread", mona)
    assert shown.pictures == ()
    assert "nothing to spread" in shown.title


def test_it_says_no_clear_change_where_chance_may_explain_it(mona):
    shown = panel(change, "metric=csat&view=change", mona)
    (row,) = shown.table.rows
    assert row.values["verdict"] == "no clear change"
    assert "no clear change" in shown.title


def test_it_lays_weekdays_on_weekdays(mona):
    question = asked("view=change", mona)
    for against in ("before", "year"):
        before = read(QueryDict(f"{MONTH}&view=change&against={against}"), mona).other_span
        assert before.since.weekday() == question.selection.span.since.weekday()


# ---- the page ----


@pytest.mark.parametrize("view", ["trend", "parts", "spread", "change"])
def test_it_answers_in_every_way_for_two_metrics_at_once(cast, view):
    page = cast.client("Mona").get(f"/explorer?{MONTH}&metric=created&metric=first_reply_time&view={view}")
    assert page.status_code == 200
    assert [panel.name for panel in page.context["panels"]] == ["Created", "First reply time"]
    assert "style=" not in page.text.split("<main")[1]


def test_it_tidies_the_address_that_a_form_sends(cast):
    answer = cast.client("Mona").get(
        f"/explorer?{MONTH}&metric=created&beside=&by=&then=&filter=channel&value=mail"
    )
    kept = parse_qsl(urlsplit(answer.url).query)
    assert ("where.channel", "mail") in kept
    assert not {"beside", "then", "filter", "value"} & {name for name, _value in kept}


def test_it_offers_the_values_that_occur_for_a_filter(cast):
    page = cast.client("Mona").get(f"/explorer?{MONTH}&filter=channel")
    assert "mail" in dict(page.context["values"])


def test_it_sends_only_what_changes_to_a_script_and_names_the_tidy_address(cast):
    page = cast.client("Mona").get(f"/explorer?{MONTH}&metric=created", headers={"HX-Request": "true"})
    assert page.text.lstrip().startswith("<main")
    assert page["HX-Push-Url"].startswith("/explorer?")


@pytest.mark.parametrize("text", ["period=whenever", "metric=nonsense", "since=2001-01-01&until=2026-01-01"])
def test_it_says_on_the_page_what_is_wrong(cast, text):
    page = cast.client("Mona").get(f"/explorer?{text}")
    assert page.status_code == 400
    assert "This cannot be asked as it stands" in page.text


def test_it_says_that_nothing_matches(cast):
    page = cast.client("Mona").get(f"/explorer?{MONTH}&where.channel=pigeon&view=parts&by=team")
    assert "Nothing to count" in page.text


def test_it_opens_every_row_in_its_own_place(cast):
    page = cast.client("Mona").get(f"/explorer?{MONTH}&metric=created&view=parts&by=team")
    row = page.context["panels"][0].table.rows[0]
    query = dict(parse_qsl(urlsplit(row.href).query))
    assert urlsplit(row.href).path == "/number/created"
    assert query["where.team"] in ("Milano", "Stockholm", "Dublin", "Warszawa", "Tokyo", "Contara")


def test_it_opens_a_finely_asked_row_as_it_was_asked(cast):
    fine = "attribution=owner&cohort=by_event&rule=segment&clock=business"
    page = cast.client("Mona").get(f"/explorer?{MONTH}&metric=first_reply_time&view=parts&by=team&{fine}")
    row = page.context["panels"][0].table.rows[0]
    opened = cast.client("Mona").get(row.href)
    assert opened.context["cell"].value == row.values["value"]


def test_it_shows_a_lead_the_own_teams_alone(cast):
    page = cast.client("Lea").get(f"/explorer?{MONTH}&metric=created&view=parts&by=team")
    assert [row.values["by0"] for row in page.context["panels"][0].table.rows] == ["Milano"]


def test_it_does_not_exist_for_an_agent(cast):
    assert cast.client("Abe").get("/explorer").status_code == 404
