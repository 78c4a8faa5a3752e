"""Any number opens: to its definition, its spread, its split, its rows and a clock."""

from __future__ import annotations

import re
from html import unescape

import pytest

from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.people.access import viewer_of

pytestmark = [pytest.mark.usefixtures("company"), pytest.mark.django_db]


def _page(cast, who: str, address: str, **headers: str) -> str:
    answer = cast.client(who).get(address, headers=headers)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def test_it_shows_definition_value_interval_rows_and_a_clock(cast) -> None:
    page = _page(cast, "Mona", "/number/first_reply_time")
    for part in (
        "How long a customer waited",
        "likely ",
        "By queue",
        "Open all rows",
        "why it says",
        "Definition v",
    ):
        assert part in page


def test_it_names_the_query_and_what_it_rests_on(cast) -> None:
    viewer, selection = viewer_of(cast.user["Mona"]), Selection.read({})
    answer = door.ask(viewer, selection.query("first_reply_time"))
    page = _page(cast, "Mona", "/number/first_reply_time")
    assert answer.result.query_hash in page
    assert answer.freshness.reference[:8] in page


def test_in_the_side_sheet_it_comes_without_the_frame(cast) -> None:
    sheet = _page(cast, "Mona", "/number/created", **{"HX-Request": "true"})
    assert 'role="dialog"' in sheet
    assert "<html" not in sheet


@pytest.mark.parametrize("metric", ["backlog", "csat", "sla_attainment", "aht", "days_of_work"])
def test_every_kind_of_number_opens(cast, metric: str) -> None:
    assert cast.client("Mona").get(f"/number/{metric}").status_code == 200


def test_what_is_no_metric_is_not_found(cast) -> None:
    assert cast.client("Mona").get("/number/happiness").status_code == 404


def test_its_rows_are_as_many_as_the_number_counts(cast) -> None:
    viewer, selection = viewer_of(cast.user["Lea"]), Selection.read({})
    n = door.ask(viewer, selection.query("created")).one("created").summary.n
    page = _page(cast, "Lea", "/rows/created")
    assert f"{n} rows are behind this number" in page
    assert len(re.findall(r'href="/interactions/', page)) == min(n, 50)


def test_rows_are_paged_without_overlap(cast) -> None:
    first, second = (_page(cast, "Mona", f"/rows/created?offset={at}") for at in (0, 50))
    of_first, of_second = (set(re.findall(r'href="(/interactions/[^"]+)"', page)) for page in (first, second))
    assert of_first
    assert of_second
    assert not of_first & of_second


def test_promises_list_what_runs_and_what_is_broken(cast) -> None:
    selection = Selection.read({})
    found = door.due(viewer_of(cast.user["Mona"]), selection.query("sla_attainment"))
    broken = sum(one.left_us < 0 for one in found)
    assert re.search(rf"\b{broken} promises? (are|is) broken", _page(cast, "Mona", "/promises?show=broken"))
    assert "Least time left first" in _page(cast, "Mona", "/promises")
