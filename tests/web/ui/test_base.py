"""The page around every page: rail, pickers, person, and what a reader may not use is absent."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from helmline_web.ui import frame, navigation
from helmline_web.ui.frame import Choice, Freshness, Person, Picker
from helmline_web.ui.navigation import Entry


@pytest.fixture
def rail():
    """Two pages on the rail."""
    navigation.register(Entry("settings", "Preferences", "ui:preferences", right="manage.people"))
    navigation.register(
        Entry("today", "Pulse", "ui:styleguide", covers=("ui:styleguide-sheet",), icon="today")
    )


@pytest.fixture
def provided():
    """Says who knows a part of the frame, as the applications do."""
    return frame.provide


def request_for(rf, view_name="ui:styleguide", rights=(), **headers):
    request = rf.get("/ui/styleguide", headers=headers)
    request.resolver_match = SimpleNamespace(view_name=view_name)
    request.viewer = SimpleNamespace(may=lambda right: right in rights)
    return request


def page(request):
    return render_to_string("ui/styleguide.html", request=request)


def test_it_leaves_out_what_a_reader_may_not_use(rf, rail):
    assert [group.code for group in navigation.rail(request_for(rf))] == ["today"]
    assert [group.code for group in navigation.rail(request_for(rf, rights={"manage.people"}))] == [
        "today",
        "settings",
    ]


def test_it_opens_the_group_of_the_page_one_is_on(rf, rail):
    group = navigation.rail(request_for(rf, "ui:styleguide-sheet"))[0]
    assert group.is_open
    assert group.pages[0].is_here


def test_it_carries_scope_and_period_from_page_to_page(rf, rail, provided):
    provided("carried", lambda request: "team=7&period=week")
    words = page(request_for(rf))
    assert 'href="/ui/styleguide?team=7&amp;period=week"' in words


def test_it_refuses_a_group_and_a_part_that_do_not_exist():
    with pytest.raises(ValueError, match="no group"):
        navigation.register(Entry("misc", "Odds and ends", "ui:styleguide"))
    with pytest.raises(ValueError, match="no part"):
        frame.provide("weather", lambda request: None)


def test_it_shows_pickers_freshness_and_who_looks(rf, rail, provided):
    provided(
        "period",
        lambda request: Picker("Period", "Week 46", "9–15 Nov", (("", (Choice("Today", "?period=today"),)),)),
    )
    provided("freshness", lambda request: Freshness("Data until 09:10", (("Help desk", "2 m ago"),)))
    provided("person", lambda request: Person("Mona de la Cruz", "Manager", sign_out="/out"))
    words = page(request_for(rf))
    assert 'aria-label="Period: Week 46, 9–15 Nov"' in words
    assert "Data until 09:10" in words
    assert ">MC</summary>" in words
    assert 'action="/out"' in words


def test_it_asks_nobody_for_parts_that_are_not_shown(rf, provided):
    asked = []
    provided("scope", lambda request: asked.append("scope"))
    render_to_string("ui/sheet_over.html", request=request_for(rf))
    assert asked == []


def test_it_offers_four_shortcuts_under_the_thumb(rf, rail):
    assert 'class="thumb"' in page(request_for(rf))


def test_it_sends_the_token_with_every_htmx_request(rf, rail):
    words = page(request_for(rf))
    assert 'hx-headers=\'{"X-CSRFToken": "' in words
    assert '"allowEval":false' in words
    assert '"includeIndicatorStyles":false' in words


def test_it_opens_a_sheet_over_the_page_or_as_a_page(client):
    whole = client.get("/ui/styleguide/sheet").content.decode()
    over = client.get(
        "/ui/styleguide/sheet", headers={"HX-Request": "true", "HX-Target": "sheet"}
    ).content.decode()
    assert whole.startswith("<!doctype html>")
    assert 'role="dialog" aria-modal="true" aria-labelledby="sheet-title"' in over
    assert "<html" not in over
    for words in (whole, over):
        assert '<h1 id="sheet-title">First reply, median</h1>' in words


def test_it_shows_what_everyone_must_know_now(rf, rail, provided):
    provided("notices", lambda request: ["The worker stopped at 09:10. Imports wait."])
    assert "The worker stopped" in page(request_for(rf))
