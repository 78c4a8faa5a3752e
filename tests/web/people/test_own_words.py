"""The organisation's own words: headings, rail, columns and exports say them, each language its own."""

import pytest
from django.utils.translation import override

from helmline_web.analytics import terms
from helmline_web.people import words
from helmline_web.people.models import Organisation

pytestmark = pytest.mark.usefixtures("company")

OWN = {
    "en": {"agent": {"one": "advisor", "many": "advisors"}, "team": {"one": "crew", "many": "crews"}},
    "it": {"agent": {"one": "consulente", "many": "consulenti"}, "team": {"one": "squadra", "many": "squadre"}},
}  # fmt: skip


@pytest.fixture
def renamed(cast):
    Organisation.objects.update(own_words=OWN)
    words.forget_cached()
    yield cast
    words.forget_cached()


@pytest.mark.parametrize(
    ("language", "agents", "teams"), [("en", "Advisors", "Crews"), ("it", "Consulenti", "Squadre")]
)
def test_rail_and_headings_say_them_in_each_language(renamed, language, agents, teams):
    client = renamed.client("Mona", accept_language=language)
    page = client.get("/agents").text
    assert f"<b>{agents}</b>" in page
    assert teams in page  # on the rail
    assert f"<b>{teams}</b>" in client.get("/teams").text


@pytest.mark.parametrize(("language", "team"), [("en", "Crew"), ("it", "Squadra")])
def test_dimensions_say_them_too(renamed, language, team):
    with override(language):
        assert terms.dimension("team") == team


def test_without_own_words_ours_are_said(cast):
    words.forget_cached()
    with override("en"):
        assert (words.heading("agent"), words.heading("interaction", 1)) == ("Agents", "Contact")
