"""Saved views: kept by their owner, shared with a team, brought back after they were dropped."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from helmline.errors import NotFound
from helmline_web.dashboards.saved import actions, queries
from helmline_web.dashboards.saved.addresses import address_of, page_of
from helmline_web.decisions.models import Entry
from helmline_web.people.access import viewer_of
from helmline_web.people.models import SavedView

PLACE = "/views"  # any page of ours will do
ADDRESS = f"{PLACE}?period=28d&by=team"


@pytest.fixture
def view(cast) -> SavedView:
    return actions.save(viewer_of(cast.user["Lea"]), ADDRESS, " My   queue ")


def test_it_keeps_a_page_with_its_query_string(view):
    assert (view.page, view.title, view.query) == ("dashboards:saved-views", "My queue", "period=28d&by=team")
    assert address_of(view) == ADDRESS


def test_it_replaces_a_view_of_the_same_name(cast, view):
    again = actions.save(viewer_of(cast.user["Lea"]), f"{PLACE}?period=7d", "My queue")
    assert (again.pk, again.query) == (view.pk, "period=7d")


@pytest.mark.parametrize(
    "address", ["/no/such/page", "https://elsewhere.example/views", f"{PLACE}?{'x' * 5000}"]
)
def test_it_refuses_what_is_no_page_of_ours(address):
    with pytest.raises(ValidationError):
        page_of(address)


@pytest.mark.parametrize("title", ["", "   ", "x" * 101])
def test_it_refuses_a_name_that_will_not_do(cast, title):
    with pytest.raises(ValidationError):
        actions.save(viewer_of(cast.user["Lea"]), ADDRESS, title)


def test_it_is_seen_by_the_team_it_was_shared_with_and_by_nobody_else(cast, view):
    actions.share(viewer_of(cast.user["Lea"]), view.pk, "Milano")
    assert view in queries.shared(viewer_of(cast.user["Abe"]))
    assert view not in queries.shared(viewer_of(cast.user["Bea"]))
    assert view not in queries.shared(viewer_of(cast.user["Lea"]))  # her own


def test_it_is_not_shared_with_a_team_out_of_sight(cast, view):
    with pytest.raises(ValidationError):
        actions.share(viewer_of(cast.user["Lea"]), view.pk, "Stockholm")


@pytest.mark.parametrize("act", [actions.delete, lambda who, pk: actions.rename(who, pk, "x")])
def test_it_does_not_exist_for_others(cast, view, act):
    with pytest.raises(NotFound):
        act(viewer_of(cast.user["Lars"]), view.pk)


def test_it_refuses_a_name_twice_on_a_page(cast, view):
    lea = viewer_of(cast.user["Lea"])
    other = actions.save(lea, ADDRESS, "Other")
    with pytest.raises(ValidationError):
        actions.rename(lea, other.pk, view.title)


def test_it_comes_back_as_it_was(cast, view):
    client = cast.client("Lea")
    page = client.post(reverse("dashboards:saved-view-delete", args=[view.pk]), follow=True)
    assert "Undo" in page.text
    assert not SavedView.objects.exists()
    client.post(reverse("dashboards:saved-view-restore"))
    back = SavedView.objects.get()
    assert (back.title, back.query, back.page) == (view.title, view.query, view.page)


def test_it_records_each_act(cast, view):
    lea = viewer_of(cast.user["Lea"])
    actions.share(lea, view.pk, "Milano")
    actions.share(lea, view.pk, "")
    actions.delete(lea, view.pk)
    kinds = Entry.objects.filter(kind__startswith="view.").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["view.saved", "view.shared", "view.unshared", "view.deleted"]


def test_it_saves_from_the_toolbar_and_goes_back(cast):
    client = cast.client("Mona")
    form = {"address": ADDRESS, "title": "Monday", "team": "Milano"}
    answer = client.post(reverse("dashboards:saved-view-save"), form)
    assert answer.url == ADDRESS
    assert SavedView.objects.get().team.code == "Milano"
    assert "Monday" in client.get(PLACE).text


def test_it_never_goes_back_to_another_site(cast):
    form = {"address": "https://elsewhere.example/", "title": "x"}
    assert cast.client("Mona").post(reverse("dashboards:saved-view-save"), form).url == "/"


def test_it_asks_who_is_signed_out_to_sign_in(client, db):
    assert client.get(PLACE).status_code == 302
