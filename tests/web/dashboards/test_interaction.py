"""One interaction: what happened in words, its clocks, who may open it, and what the trail keeps."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from helmline import synthetic
from helmline.engines import duck
from helmline.eventlog.privacy import Texts
from helmline.eventlog.schema import Kind, Role
from helmline.metrics.interaction import Happening
from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.dashboards.story.wording import _PLAIN, _SAID, sentence
from helmline_web.decisions.models import Entry
from helmline_web.people.access import viewer_of

SOURCE = synthetic.SOURCE


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def case(where: str) -> str:
    found = duck.cursor().sql(
        f"SELECT case_key FROM ({door.facts().sql('interactions')}) WHERE {where} ORDER BY 1 LIMIT 1"
    )
    return found.fetchall()[0][0]


def opened(cast, reader, key, source=SOURCE, **query):
    return cast.client(reader).get(reverse("dashboards:interaction", args=[source, key]), query)


@pytest.fixture
def house(company, db, cast):
    return cast


def test_it_says_what_its_clocks_say(house) -> None:
    key = case(
        "first_reply_us IS NOT NULL AND last_solved_us IS NOT NULL AND NOT is_open AND channel = 'mail'"
    )
    response = opened(house, "Mona", key)
    assert "First reply after" in response.context["lede"]
    viewer = viewer_of(house.user["Mona"])
    for reading in response.context["readings"]:
        again = door.explain(viewer, reading.explanation.metric, key, source=SOURCE, clock="business")
        assert reading.explanation.value_us == again.value_us
    assert reverse("dashboards:definition", args=["first_reply_time"]) in response.content.decode()


def test_it_tells_every_happening_of_the_log_in_order(house) -> None:
    key = case("transfers > 0")
    response = opened(house, "Mona", key)
    view = door.interaction(viewer_of(house.user["Mona"]), SOURCE, key)
    assert len(response.context["moments"]) == len(view.happenings) > 3
    assert "got it: transfer" in words(response)


def test_it_is_not_there_for_whoever_may_not_open_it(house) -> None:
    key = case("team = 'Stockholm' AND agents = 1")
    assert opened(house, "Lars", key).status_code == 200
    for reader in ("Lea", "Abe", "Vera", "Vic"):
        assert opened(house, reader, key).status_code == 404
    assert opened(house, "Mona", "BM-no-such").status_code == 404
    assert opened(house, "Mona", key, source="elsewhere").status_code == 404


def test_it_notes_in_the_trail_who_read_the_texts(own_company, db, cast) -> None:
    key = case("customer_messages > 0 AND channel = 'mail'")
    view = door.interaction(viewer_of(cast.user["Mona"]), SOURCE, key)
    first = next(each for each in view.happenings if each.kind == Kind.MESSAGE_PUBLIC)
    Texts(own_company).put([(first.event_id, first.actor, first.at_us, "My tent <b>leaks</b>.")])
    assert "leaks" not in words(opened(cast, "Mona", key))
    assert not Entry.objects.filter(kind="texts.opened").exists()
    shown = opened(cast, "Mona", key, texts="1")
    assert "My tent &lt;b&gt;leaks&lt;/b&gt;." in shown.content.decode()
    entry = Entry.objects.get(kind="texts.opened")
    assert (entry.by, entry.subject) == (cast.user["Mona"].pk, f"case:{SOURCE}/{key}")
    assert "leaks" not in str(entry.detail)


def test_it_says_so_where_no_text_is_kept(house) -> None:
    key = case("customer_messages > 0 AND channel = 'mail'")
    assert "This source hands over no texts, or they are no longer kept." in words(
        opened(house, "Mona", key, texts="1")
    )


def test_it_leads_to_what_it_was_merged_into(house) -> None:
    key = case("merged_into IS NOT NULL")
    response = opened(house, "Mona", key)
    assert "this one was merged into it" in words(response)
    (tie,) = [tie for tie in response.context["view"].ties if tie.away]
    assert opened(house, "Mona", tie.case_key).status_code == 200


def test_it_leads_on_in_the_list_one_came_from(house) -> None:
    client, period = house.client("Mona"), {"since": "2026-09-01", "until": "2026-09-20"}
    listed = {"list": "first_reply_time", "order": "largest"}
    viewer = viewer_of(house.user["Mona"])
    query = Selection.read(period).query("first_reply_time", by=("queue",))
    keys = [record.case_key for record in door.rows(viewer, query, order="largest", limit=3).records]
    path = reverse("dashboards:interaction", args=[SOURCE, keys[1]])
    found = client.get(path, {**period, **listed, "at": "1"}).context["neighbours"]
    assert f"/{keys[0]}?" in found.previous
    assert f"/{keys[2]}?" in found.next
    rows = client.get(reverse("dashboards:rows", args=["first_reply_time"]), {**period, "order": "largest"})
    assert client.get(rows.context["table"].rows[1].href).context["neighbours"] == found
    first = client.get(
        reverse("dashboards:interaction", args=[SOURCE, keys[0]]), {**period, **listed, "at": "0"}
    )
    assert first.context["neighbours"].previous == ""


@pytest.mark.parametrize(
    "kind", [kind for kind in Kind if kind != Kind.AGENT_STATE], ids=lambda kind: kind.name
)
def test_it_has_words_for_everything_that_can_happen(kind) -> None:
    assert (kind in _PLAIN) != (kind in _SAID)
    one = Happening(
        b"", kind, 0, 1, Role.AGENT, 2, None, None, 0, "vip", 90_000_000, 100_000_000, {"queue": "pl-mail"}
    )
    said = sentence(one, lambda _key, _role: "Ada")
    assert said
    assert "%(" not in said
