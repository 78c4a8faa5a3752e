"""Keys for programs: shown once, kept as a digest, ended by time, by hand, or with their owner."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from helmline_web.people import actions, tokens
from helmline_web.people.models import ApiToken, User

MONTH = timedelta(days=30)


@pytest.fixture
def mona(cast) -> User:
    return cast.user["Mona"]


def test_it_sees_what_its_owner_sees(cast):
    _token, text = tokens.create(cast.user["Abe"], "sheet", ["figures"], MONTH)
    viewer = tokens.viewer_of(text)
    assert (viewer.name, viewer.subjects) == ("Abe", (cast.subject["Abe"],))


def test_it_keeps_no_key_that_opens_anything(mona):
    _token, text = tokens.create(mona, "sheet", ["figures"], MONTH)
    stored = str(ApiToken.objects.values().get())
    assert text.startswith("hl_")
    assert text not in stored


def test_it_notes_that_a_key_was_used(mona):
    token, text = tokens.create(mona, "sheet", ["figures"], MONTH)
    tokens.find(text)
    token.refresh_from_db()
    assert token.last_used_at is not None


@pytest.mark.parametrize("text", ["", "hl_", "hl_" + "x" * 40, "Bearer"])
def test_it_knows_no_other_key(mona, text):
    tokens.create(mona, "sheet", ["figures"], MONTH)
    assert tokens.viewer_of(text) is None


def test_it_ends_with_its_time(mona):
    _token, text = tokens.create(mona, "sheet", ["figures"], MONTH)
    ApiToken.objects.update(expires_at=timezone.now())
    assert tokens.viewer_of(text) is None


def test_it_ends_with_its_owner(cast, mona):
    _token, text = tokens.create(mona, "sheet", ["figures"], MONTH)
    actions.note_leaving(mona.person, timezone.now().date() - timedelta(days=2), by=None)
    assert tokens.viewer_of(text) is None


def test_it_is_ended_by_its_owner_only(cast, mona):
    token, text = tokens.create(mona, "sheet", ["figures"], MONTH)
    tokens.end(cast.user["Lea"], token.pk)
    assert tokens.viewer_of(text)
    tokens.end(mona, token.pk)
    assert tokens.viewer_of(text) is None


@pytest.mark.parametrize(
    ("scopes", "lasts"), [([], MONTH), (["write"], MONTH), (["figures"], timedelta(days=999))]
)
def test_it_is_made_only_for_what_there_is(mona, scopes, lasts):
    with pytest.raises(ValueError, match="scopes"):
        tokens.create(mona, "sheet", scopes, lasts)


def test_it_is_made_on_the_page_with_ones_password_and_shown_once(cast):
    from web.cast import PASSWORD

    client, address = cast.client("Mona"), reverse("account:keys")
    fields = {"title": "sheet", "scopes": ["figures"], "days": "90"}
    assert client.post(address, fields | {"your_password": "wrong"}).status_code == 422
    page = client.post(address, fields | {"your_password": PASSWORD}).content.decode()
    text = "hl_" + page.split("<code>hl_")[1].split("</code>")[0].strip()
    assert tokens.viewer_of(text).name == "Mona"
    assert text not in client.get(address).content.decode()


def test_it_is_not_for_those_who_export_nothing(cast):
    assert cast.client("Abe").get(reverse("account:keys")).status_code == 404
