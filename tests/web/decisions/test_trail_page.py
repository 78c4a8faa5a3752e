"""The trail's page: narrowed by its address, exported, checked; open to administrators and managers."""

import pytest
from django.urls import reverse

from helmline_web.decisions.actions import record
from helmline_web.decisions.models import Entry
from helmline_web.decisions.pages.trail import _csv

ADDRESS = "/trail/"


@pytest.fixture
def ada(cast):
    return cast.client("Ada")


def text(answer) -> str:
    return answer.content.decode()


def test_it_tells_who_did_what(ada, cast):
    record(
        "people.team.changed",
        by=cast.user["Mona"].pk,
        subject="team:Milano",
        detail={"code": "Milano", "fields": ["name"]},
    )
    page = text(ada.get(ADDRESS))
    assert "Mona" in page
    assert "changed the team Milano: name" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("?q=team:Milano", True), ("?q=nothing", False), ("?who=Mona", True), ("?who=Lars", False),
     ("?group=change", True), ("?group=export", False), ("?since=2001-01-01", True), ("?until=2001-01-01", False),
     ("?since=nonsense&from=x&group=y", True)],
)  # fmt: skip
def test_it_narrows_by_its_address(ada, cast, query, found):
    detail = {"code": "Milano", "fields": ["name"]}
    record("people.team.changed", by=cast.user["Mona"].pk, subject="team:Milano", detail=detail)
    page = text(ada.get(ADDRESS + query))
    assert ("changed the team Milano: name" in page) == found


def test_it_exports_what_is_shown_and_tells_so(ada):
    answer = ada.get(reverse("decisions:export") + "?group=change")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0].startswith("seq,at_us,by")
    assert Entry.objects.get(kind="trail.exported").detail["rows"] == len(lines) - 1


def test_it_checks_the_chain_when_asked(ada):
    assert "has not been checked yet" in text(ada.get(ADDRESS))
    ada.post(reverse("decisions:check"))
    assert "The trail is as it was written" in text(ada.get(ADDRESS))


def test_it_pages_through_many(ada):
    for number in range(120):
        record("people.team.changed", by=None, detail={"code": f"team {number}", "fields": []})
    assert 'rel="next"' in text(ada.get(ADDRESS))
    assert "changed the team team 60" in text(ada.get(ADDRESS + "?from=50"))


@pytest.mark.parametrize("name", ["Lea", "Quinn", "Tessa", "Pia", "Abe", "Vic", "Vera"])
def test_it_is_not_there_for_others(cast, name):
    for address in (ADDRESS, reverse("decisions:export")):
        assert cast.client(name).get(address).status_code == 404


def test_it_writes_entries_as_csv():
    entry = Entry(seq=1, at_us=2, kind="k", detail={"a": 1}, previous="p", hash="h")
    assert list(_csv([entry]))[1] == '1,2,,k,,"{""a"": 1}",p,h\r\n'
